"""What the picture shows, known from the scene itself: boxes, visibility, headings, motions; who fits a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from mathutils import Vector

from studio.body import Array
from studio.camera import Shot
from studio.traffic import Trip

LEAST_PIXELS = 12.0
"""Boxes with a shorter side are left out."""
RAYS = 160
"""Points of a vehicle's surface that are looked at to judge how much of it can be seen."""


def parts(shell: bpy.types.Object) -> list[bpy.types.Object]:
    """The objects that one vehicle consists of."""
    return [shell, *shell.children]


def box(shell: bpy.types.Object, shot: Shot, seed: int = 0) -> list[float] | None:
    """Look at one vehicle as the scene now stands.

    :return: x1, y1, x2, y2 in pixels, clipped to the frame, and the share of its surface points that neither the
        frame's edge nor another object hides; None where nothing of it is in the picture.
    """
    points = surface_points(shell)
    pixels, ahead = project(points, shot)
    if not ahead.all():
        return None
    size = np.array(shot.size)
    corners = np.clip([pixels.min(0), pixels.max(0)], 0, size)
    if (corners[1] - corners[0] < LEAST_PIXELS).any():
        return None
    chosen = np.random.default_rng(seed).choice(len(points), RAYS, replace=False)
    inside = ((pixels[chosen] >= 0) & (pixels[chosen] < size)).all(1)
    seen = sum(_sees(shell, point) for point in points[chosen][inside])
    return [*(round(float(value), 1) for value in corners.ravel()), round(seen / RAYS, 2)]


def surface_points(shell: bpy.types.Object) -> Array:
    """Return the vertices of a vehicle in the scene (n, 3), metres."""
    return np.concatenate([_world(part) for part in parts(shell)])


def _world(part: bpy.types.Object) -> Array:
    flat = np.empty(len(part.data.vertices) * 3)
    part.data.vertices.foreach_get("co", flat)
    matrix = np.array(part.matrix_world)
    points: Array = flat.reshape(-1, 3) @ matrix[:3, :3].T + matrix[:3, 3]
    return points


def project(points: Array, shot: Shot) -> tuple[Array, Array]:
    """Return pixels (n, 2) and whether each point lies before the camera."""
    camera = bpy.context.scene.camera
    local = (points - np.array(camera.location)) @ np.array(camera.matrix_world)[:3, :3]
    focal = shot.size[0] / 2 / np.tan(camera.data.angle / 2)
    depth = np.maximum(-local[:, 2], 1e-6)
    x = shot.size[0] / 2 + focal * local[:, 0] / depth
    y = shot.size[1] / 2 - focal * local[:, 1] / depth
    return np.stack([x, y], axis=1), local[:, 2] < -0.5


def _sees(shell: bpy.types.Object, point: Array) -> bool:
    """Whether the first thing on the way to a point of the vehicle is the vehicle."""
    scene = bpy.context.scene
    eye = scene.camera.location
    way = Vector(point) - eye
    hit, *_, thing, _ = scene.ray_cast(
        bpy.context.evaluated_depsgraph_get(), eye, way.normalized(), distance=way.length + 1
    )
    return not hit or thing.original in parts(shell)


def heading(boxes: list[list[float]]) -> float:
    """Angle of travel in the picture, degrees: 0 towards the camera (down), 90 right, 180 away (up), 270 left.

    :param boxes: Rows t, x1, y1, x2, y2, visibility; judged by the middle of the boxes' lower edges.
    """
    rows = np.array(boxes)
    dx, dy = (rows[-1, 1] + rows[-1, 3] - rows[0, 1] - rows[0, 3]) / 2, rows[-1, 4] - rows[0, 4]
    return round(float(np.degrees(np.arctan2(dx, dy)) % 360), 1)


def motion(trip: Trip, start: float, end: float) -> str:
    """What a trip does between two seconds: straight, left, right or stopped (it stands for 2 s or more)."""
    if trip.speed(end) < 0.1 and trip.speed(end - 2.0) < 0.1:
        return "stopped"
    turn = trip.bearing(trip.distance(end)) - trip.bearing(trip.distance(start))
    degrees = (np.degrees(turn) + 180) % 360 - 180
    if abs(degrees) < 30:
        return "straight"
    return "left" if degrees > 0 else "right"


@dataclass(frozen=True)
class Sentence:
    """A sentence of the demo and what it asks for; None asks for anything.

    :param direction: "towards", "away", "left" or "right": the quarter of the circle around the heading.
    :param side: "left" or "right": the third of the picture that the vehicle is mostly in.
    """

    text: str
    types: tuple[str, ...]
    colour: str
    direction: str | None = None
    side: str | None = None
    motion: str | None = None

    def fits(self, vehicle: dict[str, Any]) -> bool:
        """Whether a vehicle of the truth is what the sentence asks for."""
        return (
            vehicle["type"] in self.types
            and vehicle["colour"] == self.colour
            and self.direction in (None, _direction(vehicle["heading"]))
            and self.motion in (None, vehicle["motion"])
            and (self.side is None or self.side in set(_sides(vehicle)))
        )


def _direction(degrees: float) -> str:
    return ("towards", "right", "away", "left")[int(((degrees + 45) % 360) // 90)]


def _sides(vehicle: dict[str, Any], width: int = Shot.size[0]) -> Iterator[str]:
    middle = np.array(vehicle["boxes"])[:, [1, 3]].mean(1) / width
    for name, share in (("left", (middle < 1 / 3).mean()), ("right", (middle > 2 / 3).mean())):
        if share >= 0.5:
            yield name


CARS = ("sedan", "hatchback", "suv", "taxi")
SENTENCES = (
    Sentence("red car driving away", CARS, "red", direction="away"),
    Sentence("white van on the left", ("van",), "white", side="left"),
    Sentence("blue truck coming towards the camera", ("truck",), "blue", direction="towards"),
    Sentence("yellow bus going right", ("bus",), "yellow", direction="right"),
    Sentence("purple bus", ("bus",), "purple"),
)
