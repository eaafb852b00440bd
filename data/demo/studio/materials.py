"""Surfaces, by name."""

from dataclasses import dataclass

import bpy

Colour = tuple[float, float, float]

COLOURS: dict[str, Colour] = {
    "white": (0.82, 0.83, 0.84),
    "silver": (0.25, 0.26, 0.275),
    "grey": (0.09, 0.095, 0.1),
    "black": (0.006, 0.006, 0.007),
    "red": (0.45, 0.008, 0.01),
    "blue": (0.008, 0.05, 0.32),
    "green": (0.012, 0.19, 0.055),
    "yellow": (0.78, 0.46, 0.01),
    "orange": (0.8, 0.18, 0.01),
}
"""Car paints, linear RGB."""


@dataclass(frozen=True)
class Surface:
    """A plain surface for the Principled shader."""

    colour: Colour
    roughness: float = 0.6
    metallic: float = 0.0
    coat: float = 0.0
    glow: float = 0.0


SURFACES = {
    "glass": Surface((0.012, 0.015, 0.018), 0.06),
    "black": Surface((0.008, 0.008, 0.009), 0.7),
    "plastic": Surface((0.02, 0.02, 0.022), 0.55),
    "grille": Surface((0.012, 0.012, 0.013), 0.3, metallic=0.5),
    "seam": Surface((0.01, 0.01, 0.01), 0.8),
    "chrome": Surface((0.6, 0.61, 0.63), 0.2, metallic=1.0),
    "headlight": Surface((0.3, 0.34, 0.38), 0.1, metallic=0.7, coat=1.0, glow=0.1),
    "taillight": Surface((0.3, 0.002, 0.004), 0.15, coat=1.0, glow=0.2),
    "plate": Surface((0.8, 0.8, 0.72), 0.5),
    "sign": Surface((0.9, 0.85, 0.6), 0.4, glow=0.4),
    "tyre": Surface((0.012, 0.012, 0.012), 0.85),
    "rim": Surface((0.5, 0.51, 0.53), 0.3, metallic=0.9),
    "kerb": Surface((0.38, 0.37, 0.35), 0.9),
    "steel": Surface((0.32, 0.34, 0.35), 0.45, metallic=0.7),
    "marking": Surface((0.7, 0.7, 0.68), 0.7),
    "bark": Surface((0.08, 0.055, 0.04), 0.95),
    "leaf": Surface((0.11, 0.21, 0.04), 0.75),
    "leaf dark": Surface((0.06, 0.13, 0.025), 0.75),
    "window": Surface((0.03, 0.04, 0.05), 0.06, coat=0.5),
    "wall sand": Surface((0.42, 0.34, 0.25), 0.9),
    "wall brick": Surface((0.26, 0.12, 0.085), 0.9),
    "wall grey": Surface((0.3, 0.31, 0.32), 0.9),
    "wall cream": Surface((0.55, 0.5, 0.42), 0.9),
    "frame": Surface((0.6, 0.6, 0.58), 0.6),
    "roof": Surface((0.14, 0.13, 0.13), 0.9),
}


def surface(name: str) -> bpy.types.Material:
    """Return the material of that name, made on first use."""
    return bpy.data.materials.get(name) or _principled(name, SURFACES[name])


def car_paint(colour: str) -> bpy.types.Material:
    """Return glossy paint under clear coat; silver and grey hold metal flakes."""
    name = f"paint {colour}"
    metallic = {"silver": 0.75, "grey": 0.5}.get(colour, 0.0)
    coat = 0.4 if colour == "black" else 1.0
    return bpy.data.materials.get(name) or _principled(name, Surface(COLOURS[colour], 0.35, metallic, coat))


def ground(name: str, dark: Colour, light: Colour, scale: float) -> bpy.types.Material:
    """Return a rough surface whose colour wanders between two tones at two scales.

    :param scale: Size of the coarse patches, 1 / metres.
    """
    material = _principled(name, Surface(light, 0.85))
    tree = material.node_tree
    coarse, fine = _noise(tree, scale), _noise(tree, 14.0)
    blend = tree.nodes.new("ShaderNodeMath")
    blend.operation = "MULTIPLY_ADD"
    blend.inputs[1].default_value = 0.35
    ramp = tree.nodes.new("ShaderNodeMapRange")
    ramp.inputs["From Min"].default_value, ramp.inputs["From Max"].default_value = 0.4, 0.95
    mix = tree.nodes.new("ShaderNodeMix")
    mix.data_type = "RGBA"
    mix.inputs["A"].default_value, mix.inputs["B"].default_value = (*dark, 1), (*light, 1)
    tree.links.new(fine, blend.inputs[0])
    tree.links.new(coarse, blend.inputs[2])
    tree.links.new(blend.outputs[0], ramp.inputs["Value"])
    tree.links.new(ramp.outputs[0], mix.inputs["Factor"])
    tree.links.new(mix.outputs["Result"], tree.nodes["Principled BSDF"].inputs["Base Color"])
    return material


def _noise(tree: bpy.types.NodeTree, scale: float) -> bpy.types.NodeSocket:
    place = tree.nodes.get("Texture Coordinate") or tree.nodes.new("ShaderNodeTexCoord")
    noise = tree.nodes.new("ShaderNodeTexNoise")
    noise.inputs["Scale"].default_value = scale
    noise.inputs["Detail"].default_value = 3.0
    tree.links.new(place.outputs["Object"], noise.inputs["Vector"])
    return noise.outputs["Fac"]


def _principled(name: str, look: Surface) -> bpy.types.Material:
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    shader = material.node_tree.nodes["Principled BSDF"]
    values = {
        "Base Color": (*look.colour, 1),
        "Roughness": look.roughness,
        "Metallic": look.metallic,
        "Coat Weight": look.coat,
        "Coat Roughness": 0.03,
        "Emission Color": (*look.colour, 1),
        "Emission Strength": look.glow,
    }
    for socket, value in values.items():
        shader.inputs[socket].default_value = value
    return material
