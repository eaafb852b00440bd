"""Counts of vehicles, for charts and for spreadsheets."""

import json
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from vehiclefinder import Scope
from vehiclefinder.control import Bucket, Counts, Grouping

from ..dependencies import Room, Viewer
from ..places import Cameras
from .search import Shards

router = APIRouter(tags=["statistics"])

Dimension = Literal["camera", "label", "type", "colour", "direction", "motion"]


class RowBody(BaseModel):
    """One count; what was not asked for is absent."""

    start: Annotated[datetime | None, Field(description="When the stretch of time began; null where not known.")]
    camera: str | None = None
    label: str | None = None
    type: str | None = None
    colour: str | None = None
    direction: str | None = None
    motion: str | None = None
    count: int


class CountsBody(BaseModel):
    """How many vehicles were first seen in each stretch of time."""

    bucket: Bucket
    by: list[Dimension]
    total: int
    untimed: Annotated[int, Field(description="Vehicles of no known time; the notes say whether they count.")]
    notes: list[str]
    shards: Shards
    rows: list[RowBody]


class StatsQuery(BaseModel):
    """What is counted, and how."""

    model_config = ConfigDict(extra="forbid")

    camera: Cameras = []
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    bucket: Bucket = Bucket.HOUR
    by: Annotated[list[Dimension], Field(max_length=6)] = ["type", "colour"]
    zone: Annotated[str | None, Field(max_length=64, examples=["Europe/Berlin"])] = None


def _counted(who: Viewer, room: Room, asked: Annotated[StatsQuery, Query()]) -> Counts:
    scope = Scope(cameras=tuple(asked.camera), since=asked.since, until=asked.until)
    site = room.clock.zone.key if room.clock.zone else None
    return room.statistics.counts(who, scope, Grouping(asked.bucket, tuple(asked.by), asked.zone or site))


Counted = Annotated[Counts, Depends(_counted)]


@router.get("/v1/stats", response_model_exclude_unset=True)
def count_vehicles(counted: Counted) -> CountsBody:
    """Count vehicles by time, camera, type, colour, direction and motion."""
    return CountsBody.model_validate(counted.to_json())


@router.get("/v1/stats.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
def count_vehicles_csv(counted: Counted) -> Response:
    """Count as ``/v1/stats`` does, as a file for spreadsheets.

    ``X-Notes`` tells its notes, as JSON. The file's name says ``incomplete`` where other shards do not answer.
    """
    name = "vehicles-incomplete.csv" if counted.shards and counted.shards.missing else "vehicles.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Notes": json.dumps(counted.notes)}
    return Response(counted.to_csv(), media_type="text/csv", headers=headers)
