"""From a vehicle's measurements to its outline, its glass, lamps and trim, and the parts bolted on."""

from dataclasses import dataclass

import numpy as np

from studio.body import Array, Mask, Outline, Paint, Region


@dataclass(frozen=True)
class Measures:
    """A vehicle with one body, metres; x is counted from the middle, forwards.

    :param size: Length, width, height.
    :param hood: Height of the bonnet's front edge.
    :param cowl: Foot of the windscreen, (x, z).
    :param roof: x of the roof's front and rear edge.
    :param deck: Foot of the rear window, (x, z).
    :param axles: x of the wheels.
    :param wheel: Radius of a wheel.
    :param windows: Side windows as ranges of x; cut off by the roof's pillars.
    :param belt: Height of the side windows' lower edge, above which the sides lean inwards.
    :param clearance: Height of the floor.
    :param round: Radius of the roof's corners in the outline.
    :param lean: See ``Outline``, as are ``taper`` and ``edge``.
    :param trim: Whether there is black plastic around the arches and along the sill.
    """

    size: tuple[float, float, float]
    hood: float
    cowl: tuple[float, float]
    roof: tuple[float, float]
    deck: tuple[float, float]
    axles: tuple[float, ...]
    wheel: float
    windows: tuple[tuple[float, float], ...]
    belt: float
    clearance: float = 0.2
    round: float = 0.45
    lean: float = 0.16
    taper: float = 0.12
    edge: float = 0.10
    rear_glass: bool = True
    trim: bool = False


@dataclass(frozen=True)
class Box:
    """A bolted-on block: centre and size (x, y, z), material; ``mirrored`` adds its twin at -y."""

    centre: tuple[float, float, float]
    size: tuple[float, float, float]
    material: str
    mirrored: bool = False


def outline(m: Measures) -> Outline:
    """The side silhouette of a vehicle with one body."""
    length, width, height = m.size
    nose, tail = length / 2, -length / 2
    front, rear = m.roof
    crown = ((front * 2 + rear) / 3, height)
    top = (
        (nose, 0.46, 0.0),
        (nose - 0.03, m.hood - 0.06, 0.12),
        (nose - 0.22, m.hood + 0.03, 0.25),
        (*m.cowl, 0.25),
        (front, height - 0.04, m.round),
        (*crown, m.round),
        (rear, height - 0.06, m.round),
        (*m.deck, 0.2),
        (tail + 0.05, m.deck[1] - 0.05, 0.12),
        (tail, 0.5, 0.0),
    )
    low = m.clearance
    bottom = (
        (nose - 0.06, low + 0.06, 0.1),
        (nose - 0.3, low, 0.1),
        (tail + 0.35, low, 0.1),
        (tail + 0.07, low + 0.1, 0.1),
    )
    return Outline(top, bottom, width, m.belt, m.lean, m.taper, m.edge)


def paint(m: Measures) -> Paint:
    """Where glass, lamps, grille and trim lie on the body."""
    nose, tail = m.size[0] / 2, -m.size[0] / 2
    arches = tuple((x, m.wheel, m.wheel + 0.07) for x in m.axles)
    side: list[tuple[str, Region]] = [("black", _below(m.clearance + 0.09))]
    if m.trim:
        side.append(("plastic", _near(m.axles, m.wheel, m.wheel + 0.15)))
        side.append(("plastic", _below(m.clearance + 0.17)))
    side += [("seam", _stripe(edge)) for edge in _doors(m)]
    side.append(("glass", _windows(m)))
    side.append(("headlight", lambda x, _, z: (x > nose - 0.36) & (np.abs(z - m.hood + 0.12) < 0.08)))
    side.append(("taillight", lambda x, _, z: (x < tail + 0.2) & (np.abs(z - _lamp(m)) < 0.11)))
    return Paint(tuple(side), (*_ends(m), *_screens(m)), arches)


