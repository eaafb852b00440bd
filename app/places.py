"""Cameras and zones as addresses name them."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from .dependencies import CameraName

Cameras = Annotated[list[CameraName], Field(max_length=1000, description="None: all.")]
ZonePaths = Annotated[
    list[Annotated[str, Field(pattern=r"^[^/]+/.+$")]],
    Field(max_length=100, description="What was in any of these, as `CAMERA/ZONE`; none: everywhere."),
]


def zone_names(paths: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return camera and zone of each ``CAMERA/ZONE``; no camera's name has a slash."""
    return tuple((camera, zone) for camera, _, zone in (path.partition("/") for path in paths))
