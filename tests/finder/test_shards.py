"""Answers of searchers that hold a shard each, against those of one that holds all, field by field."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from ner.reader import Reader
from vehiclefinder import AttributeFilter, Finder, Order
from vehiclefinder.control.cameras import Cameras
from vehiclefinder.control.statistics import statistics
from vehiclefinder.control.statistics.aggregation import Bucket, Grouping
from vehiclefinder.control.statistics.statistics import Statistics
from vehiclefinder.control.timeline.spans import Span
from vehiclefinder.control.timeline.timeline import SiteTimeline
from vehiclefinder.control.timeline.values import PassedQuery, TimelineQuery
from vehiclefinder.core.access import LOCAL, Identity, Role
from vehiclefinder.core.errors import ConflictError
from vehiclefinder.core.shard import WHOLE, Shard
from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.core.types import FloatArray, Motion, Phase, Track
from vehiclefinder.finder.answer import Answer
from vehiclefinder.finder.listing import Cursor, ListOrder
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.shards.questions import ShardQuestion, SurveyQuestion, Told
from vehiclefinder.finder.shards.searchers import PeerState, Replies
from vehiclefinder.finder.shards.wire import SearcherIdentity, asked, read_answer
from vehiclefinder.match.slots import SLOTS
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter

from ..axes import picture, sharp_decider
from .conftest import START, seen
from .test_road import ROAD, SQUARE, driving

NOW = START + timedelta(days=1)
CAMERAS = ("north", "south", "gate 3", "yard")
NORTH = Identity("vera", Role.VIEWER, ("north",))
SOURCES = 9
COLOURS = ("white", "red", "black", "blue")
TYPES = ("van", "bus", "sedan", "truck")
MOTIONS = (Motion.STRAIGHT, Motion.LEFT, Motion.RIGHT, Motion.STOPPED)

SENTENCES = (
    "white van",
    "red car",
    "a white van on the left going away",
    "a bus or a truck",
    "a red car and a white van",
    "van that is not white",
    "not a bus",
    "white van, not on camera 3",
    "van on camera north",
    "red van turning left",
    "a white van that stopped",
    "a van that stopped for more than 10 seconds",
    "a truck over 40 km/h",
    "red car within 20 m",
    "a red car over 40 km/h on camera south",
    "a white van going north",
    "a bus heading east",
    "a van with a ladder on the roof",
    "a white tanker",
    "a JCB",
    "how many white vans",
    "how many red cars turned left",
    "how many buses were there between 12:00 and 13:00",
    "the fastest van",
    "the slowest truck on camera south",
    "the fastest red car on camera yard",
    "the last white van",
    "the first bus",
    "the three last vehicles",
    "everything today",
    "the nearest car",
    "the longest stop",
    "vans from left to right",
    "everything on camera yard",
    "a black or blue sedan yesterday between 12:05 and 12:30",
    "vans before 12:10",
    "white van in the bus lane",
    "not a white van in the bus lane",
    "a purple motorcycle",
    "un furgone bianco",
    "ein weißer Lieferwagen, der links abbiegt",
)


def looks(random: np.random.Generator) -> FloatArray:
    """What a vehicle looks like: mostly one type and colour, sometimes exactly that, as others do."""
    colour, kind = random.choice(COLOURS), random.choice(TYPES)
    plain = picture(colour=colour, type=kind, orientation=str(random.choice(SLOTS["orientation"])))
    if random.random() < 0.4:
        return plain
    blurred: FloatArray = plain + 0.5 * picture(colour=str(random.choice(COLOURS)), type=str(random.choice(TYPES)))
    return blurred * np.float32(random.uniform(0.5, 1.0))


def vehicle(number: int, random: np.random.Generator) -> Track:
    """A vehicle that does something."""
    if number % 3 == 0:
        return replace(driving(number, float(random.integers(10, 90)), float(random.integers(2, 20))))
    motion, heading = MOTIONS[number % 4], (None, 0.0, 90.0, 180.0, 270.0)[number % 5]
    one = seen(number, heading, int(random.integers(9)), motion, [None, True, False][number % 3])
    seconds = float(random.integers(1, 40))
    phases = (Phase(Motion.STOPPED, 0.0, seconds),) if motion is Motion.STOPPED else ()
    return replace(one, speed=float(random.uniform(0.1, 0.9)), phases=phases)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    """Nine sources of four cameras; one is calibrated, two know their north, one has a zone, two sources no time."""
    random = np.random.default_rng(3)
    with Catalog(tmp_path_factory.mktemp("shards") / "home") as catalog:
        for number in range(SOURCES):
            start = None if number in (4, 7) else START + timedelta(minutes=7 * number)
            camera = CAMERAS[number % len(CAMERAS)]
            source = NewSource(camera, f"{number}.mp4", f"{number}", "file", (640, 360), "e", start)
            writer = catalog.begin(source)
            assert isinstance(writer, SourceWriter)
            with writer:
                for track in range(int(random.integers(8, 25))):
                    writer.add(vehicle(track, random), looks(random))
                writer.finish(60.0)
        cameras = Cameras(catalog, AuditLog(catalog.database))
        cameras.update(LOCAL, "south", {"calibration": {"image": SQUARE, "road": ROAD}})
        cameras.update(LOCAL, "north", {"north": {"degrees": 180.0}})
        cameras.update(LOCAL, "gate 3", {"north": {"degrees": 90.0}})
        lane = [[0.0, 0.0], [0.5, 0.0], [0.5, 1.0], [0.0, 1.0]]
        cameras.update(LOCAL, "yard", {"zones": [{"name": "bus lane", "polygon": lane}]})
        yield catalog


@pytest.fixture(scope="module")
def reader(models: Path) -> Reader:
    return Reader(models / "ner" / "ner.onnx", models / "ner" / "languages.onnx")


class Beside:
    """Peers in the same process: what they are asked and tell goes through JSON all the same."""

    def __init__(self, others: list[Finder], deaf: Collection[int] = (), late: Collection[int] = ()) -> None:
        self._others = others
        self._deaf = deaf
        self._late = late
        self.asked: list[str] = []

    def ask(
        self, who: SearcherIdentity, question: ShardQuestion[Told], among: Collection[int] | None
    ) -> Callable[[], Replies[Told]]:
        told, lost = {}, []
        self.asked.append(type(question).__name__)
        for other in self._others:
            number = other.searchers.shard.number
            if among is not None and number not in among:
                continue
            if number in self._deaf or (number in self._late and not isinstance(question, SurveyQuestion)):
                lost.append(f"searcher {number} did not answer")
                continue
            identity, answer = read_answer(other.searchers.answer(asked(who, question)), question)
            assert identity.shard == other.searchers.shard
            told[number] = answer
        return lambda: Replies(told, tuple(lost))

    def states(self) -> dict[str, PeerState]:
        return {}


def finder(catalog: Catalog, reader: Reader, shard: Shard = WHOLE) -> Finder:
    decider = sharp_decider()
    return Finder(reader, decider, catalog, IndexKeeper(catalog.home / "index", catalog, "e", decider, shard), UTC)


def together(catalog: Catalog, reader: Reader, count: int, **faults: Collection[int]) -> list[Finder]:
    """Searchers of so many shards, each with the others as its peers."""
    searchers = [finder(catalog, reader, Shard(number, count)) for number in range(count)]
    for one in searchers:
        one.searchers.peers = Beside([other for other in searchers if other is not one], **faults)
    return searchers


@pytest.fixture(scope="module")
def whole(catalog: Catalog, reader: Reader) -> Finder:
    return finder(catalog, reader)


@pytest.fixture(scope="module", params=[2, 4])
def shards(request: pytest.FixtureRequest, catalog: Catalog, reader: Reader) -> list[Finder]:
    return together(catalog, reader, request.param)


def told(answer: Answer) -> dict[str, Any]:
    """Everything that is told but how long it took and who answered."""
    plain = replace(answer, seconds=0.0, shards=None)
    return plain.to_json() | {"headline": plain.headline, "told": plain.told}


def find(one: Finder, sentence: str, scope: Scope = Scope(), **more: Any) -> Answer:
    return one.look(sentence, scope, NOW, **more)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_shards_answer_as_one_searcher_does(whole: Finder, shards: list[Finder], sentence: str) -> None:
    expected = told(find(whole, sentence, Scope(7)))
    for one in (shards[0], shards[-1]):
        answer = find(one, sentence, Scope(7))
        assert told(answer) == expected
        if answer.matches:
            assert answer.shards is not None
            assert (answer.shards.asked, answer.shards.answered, answer.shards.missing) == (
                len(shards), len(shards), (),
            )  # fmt: skip


@pytest.mark.parametrize("order", [None, *Order])
@pytest.mark.parametrize("k", [1, 6, 1000])
def test_every_order_and_length_is_that_of_one_searcher(
    whole: Finder, shards: list[Finder], order: Order | None, k: int
) -> None:
    for scope in (
        Scope(k, order=order),
        Scope(k, order=order, count=True, least=0.4),
        Scope(k, order=order, least=0.9),
    ):
        assert told(find(shards[1], "white van", scope)) == told(find(whole, "white van", scope))
    for scope in (Scope(k, order=order), Scope(k, cameras=("yard", "south"), order=order)):
        assert told(shards[1].browse(scope)) == told(whole.browse(scope))


def test_scopes_and_attributes_are_those_of_one_searcher(whole: Finder, shards: list[Finder]) -> None:
    scopes = (
        Scope(20, visible=("north", "yard")),
        Scope(20, visible=()),
        Scope(20, excluded=("north",), since=START + timedelta(minutes=5)),
        Scope(20, sources=(3,)),
        Scope(20, zones=(("yard", "bus lane"),)),
        Scope(20, excluded_zones=(("yard", "bus lane"),), count=True),
        Scope(20, since=START + timedelta(days=9)),
    )
    attributes = (AttributeFilter("vehicle_motion", "left", True), AttributeFilter("vehicle_color", "white|red"))
    for scope in scopes:
        assert told(find(shards[0], "van", scope)) == told(find(whole, "van", scope))
        more = {"attributes": attributes}
        assert told(find(shards[0], "", scope, **more)) == told(find(whole, "", scope, **more))
        assert told(shards[0].browse(scope)) == told(whole.browse(scope))


@pytest.mark.parametrize("order", [None, Order.NEWEST, Order.FASTEST, Order.LEFT_TO_RIGHT, Order.LONGEST_STOP])
@pytest.mark.parametrize("scope", [Scope(9), Scope(200, least=0.3), Scope(12, cameras=("yard", "gate 3"))])
def test_what_looks_alike_is_the_same(whole: Finder, shards: list[Finder], order: Order | None, scope: Scope) -> None:
    scope = replace(scope, order=order)
    for track in (1, 30, 77):
        for one in shards:
            assert told(one.similar(track, scope)) == told(whole.similar(track, scope))


@pytest.mark.parametrize("order", list(ListOrder))
def test_pages_are_those_of_one_searcher(whole: Finder, shards: list[Finder], order: ListOrder) -> None:
    def pages(one: Finder) -> list[tuple[list[int], Cursor | None]]:
        found: list[tuple[list[int], Cursor | None]] = []
        following = None
        while not found or following is not None:
            page = one.listed(Scope(visible=("north", "south", "yard")), order, 13, following)
            following = page.next
            text = following and replace(following, start=str(following.start))  # type: ignore[arg-type]
            found.append(([track.id for track in page.tracks], text))
        return found

    expected = pages(whole)
    assert len(expected) > 5
    assert pages(shards[1]) == expected


def test_a_missing_shard_is_told_and_the_rest_is_as_if_there_were_no_more(
    whole: Finder, catalog: Catalog, reader: Reader
) -> None:
    left = tuple(source for source in range(1, SOURCES + 1) if source % 4 != 2)
    for faults in ({"deaf": (2,)}, {"late": (2,)}):
        one = together(catalog, reader, 4, **faults)[0]
        answer = find(one, "how many white vans", Scope(9))
        assert answer.shards is not None
        assert answer.to_json()["shards"] == {
            "asked": 4, "answered": 3, "missing": ("2/4",), "reasons": ("searcher 2 did not answer",),
        }  # fmt: skip
        note = (
            "3 of 4 searchers answered: vehicles of the missing one are not among the results "
            "(searcher 2 did not answer)"
        )
        assert answer.notes[-1] == note
        expected = find(whole, "how many white vans", Scope(9, sources=left))
        assert told(replace(answer, notes=answer.notes[:-1])) == told(expected)
        assert [answer.shards.lacks(source) for source in (1, 2, 6, 4)] == [False, True, True, False]
        for other in (one.browse(), one.similar(1), one.listed(Scope(), ListOrder.NEWEST, 5)):
            assert (other.notes[-1], other.shards) == (note, answer.shards)


def test_who_is_alone_with_a_shard_says_so(catalog: Catalog, reader: Reader) -> None:
    answer = find(finder(catalog, reader, Shard(1, 2)), "white van")
    assert answer.shards is not None
    assert (answer.shards.answered, answer.shards.missing) == (1, ("0/2",))
    assert answer.notes[-1] == "1 of 2 searchers answered: vehicles of the missing one are not among the results"


def test_whoever_holds_all_says_nothing_of_shards(whole: Finder) -> None:
    assert find(whole, "white van").to_json()["shards"] is None


def test_cameras_that_one_may_not_see_stay_unseen_on_every_shard(shards: list[Finder]) -> None:
    for scope in (Scope(1000, visible=("north",)), Scope(1000, visible=("north",), order=Order.NEWEST)):
        answers = [find(shards[0], "van", scope), shards[0].browse(scope), shards[0].similar(1, scope)]
        assert {match.camera for answer in answers for match in answer.matches} == {"north"}
        assert not [note for answer in answers for note in answer.notes if "yard" in note or "south" in note]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"catalog": "another"}, "is of another catalog"),
        ({"encoder": "another"}, "has another model of pictures"),
        ({"judge": "another"}, "judges by another model or calibration"),
        ({"zone": "Asia/Tokyo"}, "has the time zone UTC, not Asia/Tokyo"),
        ({"shard": Shard(0, 3)}, "holds one of 2 shards, not of 3"),
        ({"shard": Shard(1, 2)}, "holds shard 1/2, as the one that asks does"),
    ],
)
def test_who_cannot_answer_together_is_refused(
    catalog: Catalog, reader: Reader, change: dict[str, Any], why: str
) -> None:
    one, other = (finder(catalog, reader, Shard(number, 2)) for number in range(2))
    question = SurveyQuestion(Scope(), ())
    who = one.searchers.identity(one._local.look())
    assert one.searchers.shard == Shard(0, 2)
    assert read_answer(other.searchers.answer(asked(who, question)), question)[1].searched > 0
    with pytest.raises(ConflictError, match=why):
        other.searchers.answer(asked(replace(who, **change), question))


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b'{"asker":[],"kind":"survey","question":[{}]}', b"\xff"])
def test_what_asks_nothing_is_a_callers_mistake(whole: Finder, text: bytes) -> None:
    with pytest.raises(ValueError, match="expected"):
        whole.searchers.answer(text)


def test_recurring_hours_keep_the_zone_of_the_site(whole: Finder, catalog: Catalog, reader: Reader) -> None:
    one, scope = together(catalog, reader, 2)[0], Scope(50, standing=True)
    expected = find(whole, "van between 12:05 and 12:30", scope)
    assert expected.matches
    assert told(find(one, "van between 12:05 and 12:30", scope)) == told(expected)
    assert datetime(2026, 5, 1, tzinfo=UTC).date() == START.date()


@pytest.mark.parametrize("bucket", list(Bucket))
@pytest.mark.parametrize("by", [(), ("type", "colour"), ("camera", "label", "direction", "motion")])
def test_statistics_are_those_of_one_searcher(
    whole: Finder, shards: list[Finder], catalog: Catalog, bucket: Bucket, by: tuple[str, ...]
) -> None:
    grouping = Grouping(bucket, by, "Europe/Berlin")
    for scope in (Scope(), Scope(cameras=("yard",)), Scope(since=START + timedelta(minutes=9))):
        for who in (LOCAL, NORTH):
            if who is NORTH and scope.cameras:
                continue
            expected = Statistics(catalog, whole).counts(who, scope, grouping)
            counts = Statistics(catalog, shards[1]).counts(who, scope, grouping)
            assert (expected.shards, counts.shards and counts.shards.answered) == (None, len(shards))
            assert replace(counts, shards=None) == expected
            assert expected.total > 0


def test_too_many_rows_are_refused_whoever_counts_them(
    shards: list[Finder], catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statistics, "MOST_ROWS", 4)
    with pytest.raises(ValueError, match="expected counts in at most 4 rows"):
        Statistics(catalog, shards[0]).counts(LOCAL)


def test_the_timeline_is_that_of_one_searcher(whole: Finder, shards: list[Finder], catalog: Catalog) -> None:
    clock, log = SiteClock(ZoneInfo("Europe/Berlin")), AuditLog(catalog.database)
    one, several = (SiteTimeline(each, catalog, clock, log) for each in (whole, shards[1]))
    queries = (
        TimelineQuery(),
        TimelineQuery(bins=7, cameras=("yard", "north")),
        TimelineQuery(zones=(("yard", "bus lane"),)),
        TimelineQuery(span=Span.HOUR),
        TimelineQuery(since=START + timedelta(minutes=5), until=START + timedelta(minutes=40), bins=3),
        TimelineQuery(since=START + timedelta(days=5), until=START + timedelta(days=6)),
    )
    for who in (LOCAL, NORTH):
        for query in queries if who is LOCAL else queries[:1]:
            told = several.strips(who, query)
            assert told.shards is not None and told.shards.missing == ()
            assert replace(told, shards=None) == one.strips(who, query)
    for order in (Order.NEWEST, Order.OLDEST):
        for since in (None, START + timedelta(minutes=10)):
            after, pages = None, 0
            while after is not None or not pages:
                listed = PassedQuery(since=since, order=order, limit=17, after=after)
                page = several.passed(LOCAL, listed)
                assert replace(page, shards=None) == one.passed(LOCAL, listed)
                after, pages = page.next, pages + 1
            assert pages > 4


def test_statistics_and_timeline_tell_of_a_missing_shard(catalog: Catalog, reader: Reader) -> None:
    clock, log = SiteClock(ZoneInfo("Europe/Berlin")), AuditLog(catalog.database)
    one = together(catalog, reader, 4, deaf=(2,))[0]
    timeline = SiteTimeline(one, catalog, clock, log)
    for told in (Statistics(catalog, one).counts(LOCAL), timeline.strips(LOCAL), timeline.passed(LOCAL)):
        assert told.shards is not None and told.shards.missing == ("2/4",)
        assert [note for note in told.notes if note.startswith("3 of 4 searchers answered")]
