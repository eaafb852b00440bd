"""Meshes from arrays."""

from collections.abc import Iterable, Sequence

import bpy
import numpy as np

from studio.body import Array, Panel
from studio.shapes import Box

_CORNERS = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)])
_SIDES = np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]])


def boxes(parts: Iterable[Box]) -> Iterable[Panel]:
    """Turn blocks into meshes."""
    for part in parts:
        for side in (1, -1) if part.mirrored else (1,):
            centre = np.array(part.centre) * (1, side, 1)
            yield Panel(_CORNERS * part.size + centre, _SIDES, np.full(6, part.material, dtype="<U16"))


def lathe(profile: Sequence[tuple[float, float, str]], steps: int = 28) -> Panel:
    """Turn a profile around the y axis.

    :param profile: (radius, y, material of the ring that follows).
    """
    angle = np.linspace(0, 2 * np.pi, steps + 1)
    rings = [np.stack([r * np.cos(angle), np.full_like(angle, y), r * np.sin(angle)], -1) for r, y, _ in profile]
    index = np.arange(len(profile) * (steps + 1)).reshape(len(profile), -1)
    quads = np.stack([index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]], -1)
    names = np.repeat([name for _, _, name in profile[:-1]], steps)
    return Panel(np.concatenate(rings), quads.reshape(-1, 4), names)


def make(
    name: str, panels: Iterable[Panel], materials: dict[str, bpy.types.Material], smooth: bool = True
) -> bpy.types.Mesh:
    """Join panels into one mesh.

    :param materials: Material of each name that the panels use.
    """
    parts = list(panels)
    offsets = np.cumsum([0] + [len(part.vertices) for part in parts])
    vertices = np.concatenate([part.vertices for part in parts])
    quads = np.concatenate([part.quads + start for part, start in zip(parts, offsets, strict=False)])
    names, slot = np.unique(np.concatenate([part.materials for part in parts]), return_inverse=True)
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(vertices.tolist(), [], quads.tolist())
    for material in names:
        mesh.materials.append(materials[str(material)])
    mesh.polygons.foreach_set("material_index", slot.astype(np.int32))
    mesh.polygons.foreach_set("use_smooth", np.full(len(quads), smooth))
    mesh.update()
    return mesh


def place(
    name: str, mesh: bpy.types.Mesh, at: Array | Sequence[float] = (0, 0, 0), turn: float = 0.0
) -> bpy.types.Object:
    """Put a mesh into the scene, turned about z by ``turn`` radians."""
    thing = bpy.data.objects.new(name, mesh)
    thing.location = at
    thing.rotation_euler = (0, 0, turn)
    bpy.context.collection.objects.link(thing)
    return thing
