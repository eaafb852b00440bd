"""The roadside camera, the light and the renderer."""

from dataclasses import dataclass

import bpy
import numpy as np

SUN_HEIGHT, SUN_TURN = np.radians(42), np.radians(-58)
SUNBEAM = np.array([-np.sin(SUN_TURN) * np.cos(SUN_HEIGHT), np.cos(SUN_TURN) * np.cos(SUN_HEIGHT), -np.sin(SUN_HEIGHT)])
"""Direction in which the light falls."""


@dataclass(frozen=True)
class Shot:
    """How the clip is taken: frame size in pixels, frames per second, length in seconds, rays per pixel
    (of the moving patches and of the empty street)."""

    size: tuple[int, int] = (768, 432)
    fps: int = 10
    seconds: float = 13.0
    samples: int = 12
    plate_samples: int = 96
    threads: int = 2

    @property
    def frames(self) -> int:
        """How many frames the clip has."""
        return round(self.fps * self.seconds)


def set_up(shot: Shot) -> None:
    """Place the camera and the light and set the renderer up."""
    scene = bpy.context.scene
    _renderer(scene, shot)
    _camera(scene)
    _light(scene)


def _renderer(scene: bpy.types.Scene, shot: Shot) -> None:
    scene.render.engine = "CYCLES"
    scene.render.threads_mode, scene.render.threads = "FIXED", shot.threads
    scene.render.resolution_x, scene.render.resolution_y = shot.size
    scene.render.use_persistent_data = True
    scene.cycles.device = "CPU"
    scene.cycles.use_denoising, scene.cycles.denoiser = True, "OPENIMAGEDENOISE"
    scene.cycles.max_bounces, scene.cycles.diffuse_bounces, scene.cycles.glossy_bounces = 3, 1, 2
    scene.view_settings.view_transform = "Filmic"
    scene.view_settings.look = "Medium High Contrast"
    scene.view_settings.exposure = 0.35


def _camera(scene: bpy.types.Scene) -> None:
    lens = bpy.data.cameras.new("camera")
    lens.angle = np.radians(52)
    camera = bpy.data.objects.new("camera", lens)
    camera.location = (0.9, 0.0, 7.4)
    camera.rotation_euler = (np.radians(90 - 12.2), 0, np.radians(2.0))
    scene.collection.objects.link(camera)
    scene.camera = camera


def _light(scene: bpy.types.Scene) -> None:
    world = bpy.data.worlds.new("sky")
    world.use_nodes = True
    sky = world.node_tree.nodes.new("ShaderNodeTexSky")
    sky.sky_type, sky.sun_disc = "NISHITA", False
    sky.sun_elevation, sky.sun_rotation = SUN_HEIGHT, np.pi - SUN_TURN
    backdrop = world.node_tree.nodes["Background"]
    backdrop.inputs["Strength"].default_value = 0.13
    world.node_tree.links.new(sky.outputs[0], backdrop.inputs["Color"])
    scene.world = world
    lamp = bpy.data.lights.new("sun", "SUN")
    lamp.energy, lamp.angle, lamp.color = 4.4, np.radians(1.2), (1.0, 0.95, 0.88)
    sun = bpy.data.objects.new("sun", lamp)
    sun.rotation_euler = (np.pi / 2 - SUN_HEIGHT, 0, SUN_TURN)
    scene.collection.objects.link(sun)
