"""Searching, and showing what is understood of a sentence."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from vehiclefinder import Answer, AttributeFilter, Decision, Match, Scope
from vehiclefinder.control import ScopeField, Target, shown_name

from ..dependencies import CameraName, Meters, Room, Turns, Viewer

DEEPEST = 1000
"""How far pages reach."""

router = APIRouter(tags=["search"])

Sentence = Annotated[str, Field(min_length=1, max_length=1000)]


class FilterBody(BaseModel):
    """One attribute that the vehicle must have, or must not; labels and values are those of ``/v1/parse``."""

    model_config = ConfigDict(extra="forbid")

    label: Annotated[str, Field(max_length=50, examples=["vehicle_color"])]
    value: Annotated[str, Field(min_length=1, max_length=100, examples=["red", "white|silver"])]
    negated: bool = False


class EntityBody(BaseModel):
    """A keyword of the sentence; label and offsets are those of ``/v1/parse``."""

    model_config = ConfigDict(extra="forbid")

    label: Annotated[str, Field(max_length=50)]
    start: Annotated[int, Field(ge=0, le=1000)]
    end: Annotated[int, Field(ge=0, le=1000)]


class ZoneReference(BaseModel):
    """A zone of a camera's picture, by its name."""

    model_config = ConfigDict(extra="forbid")

    camera: CameraName
    zone: Annotated[str, Field(min_length=1, max_length=60)]


class SearchBody(BaseModel):
    """What to look for, as a sentence, as filters, or both; and where and when."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"sentence": "white van", "k": 5}]})

    sentence: Sentence | None = None
    filters: Annotated[list[FilterBody], Field(max_length=20)] = []
    ignored: Annotated[
        list[EntityBody], Field(max_length=100, description="Keywords that the sentence is searched without.")
    ] = []
    unheard: Annotated[
        frozenset[ScopeField], Field(description="Of these the sentence may say what it will: `cameras`, `times`.")
    ] = frozenset()
    k: Annotated[int, Field(ge=1, le=200, description="Matches on a page.")] = 5
    offset: Annotated[int, Field(ge=0, lt=DEEPEST, description="The `next` of the page before.")] = 0
    cameras: Annotated[list[CameraName], Field(max_length=1000)] = []
    zones: Annotated[
        list[ZoneReference], Field(max_length=100, description="Vehicles that were in any of these; none: everywhere.")
    ] = []
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None

    @model_validator(mode="after")
    def _asks(self) -> "SearchBody":
        if self.sentence is None and not self.filters:
            raise ValueError("expected a sentence, filters or both, got neither")
        return self

    @property
    def scope(self) -> Scope:
        """Where and when to look, and how many matches are needed for this page and the start of the next."""
        needed = min(self.offset + self.k + 1, DEEPEST)
        zones = tuple((one.camera, one.zone) for one in self.zones)
        return Scope(needed, tuple(self.cameras), self.since, self.until, zones=zones, unheard=self.unheard)


class SentenceBody(BaseModel):
    """A sentence to be read."""

    model_config = ConfigDict(extra="forbid")

    sentence: Sentence


class ParsedBody(BaseModel):
    """What was understood of a sentence; offsets are its characters."""

    text: str
    targets: Annotated[list[Target], Field(description="One for each vehicle that it speaks of.")]
    cameras: Annotated[list[str], Field(description="Names of those that it limits the search to; none: all.")]
    excluded: Annotated[list[str], Field(description="Names of cameras that it rules out.")]
    since: AwareDatetime | None
    until: AwareDatetime | None


class AnswerBody(BaseModel):
    """One page of what was found, best first; also the nearest of what does not match, marked ``none``."""

    query: str
    decision: Decision
    targets: Annotated[list[Target], Field(description="What was understood; offsets are characters of the query.")]
    notes: Annotated[list[str], Field(description="What was not understood, not checked or not told apart.")]
    waiting: Annotated[
        int, Field(description="Tracks of the cameras searched that wait to be encoded by a new model: not judged.")
    ]
    milliseconds: float
    matches: list[Match]
    next: Annotated[int | None, Field(description="The `offset` of the next page; null on the last.")]


@router.post("/v1/search")
async def search(body: SearchBody, who: Viewer, room: Room, meters: Meters, turns: Turns) -> AnswerBody:
    """Find vehicles; each match says where its picture lies.

    So many are answered at once; the others wait, and are told to come again where too many do.
    """

    def answered() -> AnswerBody:
        attributes = [AttributeFilter(one.label, one.value, one.negated) for one in body.filters]
        ignored = [(one.label, one.start, one.end) for one in body.ignored]
        with meters.query_seconds.time():
            answer = room.search.find(who, body.sentence or "", body.scope, attributes, ignored)
        return page_of(answer, body.offset, body.k)

    async with turns.one():
        return await run_in_threadpool(answered)


@router.post("/v1/parse")
def parse(body: SentenceBody, who: Viewer, room: Room) -> ParsedBody:
    """Show what is understood of a sentence, and where and when it would be looked for."""
    query, where = room.search.read(who, body.sentence), room.search.where(who, body.sentence)
    since, until = (moment and moment.astimezone() for moment in (where.since, where.until))
    cameras, excluded = list(where.cameras), list(where.excluded)
    return ParsedBody(
        text=query.text, targets=list(query.targets), cameras=cameras, excluded=excluded, since=since, until=until
    )


def page_of(answer: Answer, offset: int, k: int) -> AnswerBody:
    """Return ``k`` matches of an answer, from the ``offset``-th on."""
    end = offset + k
    shown = [
        replace(match, source=shown_name(match.source), crop=f"/v1/tracks/{match.track}/crop")
        for match in answer.matches[offset:end]
    ]
    return AnswerBody(
        query=answer.query.text,
        decision=answer.decision,
        targets=list(answer.query.targets),
        notes=list(answer.notes),
        waiting=answer.waiting,
        milliseconds=round(answer.seconds * 1000, 2),
        matches=shown,
        next=end if end < min(len(answer.matches), DEEPEST) else None,
    )
