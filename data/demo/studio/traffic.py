"""Who drives where and when: routes of straights and turns, and speeds over time."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from studio.body import Array, fillet

LANES = {"away inner": 2.5, "away outer": 6.0, "towards inner": -2.5, "towards outer": -6.0}
"""x of the lanes of the main road, metres."""
RIGHTWARDS, LEFTWARDS = 31.2, 35.8
"""y of the lanes of the side road, metres."""


@dataclass(frozen=True)
class Trip:
    """One vehicle's drive.

    :param name: Unique.
    :param model: A name of ``MODELS``.
    :param colour: A name of ``COLOURS``.
    :param route: Corners (x, y, turning radius), metres; the first is where the vehicle is at second 0.
    :param speeds: (second, metres per second), linear in between, constant after the last.
    """

    name: str
    model: str
    colour: str
    route: tuple[tuple[float, float, float], ...]
    speeds: tuple[tuple[float, float], ...]

    @cached_property
    def _path(self) -> tuple[Array, Array]:
        points = fillet(np.array(self.route), steps=25)
        lengths = np.linalg.norm(np.diff(points, axis=0), axis=1)
        return points, np.concatenate([[0.0], np.cumsum(lengths)])

    def speed(self, time: float) -> float:
        """Metres per second."""
        return float(np.interp(time, *np.array(self.speeds).T))

    def distance(self, time: float) -> float:
        """Metres driven since second 0."""
        seconds = np.linspace(0, time, 1001)
        return float(np.interp(seconds, *np.array(self.speeds).T).mean() * time)

    def position(self, metres: float) -> Array:
        """Where the route is after so many metres, (x, y)."""
        points, along = self._path
        return np.array([np.interp(metres, along, points[:, axis]) for axis in (0, 1)])

    def bearing(self, metres: float) -> float:
        """Direction of travel, radians counter-clockwise from x; the wheels' chord, as a vehicle turns."""
        dx, dy = self.position(metres + 1.3) - self.position(max(metres - 1.3, 0.0))
        return float(np.arctan2(dy, dx))


def _along(lane: str, start: float) -> tuple[tuple[float, float, float], ...]:
    x = LANES[lane]
    return (x, start, 0.0), (x, 400.0 if x > 0 else -200.0, 0.0)


TRIPS = (
    Trip("red sedan", "sedan", "red", _along("away inner", 11), ((0, 8.0), (4, 9.0))),
    Trip("white sedan", "sedan", "white", _along("away outer", 23), ((0, 8.5), (4, 9.5))),
    Trip("white van", "van", "white", _along("towards outer", 47), ((0, 7.2), (5, 7.2))),
    Trip("blue truck", "truck", "blue", _along("towards inner", 78), ((0, 9.0), (8, 9.0))),
    Trip("red hatchback", "hatchback", "red", _along("towards outer", 84), ((0, 9.2), (8, 9.2))),
    Trip("black SUV", "suv", "black", _along("away outer", -12), ((0, 7.6), (3.2, 7.6), (5.6, 0.0))),
    Trip("yellow bus", "bus", "yellow", ((-70, RIGHTWARDS, 0), (300, RIGHTWARDS, 0)), ((0, 8.0), (13, 8.0))),
    Trip("green hatchback", "hatchback", "green", ((76, LEFTWARDS, 0), (-300, LEFTWARDS, 0)), ((0, 8.2), (13, 8.2))),
    Trip(
        "silver pickup", "pickup", "silver",
        ((-88, RIGHTWARDS, 0), (LANES["towards outer"], RIGHTWARDS, 7), (LANES["towards outer"], -200, 0)),
        ((0, 8.0), (8.6, 8.0), (10.2, 5.5), (13, 6.5)),
    ),
    Trip(
        "yellow taxi", "taxi", "yellow",
        ((90, LEFTWARDS, 0), (LANES["away outer"], LEFTWARDS, 7), (LANES["away outer"], 400, 0)),
        ((0, 8.0), (8.0, 8.0), (9.6, 5.5), (11, 6.0), (13, 8.0)),
    ),
)  # fmt: skip
