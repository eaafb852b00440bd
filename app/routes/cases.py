"""Cases: results that are kept together, and handed on as one archive."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from mimetypes import guess_type
from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends, Request, Response
from fastapi import Path as InPath
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.background import BackgroundTask

from vehiclefinder.control import CaseChange, Selection, StoredCase, StoredItem

from ..dependencies import MAX_ID, After, Id, Operator, PageSize, Room, Viewer
from ..files import file_response
from ..paging import Page, page

router = APIRouter(tags=["cases"])

Name = Annotated[str, Field(min_length=1, max_length=200)]
Note = Annotated[str, Field(max_length=10_000)]
TrackId = Annotated[int, Field(ge=1, le=MAX_ID)]
Score = Annotated[float, Field(ge=0, le=1)]
FileName = Annotated[str, InPath(pattern=r"^[a-z0-9-]{1,40}\.(jpg|mp4)$", description="One of the item's `files`.")]


class NewCaseBody(BaseModel):
    """A case that is started."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    notes: Note = ""


class CaseChangeBody(BaseModel):
    """What becomes of a case; what is null or left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    notes: Note | None = None
    closed: bool | None = None


class NewItemsBody(BaseModel):
    """Tracks that go into a case together, and what they were found with."""

    model_config = ConfigDict(extra="forbid")

    tracks: Annotated[list[TrackId], Field(min_length=1, max_length=200)]
    sentence: Annotated[str | None, Field(max_length=1000)] = None
    note: Note = ""
    scores: Annotated[dict[TrackId, Score], Field(max_length=200, description="Track to score in the search.")] = {}


class ItemBody(BaseModel):
    """A track in a case, as it was when it was added."""

    id: int
    case: int
    track: int
    camera: str
    sentence: str | None
    score: float | None
    note: str
    facts: dict[str, Any]
    files: dict[str, str]
    added: datetime
    added_by: str

    @classmethod
    def of(cls, item: StoredItem) -> Self:
        """Take over all but where the copies lie."""
        return cls.model_validate(item.to_json())


@dataclass(frozen=True, slots=True)
class ItemFile:
    """Which file is asked for."""

    case: Id
    item: Id
    name: FileName


@router.post("/v1/cases", status_code=201)
def create_case(body: NewCaseBody, who: Operator, room: Room) -> StoredCase:
    """Start a case."""
    return room.cases.create(who, body.name, body.notes)


@router.get("/v1/cases")
def list_cases(
    who: Viewer, room: Room, limit: PageSize = 50, after: After = None, closed: bool | None = None
) -> Page[StoredCase]:
    """List cases in the order in which they were started; `items` is how many of its items you may see."""
    return page(room.cases.list(who, limit, after, closed), limit)


@router.get("/v1/cases/{case}")
def show_case(case: Id, who: Viewer, room: Room) -> StoredCase:
    """Return a case."""
    return room.cases.get(who, case)


@router.patch("/v1/cases/{case}")
def change_case(case: Id, body: CaseChangeBody, who: Operator, room: Room) -> StoredCase:
    """Rename a case, write its notes, close it or open it again; a closed one takes and loses no items."""
    return room.cases.update(who, case, CaseChange(body.name, body.notes, body.closed))


@router.delete("/v1/cases/{case}", status_code=204)
def delete_case(case: Id, who: Operator, room: Room) -> None:
    """Remove a case with all that is in it; only who may see all of it may."""
    room.cases.delete(who, case)


@router.post("/v1/cases/{case}/items", status_code=201)
def add_items(case: Id, body: NewItemsBody, who: Operator, room: Room) -> StoredCase:
    """Copy tracks into a case, all or none; one that is in it already stays as it is. Returns the case."""
    selection = Selection(tuple(body.tracks), body.sentence, body.note, body.scores)
    return room.cases.add(who, case, selection)


@router.get("/v1/cases/{case}/items")
def list_items(case: Id, who: Viewer, room: Room, limit: PageSize = 50, after: After = None) -> Page[ItemBody]:
    """List what is in a case; `files` is name to sha256 of what the route of files sends."""
    listed = page(room.cases.items(who, case, limit, after), limit)
    return Page(items=[ItemBody.of(item) for item in listed.items], next=listed.next)


@router.delete("/v1/cases/{case}/items/{item}", status_code=204)
def remove_item(case: Id, item: Id, who: Operator, room: Room) -> None:
    """Take an item out of a case, and remove its copies."""
    room.cases.remove(who, case, item)


@router.get(
    "/v1/cases/{case}/items/{item}/files/{name}",
    response_class=FileResponse,
    responses={200: {"content": {"image/jpeg": {}, "video/mp4": {}}}, 304: {"description": "You have it already."}},
)
def item_file(of: Annotated[ItemFile, Depends()], who: Viewer, room: Room, request: Request) -> Response:
    """Return a picture or the clip of an item."""
    kind = guess_type(of.name)[0] or "application/octet-stream"
    return file_response(request, room.cases.file(who, of.case, of.item, of.name), kind)


@router.get(
    "/v1/cases/{case}/export",
    response_class=FileResponse,
    responses={200: {"content": {"application/zip": {}}}},
)
def export_case(case: Id, who: Operator, room: Room) -> FileResponse:
    """Return a case as one ZIP archive: pictures, clips, case.json, a printable report and SHA256SUMS."""
    opened = ExitStack()
    archive = opened.enter_context(room.cases.archive(who, case))
    gone = BackgroundTask(opened.close)
    return FileResponse(archive, media_type="application/zip", filename=archive.name, background=gone)
