"""Bodywork: a side outline extruded across the width, rounded at its edges and narrowed towards roof, nose and tail.

Vehicle axes, metres: x forward from the middle of the vehicle, y to its left, z up from the ground.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Region = Callable[[Array, Array, Array], Mask]
"""Which faces, from the centres' x, distance from the middle plane and z."""

PER_METRE, ROWS, ACROSS = 52, 56, 48
"""Fineness of the mesh: stations per metre of length, rows up the flanks, columns across."""


@dataclass(frozen=True)
class Outline:
    """The silhouette from the side and how it is filled out.

    :param top: Corners (x, z, fillet radius), from the nose over the roof to the tail, the two tips included.
    :param bottom: The same, from the nose under the floor to the tail, tips left out.
    :param width: Full width at its widest.
    :param belt: Height above which the sides lean inwards.
    :param lean: Share of the width lost at the roof.
    :param taper: Share of the width lost at nose and tail.
    :param edge: Radius of the edge between the sides and everything else.
    """

    top: tuple[tuple[float, float, float], ...]
    bottom: tuple[tuple[float, float, float], ...]
    width: float
    belt: float
    lean: float = 0.16
    taper: float = 0.12
    edge: float = 0.10

    @property
    def height(self) -> float:
        """The highest corner."""
        return max(z for _, z, _ in self.top)


@dataclass(frozen=True)
class Panel:
    """A mesh: vertices (n, 3), quads (m, 4), a material's name per quad and whether the quads lie on the sides."""

    vertices: Array
    quads: NDArray[np.int64]
    materials: NDArray[np.str_]


@dataclass(frozen=True)
class Paint:
    """Materials by region, later ones win; ``side`` ones apply to the flanks, ``strip`` ones to all other faces."""

    side: tuple[tuple[str, Region], ...]
    strip: tuple[tuple[str, Region], ...]
    arches: tuple[tuple[float, float, float], ...] = ()
    """Wheel arches: x, z and radius of the circle that is pushed inwards."""


def body(outline: Outline, paint: Paint) -> tuple[Panel, ...]:
    """Build the flanks, the strip over the top and the floor."""
    stations = round(PER_METRE * (outline.top[0][0] - outline.top[-1][0]))
    upper, lower = (_resample(fillet(half), stations) for half in _halves(outline))
    rim = np.concatenate([upper, lower[::-1]])
    share = (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, ROWS)))[None, :, None]
    plane = lower[:, None] * (1 - share) + upper[:, None] * share
    bowed = _bowed(upper, outline, 1.0)[:, None] * share + _bowed(lower, outline, 1.0)[:, None] * (1 - share)
    half = _half_width(plane, rim, outline)
    half = np.where(_in_arch(plane, paint.arches), half - 0.26, half)
    flanks = tuple(_flank(plane, bowed, sign * half, paint) for sign in (1, -1))
    return (*flanks, *(_strip(points, outline, paint) for points in (upper, lower)))


def _halves(outline: Outline) -> tuple[Array, Array]:
    top, bottom = np.array(outline.top), np.array(outline.bottom)
    return top, np.concatenate([top[:1], bottom, top[-1:]])


def fillet(corners: Array, steps: int = 7) -> Array:
    """Round the corners (x, y, radius) of an open line by quadratic curves; returns points (n, 2)."""
    points = [corners[:1, :2]]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        ends = [_towards(corner[:2], other[:2], corner[2]) for other in (before, after)]
        t = np.linspace(0, 1, steps)[:, None]
        points.append(ends[0] * (1 - t) ** 2 + corner[:2] * 2 * t * (1 - t) + ends[1] * t**2)
    return np.concatenate([*points, corners[-1:, :2]])


def _towards(start: Array, end: Array, distance: float) -> Array:
    length = float(np.linalg.norm(end - start))
    return start + (end - start) * min(0.48, distance / max(length, 1e-6))


def _resample(points: Array, count: int) -> Array:
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    wanted = np.linspace(0, along[-1], count)
    return np.stack([np.interp(wanted, along, points[:, axis]) for axis in (0, 1)], axis=1)


def _wide(points: Array, outline: Outline) -> Array:
    x, z = points[..., 0], points[..., 1]
    reach = max(abs(corner[0]) for corner in outline.top)
    above = np.clip((z - outline.belt) / max(outline.height - outline.belt, 0.1), 0, 1)
    below = np.clip((outline.belt - z) / outline.belt - 0.35, 0, 1)
    plan = 1 - outline.taper * np.abs(x / reach) ** 4
    half: Array = outline.width / 2 * plan * (1 - outline.lean * above**1.15 - 0.12 * below**2)
    return half


def _half_width(plane: Array, rim: Array, outline: Outline) -> Array:
    distance = np.array([np.linalg.norm(row[:, None] - rim, axis=-1).min(1) for row in plane])
    lost = 1 - np.sqrt(1 - np.clip(1 - distance / outline.edge, 0, 1) ** 2)
    half: Array = _wide(plane, outline) - outline.edge * lost
    return half


def _bowed(points: Array, outline: Outline, across: float) -> Array:
    """Push a run of the rim inwards, as far as a panel is domed at ``across`` (0 the middle, 1 the edge)."""
    along = np.gradient(points, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-9
    depth = 0.03 * np.abs(along[:, :1]) + outline.taper * 1.1 * np.abs(along[:, 1:])
    middle = np.array([0.0, outline.belt])
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
    inwards = normal * np.sign(((middle - points) * normal).sum(1, keepdims=True))
    bowed: Array = points + inwards * depth * across**2
    return bowed


def _in_arch(plane: Array, arches: tuple[tuple[float, float, float], ...]) -> Mask:
    inside = np.zeros(plane.shape[:-1], bool)
    for x, z, radius in arches:
        inside |= np.hypot(plane[..., 0] - x, plane[..., 1] - z) < radius
    return inside


def _flank(plane: Array, bowed: Array, half: Array, paint: Paint) -> Panel:
    vertices = np.stack([bowed[..., 0], half, bowed[..., 1]], axis=-1)
    flat = np.stack([plane[..., 0], np.abs(half), plane[..., 1]], axis=-1)
    regions = (*paint.side, ("black", lambda x, _, z: _in_arch(np.stack([x, z], -1), paint.arches)))
    return _panel(vertices, flat, regions)


def _strip(points: Array, outline: Outline, paint: Paint) -> Panel:
    across = np.linspace(-1, 1, ACROSS)
    half = _wide(points, outline) - outline.edge
    outer = np.stack([_bowed(points, outline, abs(float(share))) for share in across], axis=1)
    y = half[:, None] * across[None]
    vertices = np.stack([outer[..., 0], y, outer[..., 1]], axis=-1)
    flat = np.stack(np.broadcast_arrays(points[:, None, 0], np.abs(y), points[:, None, 1]), axis=-1)
    return _panel(vertices, flat, paint.strip)


def _panel(vertices: Array, flat: Array, regions: tuple[tuple[str, Region], ...]) -> Panel:
    rows, columns = vertices.shape[:2]
    index = np.arange(rows * columns).reshape(rows, columns)
    quads = np.stack([index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]], axis=-1).reshape(-1, 4)
    x, y, z = flat.reshape(-1, 3)[quads].mean(1).T
    materials = np.full(len(quads), "paint", dtype="<U16")
    for name, region in regions:
        materials[region(x, y, z)] = name
    return Panel(vertices.reshape(-1, 3), quads, materials)
