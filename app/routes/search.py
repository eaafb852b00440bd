"""Searching, leafing through what was seen, and showing what is understood of a sentence."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Self

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from vehiclefinder import Answer, AnyOf, AttributeFilter, Decision, Match, Order, Scope
from vehiclefinder.control import Leftover, ScopeField, ShardReport, Target, VehicleCount, shown_name

from ..dependencies import CameraName, Room, SearchLimit, Viewer

DEEPEST = 1000
"""How far pages reach."""

router = APIRouter(tags=["search"])

Sentence = Annotated[str, Field(min_length=1, max_length=1000)]
Unchecked = Annotated[
    list[Leftover],
    Field(
        description="What of the sentence nobody used, and why; `of_vehicle`: it may say something of a vehicle, "
        "whose matches are then `possible` at most.",
        examples=[
            [
                {"text": "ladder on the roof", "start": 17, "end": 35, "reason": "not checked", "of_vehicle": True},
                {
                    "text": "plate ending 4X",
                    "start": 37,
                    "end": 52,
                    "reason": "number plates are not read",
                    "of_vehicle": True,
                },
            ]
        ],
    ),
]


Shards = Annotated[
    ShardReport | None,
    Field(description="Which searchers answered, where each holds a part of the vehicles; null where one holds all."),
]


class FilterBody(BaseModel):
    """One attribute that the vehicle must have, or must not; labels and values are those of ``/v1/parse``."""

    model_config = ConfigDict(extra="forbid")

    label: Annotated[str, Field(max_length=50, examples=["vehicle_color"])]
    value: Annotated[str, Field(min_length=1, max_length=100, examples=["red", "white|silver"])]
    negated: bool = False

    @property
    def attribute(self) -> AttributeFilter:
        """The same as a value."""
        return AttributeFilter(self.label, self.value, self.negated)


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
    filters: Annotated[list[FilterBody], Field(max_length=20, description="All of them must hold.")] = []
    any_of: Annotated[
        list[Annotated[list[FilterBody], Field(min_length=1, max_length=10)]],
        Field(
            max_length=10,
            description="Of each of these lists one filter must hold, whatever its label.",
            examples=[[[{"label": "vehicle_color", "value": "white"}, {"label": "vehicle_motion", "value": "left"}]]],
        ),
    ] = []
    ignored: Annotated[
        list[EntityBody], Field(max_length=100, description="Keywords that the sentence is searched without.")
    ] = []
    unheard: Annotated[
        frozenset[ScopeField],
        Field(
            description="Of these it does not count what the sentence says: `cameras`, `times`, `zones`, `order` (and "
            "how many)."
        ),
    ] = frozenset()
    k: Annotated[int, Field(ge=1, le=200, description="Matches on a page.")] = 5
    offset: Annotated[int, Field(ge=0, lt=DEEPEST, description="The `next` of the page before.")] = 0
    cameras: Annotated[list[CameraName], Field(max_length=1000)] = []
    zones: Annotated[
        list[ZoneReference], Field(max_length=100, description="Vehicles that were in any of these; none: everywhere.")
    ] = []
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    order: Annotated[
        Order | None,
        Field(description="What comes first of all that is at least possible; null: as the sentence asks."),
    ] = None
    least: Annotated[float, Field(ge=0, le=1, description="Least score of what is returned, and counted.")] = 0.0
    count: Annotated[bool, Field(description="Count all that match, as “how many” in the sentence does.")] = False

    @model_validator(mode="after")
    def _asks(self) -> Self:
        if self.sentence is None and not self.filters and not self.any_of:
            raise ValueError("expected a sentence, filters or both, got neither; GET /v1/tracks lists every vehicle")
        return self

    @property
    def attributes(self) -> list[AttributeFilter | AnyOf]:
        """The filters as values."""
        either = (AnyOf(tuple(one.attribute for one in some)) for some in self.any_of)
        return [*(one.attribute for one in self.filters), *either]

    @property
    def scope(self) -> Scope:
        """Where and when to look, and how many matches are needed for this page and the start of the next."""
        needed = min(self.offset + self.k + 1, DEEPEST)
        zones = tuple((one.camera, one.zone) for one in self.zones)
        return Scope(
            needed,
            tuple(self.cameras),
            self.since,
            self.until,
            zones=zones,
            unheard=self.unheard,
            order=self.order,
            least=self.least,
            count=self.count,
        )


class SentenceBody(BaseModel):
    """A sentence to be read."""

    model_config = ConfigDict(extra="forbid")

    sentence: Sentence


class ParsedBody(BaseModel):
    """What was understood of a sentence; offsets are its characters."""

    text: str
    language: Annotated[str, Field(description="ISO 639-1 code of its language; one that is not read has no targets.")]
    note: Annotated[str, Field(description="What is to be said of its language, in plain words, or empty.")]
    targets: Annotated[list[Target], Field(description="One for each vehicle that it speaks of.")]
    cameras: Annotated[list[str], Field(description="Names of those that it limits the search to; none: all.")]
    excluded: Annotated[list[str], Field(description="Names of cameras that it rules out.")]
    zones: Annotated[list[ZoneReference], Field(description="Zones that it limits the search to; none: everywhere.")]
    excluded_zones: Annotated[list[ZoneReference], Field(description="Zones that it rules out.")]
    since: Annotated[AwareDatetime | None, Field(description="Nothing is searched before; null where that is open.")]
    until: Annotated[AwareDatetime | None, Field(description="Nothing is searched after.")]
    times: Annotated[str, Field(description="When it is looked for, in words; empty: any time.")]
    order: Annotated[Order | None, Field(description="What it lets come first; null: the best.")]
    count: Annotated[bool, Field(description="Whether it asks how many.")]
    unchecked: Unchecked
    notes: Annotated[
        list[str],
        Field(
            description="What a search for it says beforehand, whatever was seen: what its cameras, times, zones and "
            "order are taken for, and what was not understood, not checked or not told apart."
        ),
    ]


class AnswerBody(BaseModel):
    """One page of what was found; the best first, also the nearest of what does not match, marked ``none``."""

    query: str
    decision: Decision
    order: Annotated[Order, Field(description="What comes first.")]
    found: Annotated[
        int | None,
        Field(description="How many there are in all, where all were judged: not where the best come first."),
    ]
    counts: Annotated[list[VehicleCount], Field(description="How many of each wanted vehicle, where that was asked.")]
    targets: Annotated[list[Target], Field(description="What was understood; offsets are characters of the query.")]
    notes: Annotated[list[str], Field(description="What was not understood, not checked or not told apart.")]
    unchecked: Unchecked
    waiting: Annotated[
        int, Field(description="Tracks of the cameras searched that wait to be encoded by a new model: not judged.")
    ]
    searched: Annotated[int, Field(description="Tracks that lay within where and when it was looked.")]
    shards: Shards
    milliseconds: float
    matches: list[Match]
    next: Annotated[int | None, Field(description="The `offset` of the next page; null on the last.")]


@router.post("/v1/search")
async def search(body: SearchBody, who: Viewer, room: Room, limit: SearchLimit) -> AnswerBody:
    """Find vehicles; each match says where its picture lies.

    So many are answered at once; the others wait, and are told to come again where too many do.
    """

    def answered() -> AnswerBody:
        ignored = [(one.label, one.start, one.end) for one in body.ignored]
        answer = room.search.find(who, body.sentence or "", body.scope, body.attributes, ignored)
        return page_of(answer, body.offset, body.k)

    async with limit.slot():
        return await run_in_threadpool(answered)


@router.post("/v1/parse")
def parse(body: SentenceBody, who: Viewer, room: Room) -> ParsedBody:
    """Show what is understood of a sentence, and where and when it would be looked for."""
    understood = room.search.understanding(who, body.sentence)
    query, where = understood.query, understood.where
    since, until = (moment and room.clock.local(moment) for moment in (where.times.hull.since, where.times.hull.until))
    cameras, excluded = list(where.cameras), list(where.excluded)
    return ParsedBody(
        text=query.text,
        language=query.language,
        note=query.note,
        targets=list(query.targets),
        cameras=cameras,
        excluded=excluded,
        zones=_references(where.zones),
        excluded_zones=_references(where.excluded_zones),
        since=since,
        until=until,
        times=where.time_words,
        order=where.order,
        count=where.count,
        unchecked=list(understood.unchecked),
        notes=list(understood.notes),
    )


def _references(zones: Sequence[tuple[str, str]]) -> list[ZoneReference]:
    return [ZoneReference(camera=camera, zone=zone) for camera, zone in zones]


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
        order=answer.order,
        found=answer.found,
        counts=list(answer.counts),
        targets=list(answer.query.targets),
        notes=list(answer.notes),
        unchecked=list(answer.unchecked),
        waiting=answer.waiting,
        searched=answer.searched,
        shards=answer.shards,
        milliseconds=round(answer.seconds * 1000, 2),
        matches=shown,
        next=end if end < min(len(answer.matches), DEEPEST) else None,
    )
