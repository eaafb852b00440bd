"""Watches: saved sentences that every new source is held against."""

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from vehiclefinder import Decision
from vehiclefinder.control import SavedWatch, StoredWatch, WatchChange, WatchRequest

from ..dependencies import After, CameraName, Id, Operator, PageSize, Room, Viewer
from ..paging import Page, page

router = APIRouter(tags=["watches"])

Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"\S")]
Sentence = Annotated[str, Field(min_length=1, max_length=1000)]
Least = Annotated[Literal["match", "possible"], Field(description="The least decision that raises an alert.")]
WEBHOOK = "An https address of an allowed host, which is posted every alert, signed."


class NewWatchBody(BaseModel):
    """A watch that is asked for."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    sentence: Sentence
    cameras: Annotated[
        list[CameraName] | None, Field(min_length=1, max_length=1000, description="Null: all that you may see.")
    ] = None
    least: Least = "match"
    webhook: Annotated[str | None, Field(min_length=1, max_length=2000, description=WEBHOOK)] = None


class WatchChangeBody(BaseModel):
    """What becomes of a watch; what is null or left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    sentence: Sentence | None = None
    least: Least | None = None
    webhook: Annotated[str | None, Field(max_length=2000, description=f"{WEBHOOK} Empty: none any more.")] = None
    active: Annotated[bool | None, Field(description="False stops it; true starts it, from what is new then.")] = None


@router.post("/v1/watches", status_code=201)
def create_watch(body: NewWatchBody, who: Operator, room: Room, response: Response) -> SavedWatch:
    """Make a watch; the secret that signs what its webhook is told is told this once."""
    response.headers["Cache-Control"] = "no-store"
    cameras = None if body.cameras is None else tuple(body.cameras)
    return room.watches.create(who, WatchRequest(body.name, body.sentence, cameras, Decision(body.least), body.webhook))


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
    least = None if body.least is None else Decision(body.least)
    return room.watches.update(who, watch, WatchChange(body.name, body.sentence, least, body.webhook, body.active))


@router.delete("/v1/watches/{watch}", status_code=204)
def delete_watch(watch: Id, who: Operator, room: Room) -> None:
    """Remove a watch of your own, or any as an admin; its alerts stay."""
    room.watches.delete(who, watch)
