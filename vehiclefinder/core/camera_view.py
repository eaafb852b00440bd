"""What an operator says of a camera's picture: zones, privacy masks, where its road lies in metres, where north is.

Coordinates are fractions of the frame's width and height, from the upper left corner, so that they outlive a change of
resolution.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.compass import North

Point = tuple[float, float]
Polygon = tuple[Point, ...]

MAX_POINTS = 64
"""Corners of one polygon."""
MAX_POLYGONS = 32
"""Zones of one camera; likewise masks."""
MAX_NAME = 60
"""Characters of a zone's name."""
MAX_DESCRIPTION = 1000
"""Characters of a camera's description."""
MAX_METRES = 10_000.0
"""Nothing of a road lies further from its origin."""
LEAST_AREA = 1e-5
"""Share of the frame below which a polygon encloses nothing."""
LEAST_BEND = 0.01
"""Sine of the angle below which three corners of a quadrilateral lie on one line."""
CORNERS = 4


@dataclass(frozen=True, slots=True)
class Zone:
    """A named part of the picture.

    :param name: 1 to 60 characters.
    :param polygon: Corners in order.
    """

    name: str
    polygon: Polygon

    def __post_init__(self) -> None:
        if not 0 < len(self.name.strip()) <= MAX_NAME:
            raise ValueError(f"expected a zone's name of 1 to {MAX_NAME} characters, got {self.name!r}")
        _require_polygon(self.polygon)


@dataclass(frozen=True, slots=True)
class RoadCalibration:
    """Where four points of the picture lie on the road.

    :param image: Four corners of a convex quadrilateral in the picture, in order.
    :param road: The same corners on the road, metres along any two axes at a right angle.
    :param near: Metres from the camera to that edge of the quadrilateral which is lowest in the picture.
    """

    image: Polygon
    road: Polygon
    near: float = 0.0

    def __post_init__(self) -> None:
        _require_polygon(self.image)
        for points in (self.image, self.road):
            _require_quadrilateral(points)
        if not 0 <= self.near <= MAX_METRES:
            raise ValueError(f"expected metres to the near edge from 0 to {MAX_METRES:g}, got {self.near}")

    @property
    def id(self) -> str:
        """The same for the same calibration; what was measured by another one does not count."""
        numbers = np.array([*self.image, *self.road, (self.near, 0.0)], np.float64)
        return hashlib.sha256(numbers.tobytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class CameraView:
    """All that is said of one camera.

    :param description: Free words, at most 1,000 characters.
    :param zones: At most 32, of different names.
    :param masks: At most 32 polygons that nobody is to see.
    :param calibration: None where nothing can be measured.
    :param north: None where nobody has said it.
    """

    description: str = ""
    zones: tuple[Zone, ...] = ()
    masks: tuple[Polygon, ...] = ()
    calibration: RoadCalibration | None = None
    north: North | None = None

    def __post_init__(self) -> None:
        if len(self.description) > MAX_DESCRIPTION:
            raise ValueError(f"expected a description of at most {MAX_DESCRIPTION} characters")
        if max(len(self.zones), len(self.masks)) > MAX_POLYGONS:
            raise ValueError(
                f"expected at most {MAX_POLYGONS} zones and masks, got {len(self.zones)}, {len(self.masks)}"
            )
        names = [zone.name.strip().casefold() for zone in self.zones]
        if len(set(names)) < len(names):
            raise ValueError(f"expected zones of different names, got {[zone.name for zone in self.zones]}")
        for mask in self.masks:
            _require_polygon(mask)

    def to_json(self) -> dict[str, Any]:
        """Return plain values; :meth:`from_json` reads them."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "CameraView":
        """Read plain values; what is left out is empty.

        :raises ValueError: They are no view.
        """
        try:
            road, north = data.get("calibration"), data.get("north")
            return cls(
                description=str(data.get("description") or ""),
                zones=tuple(Zone(zone["name"], _polygon(zone["polygon"])) for zone in data.get("zones") or ()),
                masks=tuple(_polygon(mask) for mask in data.get("masks") or ()),
                calibration=None if road is None else _calibration(road),
                north=None if north is None else _north(north),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"expected description, zones, masks, calibration and north, got {error!r}") from error


def _polygon(points: Sequence[Sequence[float]]) -> Polygon:
    """Return plain pairs of numbers as a polygon.

    :raises ValueError: They are no pairs of numbers.
    """
    return tuple((float(x), float(y)) for x, y in points)


def masks_key(masks: Sequence[Polygon]) -> str:
    """Return masks as one short text, the same for the same masks: a source remembers what was hidden from it."""
    return json.dumps(masks, separators=(",", ":"))


def _turns(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sine of the turn at every corner of a polygon (n, 2), float64 (n,), 0 where an edge has no length."""
    edges = np.roll(points, -1, axis=0) - points
    lengths = np.hypot(*edges.T)
    following = np.roll(edges, -1, axis=0)
    products = edges[:, 0] * following[:, 1] - edges[:, 1] * following[:, 0]
    scale = np.maximum(lengths * np.roll(lengths, -1), 1e-12)
    return np.asarray(products / scale, np.float64)


def _calibration(data: Mapping[str, Any]) -> RoadCalibration:
    return RoadCalibration(_polygon(data["image"]), _polygon(data["road"]), float(data.get("near", 0.0)))


def _north(data: Mapping[str, Any]) -> North:
    at = data.get("at")
    return North(float(data["degrees"]), None if at is None else _polygon([at])[0])


def _require_polygon(points: Polygon) -> None:
    if not 3 <= len(points) <= MAX_POINTS:
        raise ValueError(f"expected a polygon of 3 to {MAX_POINTS} points, got {len(points)}")
    if not all(0 <= value <= 1 for point in points for value in point):
        raise ValueError(f"expected points in fractions of the frame, 0 to 1, got {points}")
    x, y = np.array(points).T
    if abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2 < LEAST_AREA:
        raise ValueError(f"expected a polygon that encloses something, got {points}")


def _require_quadrilateral(points: Polygon) -> None:
    if len(points) != CORNERS:
        raise ValueError(f"expected {CORNERS} points of the picture and {CORNERS} of the road, got {len(points)}")
    if not all(isfinite(value) and abs(value) <= MAX_METRES for point in points for value in point):
        raise ValueError(f"expected metres from -{MAX_METRES:g} to {MAX_METRES:g}, got {points}")
    turns = _turns(np.array(points, np.float64))
    if not (np.all(turns > LEAST_BEND) or np.all(turns < -LEAST_BEND)):
        raise ValueError(f"expected a convex quadrilateral with no three corners on one line, got {points}")
