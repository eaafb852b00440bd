"""The street: the road and what stands beside it - lamps, trees and houses.

Axes, metres: x to the right of the picture, y away from the camera, z up.
"""

from collections.abc import Iterator

import bpy
import numpy as np

from studio import road
from studio.body import Array, Panel
from studio.materials import SURFACES, ground, surface
from studio.mesh import boxes, lathe, make, place
from studio.shapes import Box


def build(seed: int = 4) -> None:
    """Build everything that does not move."""
    rng = np.random.default_rng(seed)
    tarmac = ground("asphalt", (0.075, 0.075, 0.077), (0.15, 0.148, 0.145), 0.22)
    paving = ground("paving", (0.2, 0.19, 0.18), (0.3, 0.29, 0.27), 0.6)
    grass = ground("grass", (0.03, 0.075, 0.015), (0.08, 0.13, 0.03), 0.35)
    materials = {name: surface(name) for name in SURFACES} | {"asphalt": tarmac, "paving": paving, "grass": grass}
    place("ground", make("ground", boxes(road.ground()), materials, smooth=False))
    place("markings", make("markings", boxes(road.markings()), materials, smooth=False))
    place("furniture", make("furniture", boxes(road.furniture()), materials, smooth=False))
    place("houses", make("houses", boxes(_houses(rng)), materials, smooth=False))
    _lamps(materials)
    _trees(rng, materials)


def _houses(rng: np.random.Generator) -> Iterator[Box]:
    tones = ("wall sand", "wall brick", "wall grey", "wall cream")
    for side in (-1, 1):
        y = road.CROSSING[1] + 14.0
        while y < 150:
            deep, floors = rng.uniform(12, 19), int(rng.integers(3, 6))
            yield from _house((side * 27.0, y + deep / 2), (14.0, deep), floors, str(rng.choice(tones)))
            y += deep + rng.uniform(0, 3)
    for x in np.arange(-70, 75, 23.0):
        yield from _house((x, 190.0), (20.0, 14.0), int(rng.integers(5, 9)), str(rng.choice(tones)))


def _house(at: tuple[float, float], size: tuple[float, float], floors: int, tone: str) -> Iterator[Box]:
    (x, y), (wide, deep), high = at, size, floors * 3.1 + 0.8
    yield Box((x, y, high / 2), (wide, deep, high), tone)
    yield Box((x, y, high + 0.2), (wide + 0.5, deep + 0.5, 0.4), "roof")
    for floor in range(floors):
        z = floor * 3.1 + 2.0
        for offset in np.arange(-wide / 2 + 1.5, wide / 2 - 1, 2.6):
            yield Box((x + offset, y - deep / 2, z), (1.5, 0.12, 1.8), "frame")
            yield Box((x + offset, y - deep / 2, z), (1.3, 0.18, 1.6), "window")
        inner = x - np.sign(x) * wide / 2
        for offset in np.arange(-deep / 2 + 1.5, deep / 2 - 1, 2.6):
            yield Box((inner, y + offset, z), (0.12, 1.5, 1.8), "frame")
            yield Box((inner, y + offset, z), (0.18, 1.3, 1.6), "window")


def _lamps(materials: dict[str, bpy.types.Material]) -> None:
    post = _upright(lathe([(0.11, 0, "steel"), (0.07, 8.5, "steel"), (0.01, 8.5, "steel")], 10))
    arm = boxes([Box((-1.0, 0, 8.5), (2.1, 0.08, 0.08), "steel"), Box((-2.2, 0, 8.48), (0.7, 0.26, 0.1), "steel")])
    mesh = make("lamp", [post, *arm], materials)
    for y in (24.0, 52.0, 80.0, 108.0):
        place(f"lamp right {y}", mesh, (9.4, y, 0.1))
        place(f"lamp left {y}", mesh, (-9.4, y, 0.1), np.pi)


def _upright(panel: Panel) -> Panel:
    return Panel(panel.vertices[:, [0, 2, 1]], panel.quads[:, ::-1], panel.materials)


def _trees(rng: np.random.Generator, materials: dict[str, bpy.types.Material]) -> None:
    kinds = [make(f"tree {n}", _tree(rng), materials) for n in range(3)]
    spots = [(side * (13.2 + rng.uniform(-0.4, 0.6)), y) for side in (-1, 1) for y in np.arange(46, 150, 9.5)]
    spots += [(-14.5, 22.0), (15.5, 23.5), (-22.0, 24.0), (23.0, 25.0), (-19, 43.5), (21, 44.5), (-31, 44), (33, 43)]
    for n, (x, y) in enumerate(spots):
        tree = place(f"tree at {n}", kinds[n % 3], (x, y, 0.1), float(rng.uniform(0, 6.3)))
        tree.scale = [float(rng.uniform(0.8, 1.15))] * 3


def _tree(rng: np.random.Generator, leaves: int = 2600) -> list[Panel]:
    trunk = _upright(lathe([(0.2, 0, "bark"), (0.13, 2.2, "bark"), (0.05, 4.5, "bark")], 9))
    tufts = rng.normal(size=(11, 3)) * (1.0, 1.0, 0.75) + (0, 0, 4.4)
    centres = tufts[rng.integers(0, len(tufts), leaves)] + _on_sphere(rng, leaves) * rng.uniform(0.75, 1.0, (leaves, 1))
    span, lift = _on_sphere(rng, leaves) * 0.17, _on_sphere(rng, leaves) * 0.15
    corners = np.stack([centres - span - lift, centres + span - lift, centres + span + lift, centres - span + lift], 1)
    names = np.where(rng.random(leaves) < 0.5, "leaf", "leaf dark")
    return [trunk, Panel(corners.reshape(-1, 3), np.arange(leaves * 4).reshape(-1, 4), names)]


def _on_sphere(rng: np.random.Generator, count: int) -> Array:
    points: Array = rng.normal(size=(count, 3))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    return points
