"""Watches: saved sentences that every new source is held against."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from vehiclefinder import Decision
from vehiclefinder.control import SavedWatch, StoredWatch, WatchChange, WatchRequest, WatchTrial

from ..dependencies import After, CameraName, Id, Operator, PageSize, Room, SearchLimit, Viewer
from ..paging import Page, page

router = APIRouter(tags=["watches"])

Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"\S")]
Sentence = Annotated[str, Field(min_length=1, max_length=1000)]
Least = Annotated[Literal["match", "possible"], Field(description="The least decision that raises an alert.")]
WEBHOOK = "An https address of an allowed host, which is posted every alert, signed."
SCHEDULE = "Such as `Mon-Fri 22:00-06:00, Sat Sun`, by the clock of the site and the time at which vehicles were seen."
Cooldown = Annotated[
    int, Field(ge=0, le=10080, description="Minutes of silence about a camera after a vehicle there; 0: none.")
]


class WatchedZone(BaseModel):
    """A zone of a camera's picture, by its name."""

    model_config = ConfigDict(extra="forbid")

    camera: CameraName
    zone: Annotated[str, Field(min_length=1, max_length=60)]


class WatchedBody(BaseModel):
    """What a watch looks for."""

    model_config = ConfigDict(extra="forbid")

    sentence: Sentence
    cameras: Annotated[
        list[CameraName] | None,
        Field(min_length=1, max_length=1000, description="Null: those of the zones, or all that you may see."),
    ] = None
    zones: Annotated[list[WatchedZone], Field(max_length=1000, description="None: whole pictures.")] = []
    least: Least = "match"
    schedule: Annotated[str | None, Field(max_length=200, description=f"{SCHEDULE} Null: always.")] = None
    cooldown: Cooldown = 0

    def request(self, name: str, webhook: str | None = None) -> WatchRequest:
        """Return it as a watch."""
        cameras = None if self.cameras is None else tuple(self.cameras)
        least, zones = Decision(self.least), _pairs(self.zones)
        return WatchRequest(name, self.sentence, cameras, least, webhook, zones, self.schedule, self.cooldown)


class WatchTrialBody(WatchedBody):
    """A watch that is tried out."""

    hours: Annotated[int, Field(ge=1, le=8760, description="How many hours before now.")] = 24


class NewWatchBody(WatchedBody):
    """A watch that is asked for."""

    name: Name
    webhook: Annotated[str | None, Field(min_length=1, max_length=2000, description=WEBHOOK)] = None


class WatchChangeBody(BaseModel):
    """What becomes of a watch; what is null or left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    sentence: Sentence | None = None
    least: Least | None = None
    webhook: Annotated[str | None, Field(max_length=2000, description=f"{WEBHOOK} Empty: none any more.")] = None
    active: Annotated[bool | None, Field(description="False stops it; true starts it, from what is new then.")] = None
    cameras: Annotated[
        list[CameraName] | None,
        Field(max_length=1000, description="Only whoever made it says so. Empty: all that you may see."),
    ] = None
    zones: Annotated[
        list[WatchedZone] | None, Field(max_length=1000, description="Likewise. Empty: whole pictures.")
    ] = None
    schedule: Annotated[str | None, Field(max_length=200, description=f"{SCHEDULE} Empty: always.")] = None
    cooldown: Cooldown | None = None
    snooze: Annotated[
        int | None, Field(ge=0, le=43200, description="Minutes from now for which it raises nothing; 0 ends that.")
    ] = None

    def change(self) -> WatchChange:
        """Return it as the control room takes it."""
        return WatchChange(
            self.name,
            self.sentence,
            None if self.least is None else Decision(self.least),
            self.webhook,
            self.active,
            None if self.cameras is None else tuple(self.cameras),
            None if self.zones is None else _pairs(self.zones),
            self.schedule,
            self.cooldown,
            self.snooze,
        )


def _pairs(zones: Sequence[WatchedZone]) -> tuple[tuple[str, str], ...]:
    return tuple((one.camera, one.zone) for one in zones)


@router.post("/v1/watches", status_code=201)
def create_watch(body: NewWatchBody, who: Operator, room: Room, response: Response) -> SavedWatch:
    """Make a watch; the secret that signs what its webhook is told is told this once."""
    response.headers["Cache-Control"] = "no-store"
    return room.watches.create(who, body.request(body.name, body.webhook))


@router.post("/v1/watches/test")
async def try_watch(body: WatchTrialBody, who: Operator, room: Room, limit: SearchLimit) -> WatchTrial:
    """Tell what a watch would have told of what was seen lately, had it been there."""
    request = body.request("test")
    async with limit.slot():
        return await run_in_threadpool(room.watches.try_out, who, request, body.hours)


@router.get("/v1/watches")
def list_watches(who: Viewer, room: Room, limit: PageSize = 50, after: After = None) -> Page[StoredWatch]:
    """List the watches of which you may see every camera, in the order of their creation."""
    return page(room.watches.list(who, limit, after), limit)


@router.get("/v1/watches/{watch}")
def show_watch(watch: Id, who: Viewer, room: Room) -> StoredWatch:
    """Return a watch; of its webhook only the host is shown."""
    return room.watches.get(who, watch)


@router.patch("/v1/watches/{watch}")
def change_watch(watch: Id, body: WatchChangeBody, who: Operator, room: Room, response: Response) -> SavedWatch:
    """Change a watch of your own, or any as an admin; another webhook gets another secret, told this once."""
    response.headers["Cache-Control"] = "no-store"
    return room.watches.update(who, watch, body.change())


@router.delete("/v1/watches/{watch}", status_code=204)
def delete_watch(watch: Id, who: Operator, room: Room) -> None:
    """Remove a watch of your own, or any as an admin; its alerts stay."""
    room.watches.delete(who, watch)
