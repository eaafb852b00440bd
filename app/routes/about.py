"""What is installed, for programs that keep what they were answered."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from vehiclefinder import __version__

from ..dependencies import Room, Viewer

router = APIRouter(tags=["health"])


class ModelBody(BaseModel):
    """A model in use; another hash is another model, whose answers may differ."""

    name: str
    sha256: str


class AboutBody(BaseModel):
    """The software and its models."""

    name: str = "VehicleFinder"
    version: str = __version__
    api: Annotated[str, Field(description="Version of this interface: what begins with it changes compatibly.")] = "v1"
    models: list[ModelBody]


@router.get("/v1/about")
def about(who: Viewer, room: Room) -> AboutBody:
    """Say what answers here: version and models."""
    return AboutBody(models=[ModelBody(name=one.name, sha256=one.sha256) for one in room.installation.models(who)])
