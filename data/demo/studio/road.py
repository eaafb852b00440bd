"""The road: a dual carriageway that meets a side road, with kerbs, pavements, markings, signals and a railing.

Axes, metres: x to the right of the picture, y away from the camera, z up.
"""

from collections.abc import Iterator

import numpy as np

from studio.shapes import Box

Range = tuple[float, float]

KERB, WALK, EDGE = 8.2, 11.6, 160.0
"""Half the width of the main road, with its pavements, and of everything."""
CROSSING = (29.0, 38.0)
"""The side road lies between these y."""
START, END = -20.0, 320.0
MIDDLE = 0.6
"""Half the width of the central island."""
LANE = 4.3
"""x of the line between the two lanes of a direction."""


def ground() -> Iterator[Box]:
    """Asphalt, and on it what is raised."""
    yield _slab((-EDGE, EDGE), (START, END), 0.0, "asphalt")
    for before in (True, False):
        y = _clear(before, 0.0)
        yield _slab((-MIDDLE, MIDDLE), _clear(before, 2.0), 0.16, "kerb")
        yield _slab((-MIDDLE + 0.15, MIDDLE - 0.15), _clear(before, 2.2), 0.2, "grass")
        for side in (-1, 1):
            yield _slab(_on(side, KERB, KERB + 0.2), y, 0.14, "kerb")
            yield _slab(_on(side, KERB + 0.2, WALK), y, 0.13, "paving")
            yield _slab(_on(side, WALK, EDGE), y, 0.125, "paving")
            yield _slab(_on(side, WALK, EDGE), _clear(before, 2.6), 0.15, "grass")


def markings() -> Iterator[Box]:
    """Every painted line."""
    yield from _lane_lines()
    yield from _crossings()
    yield from _side_road_lines()


def furniture() -> Iterator[Box]:
    """Railing and signals."""
    near, far = CROSSING
    for x in np.arange(-12.1, -63, -2.0):
        yield Box((x, far + 0.35, 0.6), (0.06, 0.06, 1.0), "steel")
    yield Box((-37, far + 0.35, 1.08), (50, 0.05, 0.06), "steel")
    yield Box((-37, far + 0.35, 0.65), (50, 0.04, 0.04), "steel")
    for x, y in ((KERB + 0.9, near - 5.0), (-KERB - 0.9, far + 5.0)):
        yield Box((x, y, 1.7), (0.12, 0.12, 3.4), "steel")
        yield Box((x, y, 3.1), (0.34, 0.3, 0.95), "black")


def _lane_lines() -> Iterator[Box]:
    near, far = CROSSING
    for side in (-1, 1):
        for start in [*np.arange(-4, near - 8, 6.0), *np.arange(far + 7, 200, 6.0)]:
            yield _line(_wide(side * LANE, 0.14), (start, start + 3))
        for y in ((START, near - 4.5), (far + 4.5, 200.0)):
            yield _line(_wide(side * (KERB - 0.45), 0.12), y)
            yield _line(_wide(side * (MIDDLE + 0.25), 0.12), y)
    yield _line((MIDDLE + 0.3, KERB - 0.3), (near - 4.6, near - 4.2))
    yield _line((-KERB + 0.3, -MIDDLE - 0.3), (far + 4.2, far + 4.6))


def _crossings() -> Iterator[Box]:
    near, far = CROSSING
    for x in np.arange(-KERB + 0.5, KERB - 0.3, 1.0):
        yield _line((x, x + 0.5), (near - 3.6, near - 0.8))
        yield _line((x, x + 0.5), (far + 0.8, far + 3.6))


def _side_road_lines() -> Iterator[Box]:
    (near, far), middle = CROSSING, sum(CROSSING) / 2
    for start in np.arange(KERB + 6, 80, 5.0):
        for side in (-1, 1):
            yield _line(_on(side, start, start + 2.5), _wide(middle, 0.12))
    yield _line(_wide(-KERB - 4.6, 0.4), (near + 0.3, middle - 0.2))
    yield _line(_wide(KERB + 4.6, 0.4), (middle + 0.2, far - 0.3))


def _clear(before: bool, gap: float) -> Range:
    """The main road's y before or behind the side road, less a gap."""
    return (START, CROSSING[0] - gap) if before else (CROSSING[1] + gap, END)


def _on(side: int, inner: float, outer: float) -> Range:
    return (inner, outer) if side > 0 else (-outer, -inner)


def _wide(middle: float, width: float) -> Range:
    return middle - width / 2, middle + width / 2


def _slab(x: Range, y: Range, top: float, material: str, thick: float = 0.3) -> Box:
    return Box((sum(x) / 2, sum(y) / 2, top - thick / 2), (x[1] - x[0], y[1] - y[0], thick), material)


def _line(x: Range, y: Range) -> Box:
    return Box((sum(x) / 2, sum(y) / 2, 0.0), (x[1] - x[0], y[1] - y[0], 0.008), "marking")
