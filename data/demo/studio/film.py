"""Frames at a tenth of the price: the street is rendered once, and per frame only the patches where something moves."""

from pathlib import Path

import bpy
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from studio.body import Array
from studio.camera import SUNBEAM, Shot
from studio.truth import parts, project, surface_points

Patch = tuple[int, int, int, int]
"""x1, y1, x2, y2, pixels."""
MARGIN, FEATHER = 10, 6
"""Pixels around a vehicle and its shadow, and how many of them fade into the street."""
Picture = NDArray[np.uint8]


def plate(shells: list[bpy.types.Object], shot: Shot, path: Path) -> Picture:
    """Render the empty street, with many samples, unless it is there."""
    if not path.exists():
        _hide(shells, True)
        _render((0, 0, *shot.size), shot, shot.plate_samples, path)
        _hide(shells, False)
    return _read(path)


def frame(shells: list[bpy.types.Object], shot: Shot, street: Picture, scratch: Path) -> Picture:
    """Render the scene as it now stands over the empty street."""
    picture = street.astype(np.float64)
    for patch in _patches(shells, shot):
        _render(patch, shot, shot.samples, scratch)
        x1, y1, x2, y2 = patch
        fade = _fade(patch, shot)[..., None]
        picture[y1:y2, x1:x2] = picture[y1:y2, x1:x2] * (1 - fade) + _read(scratch) * fade
    return np.round(picture).astype(np.uint8)


def _hide(shells: list[bpy.types.Object], hidden: bool) -> None:
    for shell in shells:
        for part in parts(shell):
            part.hide_render = hidden


def _patches(shells: list[bpy.types.Object], shot: Shot) -> list[Patch]:
    found = [patch for shell in shells if (patch := _around(shell, shot))]
    merged: list[Patch] = []
    while found:
        patch = found.pop()
        touching = [other for other in merged if _touch(patch, other)]
        if touching:
            merged = [other for other in merged if other not in touching]
            found.append(_union([patch, *touching]))
        else:
            merged.append(patch)
    return merged


def _around(shell: bpy.types.Object, shot: Shot) -> Patch | None:
    """The patch of a vehicle and its shadow, or None where it is out of the picture."""
    body = surface_points(shell)[::7]
    shadow = body - np.outer(body[:, 2] / SUNBEAM[2], SUNBEAM)
    pixels, ahead = project(np.concatenate([body, shadow]), shot)
    if not ahead.all():
        return None
    low, high = np.floor(pixels.min(0)) - MARGIN, np.ceil(pixels.max(0)) + MARGIN
    x1, y1, x2, y2 = (int(v) for v in np.clip([low, high], 0, shot.size).ravel())
    return (x1, y1, x2, y2) if x2 - x1 > MARGIN and y2 - y1 > MARGIN else None


def _touch(a: Patch, b: Patch) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _union(patches: list[Patch]) -> Patch:
    corners = np.array(patches)
    return (*corners[:, :2].min(0).tolist(), *corners[:, 2:].max(0).tolist())


def _fade(patch: Patch, shot: Shot) -> Array:
    """Weight of a patch (h, w): 1 inside, falling to 0 at those edges that are not the frame's."""
    x1, y1, x2, y2 = patch
    column = np.minimum(_ramp(x2 - x1, x1 > 0), _ramp(x2 - x1, x2 < shot.size[0])[::-1])
    row = np.minimum(_ramp(y2 - y1, y1 > 0), _ramp(y2 - y1, y2 < shot.size[1])[::-1])
    return np.outer(row, column)


def _ramp(length: int, fading: bool) -> Array:
    return np.clip((np.arange(length) + 0.5) / FEATHER, 0, 1) if fading else np.ones(length)


def _render(patch: Patch, shot: Shot, samples: int, path: Path) -> None:
    scene, (width, height) = bpy.context.scene, shot.size
    scene.render.use_border = scene.render.use_crop_to_border = True
    x1, y1, x2, y2 = patch
    scene.render.border_min_x, scene.render.border_max_x = (x1 + 0.01) / width, (x2 + 0.01) / width
    scene.render.border_min_y, scene.render.border_max_y = 1 - (y2 - 0.01) / height, 1 - (y1 - 0.01) / height
    scene.cycles.samples = samples
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)


def _read(path: Path) -> Picture:
    return np.asarray(Image.open(path).convert("RGB"))
