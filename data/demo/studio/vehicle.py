"""A vehicle as objects of the scene: one for the body and one for each wheel."""

from dataclasses import replace

import bpy
import numpy as np

from studio.body import Panel, body
from studio.materials import SURFACES, car_paint, surface
from studio.mesh import boxes, lathe, make, place
from studio.models import Model
from studio.shapes import Box, outline, paint


def build(name: str, model: Model, colour: str) -> bpy.types.Object:
    """Build a vehicle at the origin, heading along x; the wheels are its children."""
    materials = {key: surface(key) for key in SURFACES} | {"paint": car_paint(colour)}
    panels = [_ahead(panel, model.shift) for panel in body(outline(model.measures), paint(model.measures))]
    solid = make(f"{name} parts", boxes(model.parts), materials, smooth=False)
    shell = place(name, make(name, panels, materials))
    place(f"{name} parts", solid).parent = shell
    _wheels(shell, model, materials)
    return shell


def _ahead(panel: Panel, shift: float) -> Panel:
    return replace(panel, vertices=panel.vertices + np.array([shift, 0, 0]))


def _wheels(shell: bpy.types.Object, model: Model, materials: dict[str, bpy.types.Material]) -> None:
    radius = model.measures.wheel
    mesh = make(f"{shell.name} wheel", _wheel(radius), materials)
    for x in model.axles:
        for side in (1, -1):
            wheel = place(f"{shell.name} wheel {x} {side}", mesh, (x, side * model.track, radius))
            wheel.rotation_euler = (0, 0, 0 if side > 0 else np.pi)
            wheel.parent = shell


def _wheel(radius: float) -> list[Panel]:
    """A tyre with a dished rim and five spokes; its outer face looks along y, its middle is the origin."""
    rim, wide = radius * 0.68, 0.24
    tyre = lathe(
        [
            (rim, -wide, "tyre"), (radius * 0.95, -wide, "tyre"), (radius, -wide + 0.03, "tyre"),
            (radius, -0.03, "tyre"), (radius * 0.95, 0.0, "tyre"), (rim, -0.005, "rim"), (rim * 0.92, -0.02, "black"),
            (rim * 0.86, -0.07, "black"), (0.01, -0.07, "black"),
        ]
    )  # fmt: skip
    hub = lathe([(rim * 0.26, -0.07, "rim"), (rim * 0.24, -0.015, "rim"), (0.01, -0.015, "rim")])
    return [tyre, hub, *(_spoke(turn, rim) for turn in np.arange(5) * 2 * np.pi / 5)]


def _spoke(turn: float, rim: float) -> Panel:
    (bar,) = boxes([Box((rim * 0.55, -0.03, 0), (rim * 0.8, 0.03, rim * 0.26), "rim")])
    c, s = np.cos(turn), np.sin(turn)
    return replace(bar, vertices=bar.vertices @ np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]))
