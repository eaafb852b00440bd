"""Cases: results that are kept together, and handed on as one archive."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from mimetypes import guess_type
from typing import Annotated, Any, Self
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi import Path as InPath
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.background import BackgroundTask

from vehiclefinder.control import CaseChange, Contribution, Decision, SearchFinding, Selection, StoredCase, StoredItem

from ..dependencies import MAX_ID, After, Id, Operator, PageSize, Room, Viewer
from ..files import StoredFile, file_response
from ..paging import Page, page

router = APIRouter(tags=["cases"])

Name = Annotated[str, Field(min_length=1, max_length=200)]
Note = Annotated[str, Field(max_length=10_000)]
TrackId = Annotated[int, Field(ge=1, le=MAX_ID)]
Text = Annotated[str, Field(max_length=1000)]
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


class ShareBody(BaseModel):
    """What one keyword added, as a match of a search has it in `contributions`."""

    model_config = ConfigDict(extra="forbid")

    keyword: Text
    label: Annotated[str, Field(max_length=100)]
    probability: Score | None = None
    note: Text = ""
    seconds: tuple[float, float] | None = None


class FindingBody(BaseModel):
    """What a search said of a track: `decision` and `contributions` of the match, the rest of its answer."""

    model_config = ConfigDict(extra="forbid")

    decision: Decision
    contributions: Annotated[list[ShareBody], Field(max_length=200)] = []
    notes: Annotated[list[Text], Field(max_length=200)] = []
    unchecked: Annotated[list[Text], Field(max_length=200, description="Words that nobody used.")] = []

    def finding(self) -> SearchFinding:
        """Return it as the control room takes it."""
        shares = tuple(Contribution(**dict(one)) for one in self.contributions)
        return SearchFinding(self.decision, shares, tuple(self.notes), tuple(self.unchecked))


class NewItemsBody(BaseModel):
    """Tracks that go into a case together, and what they were found with."""

    model_config = ConfigDict(extra="forbid")

    tracks: Annotated[list[TrackId], Field(min_length=1, max_length=200)]
    sentence: Annotated[str | None, Field(max_length=1000)] = None
    note: Note = ""
    scores: Annotated[dict[TrackId, Score], Field(max_length=200, description="Track to score in the search.")] = {}
    findings: Annotated[
        dict[TrackId, FindingBody], Field(max_length=200, description="Track to what the search said of it.")
    ] = {}


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
    finding: Annotated[dict[str, Any] | None, Field(description="What the search said; null: not kept.")]
    video: Annotated[dict[str, Any] | None, Field(description="Name and sha256 of its video; null: not kept.")]
    added: datetime
    added_by: str

    @classmethod
    def of(cls, item: StoredItem) -> Self:
        """Take over all but where the copies lie."""
        return cls.model_validate(item.to_json())


class SiteKeyBody(BaseModel):
    """A public ed25519 key: hex sha256 of its DER, and the key as PEM."""

    fingerprint: str
    pem: str


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
    findings = {track: one.finding() for track, one in body.findings.items()}
    selection = Selection(tuple(body.tracks), body.sentence, body.note, body.scores, findings)
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
def export_case(case: Id, who: Operator, room: Room) -> StoredFile:
    """Return a case as one ZIP archive: pictures, clips, case.json, printable reports, SHA256SUMS and its signature."""
    opened = ExitStack()
    archive = opened.enter_context(room.cases.archive(who, case))
    gone = BackgroundTask(opened.close)
    stat = archive.stat()
    return StoredFile(archive, media_type="application/zip", filename=archive.name, background=gone, stat_result=stat)


@router.get(
    "/v1/cases/{case}/report.pdf", response_class=Response, responses={200: {"content": {"application/pdf": {}}}}
)
def case_report(case: Id, who: Operator, room: Room) -> Response:
    """Return the report of a case alone, as PDF: a page for each vehicle."""
    name, pdf = room.cases.report(who, case)
    said = f"attachment; filename*=utf-8''{quote(name)}"
    return Response(pdf, media_type="application/pdf", headers={"Content-Disposition": said})


@router.get("/v1/site-key")
def show_site_key(who: Viewer, room: Room) -> SiteKeyBody:
    """Return the public key with which this site signs archives of cases."""
    key = room.cases.public_key(who)
    return SiteKeyBody(fingerprint=key.fingerprint, pem=key.pem.decode())