def _ends(m: Measures) -> tuple[tuple[str, Region], ...]:
    nose, tail, half = m.size[0] / 2, -m.size[0] / 2, m.size[1] / 2
    lamp = _lamp(m)
    return (
        ("black", lambda x, _, z: z < m.clearance + 0.1),
        ("black", lambda x, y, z: (x > nose - 0.3) & (z < 0.46) & (z > 0.28) & (y < half * 0.62)),
        ("grille", lambda x, y, z: (x > nose - 0.3) & (z < m.hood - 0.07) & (z > m.hood - 0.22) & (y < half * 0.5)),
        ("black", lambda x, y, z: (x > nose - 0.36) & (np.abs(z - m.hood + 0.13) < 0.12) & (y > half * 0.5)),
        ("headlight", lambda x, y, z: (x > nose - 0.34) & (np.abs(z - m.hood + 0.12) < 0.08) & (y > half * 0.54)),
        ("taillight", lambda x, y, z: (x < tail + 0.2) & (np.abs(z - lamp) < 0.11) & (y > half * 0.5)),
        ("plastic", lambda x, _, z: (x < tail + 0.3) & (z < 0.42) & (z > m.clearance)),
    )


def _screens(m: Measures) -> tuple[tuple[str, Region], ...]:
    height, half = m.size[2], m.size[1] / 2
    edge = half * (1 - m.lean * 0.6) - m.edge - 0.03

    def windscreen(x: Array, y: Array, z: Array) -> Mask:
        return (x > m.roof[0] - 0.05) & (x < m.cowl[0]) & (z > m.cowl[1] + 0.03) & (z < height - 0.1) & (y < edge)

    def rear_window(x: Array, y: Array, z: Array) -> Mask:
        return (x < m.roof[1] + 0.05) & (z > m.deck[1] + 0.03) & (z < height - 0.1) & (y < edge - 0.02)

    return (("glass", windscreen), ("glass", rear_window)) if m.rear_glass else (("glass", windscreen),)


def _windows(m: Measures) -> Region:
    height = m.size[2]

    def inside(x: Array, _: Array, z: Array) -> Mask:
        rise = np.clip((z - m.belt) / (height - m.belt), 0, 1)
        fore = m.cowl[0] + (m.roof[0] - m.cowl[0]) * rise - 0.2
        aft = m.deck[0] + (m.roof[1] - m.deck[0]) * rise + 0.16
        within = (z > m.belt + 0.03) & (z < height - 0.15) & (x < fore) & (x > aft)
        panes: Mask = np.logical_or.reduce([(x > a) & (x < b) for a, b in m.windows])
        return within & panes

    return inside


def _doors(m: Measures) -> tuple[float, ...]:
    """The seams lie in the gaps between the side windows and at the outer doors' edges."""
    starts = sorted({b for _, b in m.windows} | {a for a, _ in m.windows})
    return tuple((a + b) / 2 for a, b in zip(starts[1:-1:2], starts[2:-1:2], strict=False))


def _lamp(m: Measures) -> float:
    return m.deck[1] - 0.2


def _below(height: float) -> Region:
    return lambda x, _, z: z < height


def _stripe(at: float) -> Region:
    return lambda x, _, z: (np.abs(x - at) < 0.015) & (z > 0.35)


def _near(xs: tuple[float, ...], z0: float, radius: float) -> Region:
    return lambda x, _, z: np.logical_or.reduce([np.hypot(x - at, z - z0) < radius for at in xs])


def fittings(m: Measures) -> tuple[Box, ...]:
    """Number plates, mirrors and door handles."""
    nose, half = m.size[0] / 2, m.size[1] / 2
    mirror = Box((m.cowl[0] - 0.38, half + 0.05, m.belt + 0.1), (0.12, 0.2, 0.15), "paint", mirrored=True)
    handles = tuple(
        Box((a + 0.16, half - 0.005, m.belt - 0.1), (0.2, 0.03, 0.035), "chrome", mirrored=True)
        for a, _ in m.windows[:2]
    )
    plates = (
        Box((nose, 0, 0.42), (0.03, 0.5, 0.12), "plate"),
        Box((-nose + 0.01, 0, max(0.55, m.deck[1] - 0.35)), (0.03, 0.5, 0.12), "plate"),
    )
    return (mirror, *handles, *plates)
