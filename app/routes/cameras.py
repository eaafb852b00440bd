"""Cameras: their names, zones, privacy masks and calibrated roads, and where north is in their pictures."""

from typing import Annotated, Any, Self

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from vehiclefinder.control import CameraCard

from ..dependencies import Admin, After, CameraName, PageSize, Room, Viewer
from ..paging import Page, page

router = APIRouter(tags=["cameras"])

Camera = Annotated[str, Path(min_length=1, max_length=200, description="A camera's name.")]
Share = Annotated[float, Field(ge=0, le=1)]
Metres = Annotated[float, Field(ge=-10_000, le=10_000)]
Polygon = Annotated[
    list[tuple[Share, Share]], Field(min_length=3, max_length=64, description="Fractions of the frame's sides.")
]


class ZoneBody(BaseModel):
    """A named part of the picture."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=60)]
    polygon: Polygon


class CalibrationBody(BaseModel):
    """Where four corners of the picture lie on the road."""

    model_config = ConfigDict(extra="forbid")

    image: Annotated[list[tuple[Share, Share]], Field(min_length=4, max_length=4)]
    road: Annotated[
        list[tuple[Metres, Metres]], Field(min_length=4, max_length=4, description="The same corners, in metres.")
    ]
    near: Annotated[
        float, Field(ge=0, le=10_000, description="Metres from the camera to the edge that is lowest in the picture.")
    ] = 0.0


class NorthBody(BaseModel):
    """Where north is in the picture: an arrow over the ground."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"degrees": 200.0, "at": [0.5, 0.7]}]})

    degrees: Annotated[
        float,
        Field(
            ge=0,
            lt=360,
            description="Its direction in the image: 0 down, towards the camera; 90 right; 180 up; 270 left.",
        ),
    ]
    at: Annotated[
        tuple[Share, Share] | None,
        Field(description="Where in the picture it was drawn, which a calibrated road makes use of."),
    ] = None


class ViewBody(BaseModel):
    """What is said of a camera; what is absent stays as it is."""

    model_config = ConfigDict(extra="forbid")

    description: Annotated[str, Field(max_length=1000)] = ""
    zones: Annotated[list[ZoneBody], Field(max_length=32)] = []
    masks: Annotated[list[Polygon], Field(max_length=32)] = []
    calibration: CalibrationBody | None = None
    north: NorthBody | None = None

    def parts(self) -> dict[str, Any]:
        """Return what was said."""
        return self.model_dump(exclude_unset=True, exclude={"name"})


class NewCameraBody(ViewBody):
    """A camera of which there is no video yet."""

    name: CameraName


class CameraChange(ViewBody):
    """What is to change of a camera."""

    name: CameraName | None = None


class CameraBody(ViewBody):
    """A camera, with its finished sources and their tracks."""

    id: int
    name: str
    sources: int
    tracks: int
    differently_masked: Annotated[
        int, Field(description="Finished sources that other masks, or none, were applied to at ingest.")
    ]

    @classmethod
    def of(cls, card: CameraCard) -> Self:
        """Return a camera as it is answered."""
        return cls.model_validate(card.to_json())


@router.get("/v1/cameras")
def list_cameras(who: Viewer, room: Room, limit: PageSize = 50, after: After = None) -> Page[CameraBody]:
    """List cameras in the order of their creation, with their finished sources and tracks."""
    return page([CameraBody.of(card) for card in room.cameras.list(who, limit, after)], limit)


@router.post("/v1/cameras", status_code=201)
def create_camera(body: NewCameraBody, who: Admin, room: Room) -> CameraBody:
    """Add a camera before anything is ingested from it."""
    return CameraBody.of(room.cameras.create(who, body.name, body.parts()))


@router.get("/v1/cameras/{camera}")
def show_camera(camera: Camera, who: Viewer, room: Room) -> CameraBody:
    """Return a camera with its zones, privacy masks and calibration, and where north is."""
    return CameraBody.of(room.cameras.get(who, camera))


@router.patch("/v1/cameras/{camera}")
def change_camera(camera: Camera, body: CameraChange, who: Admin, room: Room) -> CameraBody:
    """Change what is said of a camera, or its name; its tracks are measured again where its calibration changes."""
    return CameraBody.of(room.cameras.update(who, camera, body.parts(), body.name))


@router.delete("/v1/cameras/{camera}", status_code=204)
def delete_camera(camera: Camera, who: Admin, room: Room) -> None:
    """Remove a camera that has no sources."""
    room.cameras.delete(who, camera)


@router.get("/v1/cameras/{camera}/still", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}})
def camera_still(camera: Camera, who: Viewer, room: Room) -> Response:
    """Return a picture of the camera to draw on, its privacy masks black."""
    return Response(room.cameras.still(who, camera), media_type="image/jpeg")
