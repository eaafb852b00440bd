"""Sentences to matches over a catalog whose every vector is known by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from ner.keywords import Keyword, Query, Target, TargetRole
from vehiclefinder import Finder
from vehiclefinder.core.types import Decision, Motion, Phase
from vehiclefinder.finder.attribute_filter import AttributeFilter
from vehiclefinder.finder.scope import Scope, ScopeField
from vehiclefinder.finder.times import AHEAD, PARTLY_AHEAD
from vehiclefinder.match.decision import Decider
from vehiclefinder.store.index.track_index import IndexKeeper, TrackIndex
from vehiclefinder.store.tracks.catalog import Catalog

from ..axes import picture
from .conftest import START, Add, seen


def ask(catalog: Catalog, decider: Decider, *targets: Target, zone: tzinfo | None = None) -> Finder:
    """A finder whose reader always reads the same."""
    index = IndexKeeper(catalog.home / "index", catalog, "e", decider)
    return Finder(lambda text: Query(text, targets), decider, catalog, index, zone)


def keyword(label: str, value: str | None, negated: bool = False, start: int = 0) -> Keyword:
    text = (value or "flurb").split("|")[0]
    return Keyword(f"vehicle_{label}", text, start, start + len(text), negated, value)


def target(*keywords: Keyword, role: TargetRole = TargetRole.TARGET) -> Target:
    return Target(keywords, role)


def test_the_right_track_comes_first_with_a_score_worked_out_by_hand(
    catalog: Catalog, decider: Decider, add: Add
) -> None:
    add([(seen(0), picture(type="van", colour="red")), (seen(1), picture(type="van", colour="white"))])
    answer = ask(catalog, decider, target(keyword("color", "white"), keyword("type", "van", start=8))).find("white van")
    first, second = answer.matches
    e20 = np.exp(20.0)
    colour, body = e20 / (e20 + 13), e20 / (e20 + 14)
    assert first.start == 1
    assert first.score == pytest.approx(colour * body, abs=1e-4)
    assert first.decision is answer.decision is Decision.MATCH
    assert [round(c.probability or 0, 3) for c in first.contributions] == [1.0, 1.0]
    assert second.decision is Decision.NONE
    assert first.best_box == (10, 20, 50, 60)
    assert Path(first.crop).is_file()


def test_nothing_matches_is_said(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), picture(type="van", colour="red"))])
    answer = ask(catalog, decider, target(keyword("color", "pink"))).find("pink")
    assert answer.decision is Decision.NONE
    assert [match.decision for match in answer.matches] == [Decision.NONE]


def test_an_empty_catalog_finds_nothing(catalog: Catalog, decider: Decider) -> None:
    answer = ask(catalog, decider, target(keyword("color", "pink"), keyword("location", "left"))).find(
        "pink on the left"
    )
    assert answer.matches == ()
    assert answer.decision is Decision.NONE
    assert "nothing has been ingested yet" in answer.notes


def test_negation_turns_the_order_around(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), picture(colour="white")), (seen(1), picture(colour="blue"))])
    answer = ask(catalog, decider, target(keyword("color", "white", negated=True))).find("not white")
    assert [match.start for match in answer.matches] == [1, 0]
    assert answer.matches[0].contributions[0].keyword == "not white"


def test_the_path_outweighs_appearance_and_appearance_speaks_for_what_stands(
    catalog: Catalog, decider: Decider, add: Add
) -> None:
    rear, front = picture(orientation="rear"), picture(orientation="front")
    add([(seen(0, heading=0.0), rear), (seen(1, heading=180.0), front), (seen(2), rear), (seen(3), front)])
    answer = ask(catalog, decider, target(keyword("orientation", "away"))).find("going away")
    assert {match.start for match in answer.matches[:2]} == {1, 2}
    assert {match.start for match in answer.matches[2:]} == {0, 3}


def test_a_motion_that_is_not_known_counts_as_often_as_it_happens(catalog: Catalog, decider: Decider, add: Add) -> None:
    """It is possible at most, after what is known to turn and before what is known not to."""
    van = picture(type="van", colour="white")
    add([(seen(0, motion=Motion.UNKNOWN), van), (seen(1, motion=Motion.LEFT), van), (seen(2), van)])
    answer = ask(catalog, decider, target(keyword("type", "van"), keyword("motion", "left", start=4))).find("van left")
    assert [(match.start, match.decision) for match in answer.matches] == [
        (1.0, Decision.MATCH), (0.0, Decision.POSSIBLE), (2.0, Decision.NONE),
    ]  # fmt: skip
    assert answer.matches[1].contributions[1].probability is None


def test_place_and_motion_come_from_the_path(catalog: Catalog, decider: Decider, add: Add) -> None:
    van = picture(type="van")
    add([(seen(0, cell=3), van), (seen(1, cell=5, motion=Motion.STOPPED), van), (seen(2, cell=5), van)])
    wanted = target(keyword("location", "right"), keyword("motion", "stopped", start=9))
    answer = ask(catalog, decider, wanted).find("right, stopped")
    assert answer.matches[0].start == 1
    assert answer.matches[0].score == pytest.approx(0.95 * 0.95, abs=1e-3)


def test_a_vehicle_that_waited_and_then_turned_did_both_and_the_answer_tells_when(
    catalog: Catalog, decider: Decider, add: Add
) -> None:
    van = picture(type="van")
    waited = (Phase(Motion.STOPPED, 0.0, 24.0), Phase(Motion.LEFT, 24.0, 27.5, 10.0, 80.0))
    add([(replace(seen(0, heading=80.0, motion=Motion.LEFT), phases=waited), van), (seen(1, heading=200.0), van)])
    for value, seconds in [("left", (24.0, 27.5)), ("stopped", (0.0, 24.0)), ("parked", (0.0, 24.0))]:
        answer = ask(catalog, decider, target(keyword("motion", value))).find(value)
        assert [match.track for match in answer.matches] == [1, 2]
        assert [match.contributions[0].seconds for match in answer.matches] == [seconds, None]
    for value, begun in [("right", (24.0, 27.5)), ("away", None)]:
        answer = ask(catalog, decider, target(keyword("orientation", value))).find(value)
        told = next(match for match in answer.matches if match.track == 1)
        assert told.contributions[0].seconds == begun
        assert told.contributions[0].probability == pytest.approx(0.95 if begun else 0.03, abs=0.01)


def test_what_is_ruled_out_must_hold_for_no_phase(catalog: Catalog, decider: Decider, add: Add) -> None:
    van = picture(type="van")
    waited = (Phase(Motion.STOPPED, 0.0, 24.0), Phase(Motion.LEFT, 24.0, 27.5, 10.0, 80.0))
    add([(replace(seen(0, motion=Motion.LEFT), phases=waited), van), (seen(1), van)])
    for value in ("left", "stopped"):
        negated = keyword("motion", value, negated=True)
        answer = ask(catalog, decider, target(negated)).find(f"not {value}")
        assert [match.track for match in answer.matches] == [2, 1]
        assert [match.contributions[0].seconds for match in answer.matches] == [None, None]


def test_what_cannot_be_checked_is_told_and_does_not_count(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), picture(colour="red"))])
    wanted = target(keyword("color", "red"), keyword("brand", "Audi", start=4), keyword("color", None, True, start=9))
    answer = ask(catalog, decider, wanted).find("red Audi flurb")
    assert answer.matches[0].decision is Decision.POSSIBLE
    assert [c.probability for c in answer.matches[0].contributions[1:]] == [None, None]
    assert any("Audi" in note and "not recognised" in note for note in answer.notes)
    assert "not checked: flurb" in answer.notes


def test_a_sentence_of_which_nothing_can_be_checked_matches_nothing(
    catalog: Catalog, decider: Decider, add: Add
) -> None:
    add([(seen(0), picture(colour="red"))])
    answer = ask(catalog, decider, target(keyword("velocity", "50 km/h"))).find("at 50 km/h")
    assert answer.decision is Decision.NONE
    assert any("nothing in the sentence could be checked" in note for note in answer.notes)


def test_two_wanted_vehicles_take_turns_and_context_is_left_aside(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(i), picture(type="bus" if i == 2 else "van")) for i in range(3)])
    targets = (
        target(keyword("type", "van", start=2)),
        target(keyword("type", "bus", start=12)),
        target(keyword("type", "truck", start=25), role=TargetRole.CONTEXT),
    )
    answer = ask(catalog, decider, *targets).find("a van and a bus behind a truck", Scope(k=2))
    assert [(match.target, match.start == 2) for match in answer.matches[:2]] == [(0, False), (1, True)]
    assert answer.notes == ("other vehicles mentioned are not checked: behind a truck",)


def test_camera_and_time_limit_what_is_found(catalog: Catalog, decider: Decider, add: Add) -> None:
    red = picture(colour="red")
    add([(seen(0), red), (seen(100), red)], camera="north", start_time=START)
    add([(seen(200), red)], camera="south")
    finder = ask(catalog, decider, target(keyword("color", "red")))
    assert {m.camera for m in finder.find("red", Scope(cameras=("south",))).matches} == {"south"}
    late = finder.find("red", Scope(since=START + timedelta(seconds=50)))
    assert [m.start for m in late.matches] == [100]
    assert any("1 track has no known time" in note for note in late.notes)
    early = finder.find("red", Scope(until=START + timedelta(seconds=50)))
    assert [m.start for m in early.matches] == [0]
    with pytest.raises(ValueError, match=r"expected a camera of \['north', 'south'\], got 'west'"):
        finder.find("red", Scope(cameras=("west",)))


def test_the_sentence_itself_names_camera_and_time(catalog: Catalog, decider: Decider, add: Add) -> None:
    red = picture(colour="red")
    add([(seen(0), red), (seen(3600), red)], camera="gate-03", start_time=START)
    add([(seen(0), red)], camera="gate 13", start_time=START)
    finder = ask(catalog, decider, target(keyword("color", "red")))
    by_camera = finder.find("red on camera 3")
    assert {match.camera for match in by_camera.matches} == {"gate-03"}
    assert "camera 3 is taken for gate-03" in by_camera.notes
    by_time = finder.find("red between 12:30 and 13:30 today", now=START + timedelta(hours=8))
    assert [match.start for match in by_time.matches] == [3600]
    assert any("12:30 to 2026-05-01 13:30" in note for note in by_time.notes)
    unknown = finder.find("red on camera 7")
    assert len(unknown.matches) == 3
    assert "no camera 7; all are searched" in unknown.notes
    assert finder.where("red on camera 3").cameras == ("gate-03",)
    assert finder.where("red on camera 3", Scope(visible=("gate 13",))).cameras == ()
    deaf = Scope(unheard=frozenset(ScopeField))
    anywhere = finder.find("red on camera 3 between 12:30 and 13:30 today", deaf, now=START)
    assert len(anywhere.matches) == 3
    assert not anywhere.notes
    explicit = finder.find("red on camera 3", Scope(cameras=("gate 13",)))
    assert {match.camera for match in explicit.matches} == {"gate 13"}
    assert explicit.notes == ("camera 3 did not count: cameras are set besides the sentence",)


def test_the_sentence_leaves_cameras_out_and_calls_them_by_name(catalog: Catalog, decider: Decider, add: Add) -> None:
    red = picture(colour="red")
    for camera in ("North Gate", "gate 3", "bridge"):
        add([(seen(0), red)], camera=camera, start_time=START)
    finder = ask(catalog, decider, target(keyword("color", "red")))

    def cameras(sentence: str, scope: Scope = Scope()) -> set[str]:
        return {match.camera for match in finder.find(sentence, scope).matches}

    assert cameras("red not on camera 3") == {"North Gate", "bridge"}
    assert "camera 3 is left out: gate 3" in finder.find("red not on camera 3").notes
    assert cameras("red at north gate") == {"North Gate"}
    assert cameras("red on the bridge camera") == {"bridge"}
    assert cameras("red on every camera except 3 and north gate") == {"bridge"}
    assert cameras("red not on camera 9") == {"North Gate", "gate 3", "bridge"}
    assert "no camera 9; none is left out" in finder.find("red not on camera 9").notes
    assert cameras("red not on camera 3", Scope(cameras=("gate 3",))) == {"gate 3"}
    beside = finder.find("red on camera 3, not on north gate", Scope(excluded=("bridge",)))
    assert beside.notes == ("camera 3, north gate did not count: cameras are set besides the sentence",)
    assert not finder.find("red", Scope(cameras=("gate 3",))).notes
    deaf = Scope(cameras=("gate 3",), unheard=frozenset({ScopeField.CAMERAS}))
    assert not finder.find("red not on camera 3", deaf).notes
    assert cameras("red", Scope(excluded=("gate 3", "bridge"))) == {"North Gate"}
    with pytest.raises(ValueError, match="got 'west'"):
        finder.find("red", Scope(excluded=("west",)))


def test_a_time_in_the_sentence_that_contradicts_the_one_given_does_not_count(
    catalog: Catalog, decider: Decider, add: Add
) -> None:
    add([(seen(0), picture(colour="red"))], start_time=START)
    finder = ask(catalog, decider, target(keyword("color", "red")))
    answer = finder.find("red before 9:30", Scope(since=START), now=START + timedelta(hours=8))
    assert [match.start for match in answer.matches] == [0]
    assert any("does not count" in note for note in answer.notes)


def test_a_time_in_the_sentence_that_lies_ahead_is_told(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), picture(colour="red"))], start_time=START)
    finder = ask(catalog, decider, target(keyword("color", "red")))
    morning = START.replace(hour=7, minute=30)
    ahead = finder.find("red since 17:00 today", now=morning)
    assert (ahead.matches, ahead.notes) == ((), ("time is taken for 2026-05-01 17:00 to 2026-05-01 17:00", AHEAD))
    partly = finder.find("red between 7 and 9 this morning", now=morning)
    assert partly.notes == ("time is taken for 2026-05-01 07:00 to 2026-05-01 09:00", PARTLY_AHEAD)
    assert finder.find("red today", now=morning).notes == ("time is taken for 2026-05-01 00:00 to 2026-05-02 00:00",)
    back = finder.find("red since 8", now=morning)
    assert back.notes == ("time is taken for 2026-04-30 20:00 to 2026-05-01 07:30",)
    deaf = Scope(unheard=frozenset({ScopeField.TIMES}))
    assert finder.find("red since 17:00 today", deaf, now=morning).notes == ()


def test_a_search_works_in_the_night_in_which_clocks_are_set_back(catalog: Catalog, decider: Decider, add: Add) -> None:
    second = datetime(2026, 10, 25, 2, 10, tzinfo=ZoneInfo("Europe/Berlin"), fold=1)
    add([(seen(0), picture(colour="red"))], start_time=datetime(2026, 10, 25, 0, 55, tzinfo=UTC))
    finder = ask(catalog, decider, target(keyword("color", "red")))
    answer = finder.find("red in the last 20 minutes", now=second)
    assert [match.start for match in answer.matches] == [0]
    assert answer.notes == ("time is taken for 2026-10-25 02:50 to 2026-10-25 02:10",)


def test_a_rare_vehicle_is_found_among_thousands(catalog: Catalog, decider: Decider, add: Add) -> None:
    random = np.random.default_rng(0)
    colours = random.choice(["white", "black", "grey", "red"], 3000)
    cells = random.integers(0, 9, 3000)
    rare = 2345
    colours[rare], cells[rare] = "pink", 0
    rows = [
        (seen(i, cell=int(cell)), picture(colour=str(colour)))
        for i, (colour, cell) in enumerate(zip(colours, cells, strict=True))
    ]
    add(rows)
    finder = ask(catalog, decider, target(keyword("color", "pink"), keyword("location", "top left", start=5)))
    answer = finder.find("pink top left")
    assert answer.matches[0].start == rare
    assert [match.decision for match in answer.matches].count(Decision.MATCH) == 1


def test_sources_of_another_encoder_are_not_passed_over_in_silence(
    catalog: Catalog, decider: Decider, add: Add
) -> None:
    add([(seen(0), picture(colour="red"))], encoder="an older one")
    answer = ask(catalog, decider, target(keyword("color", "red"))).find("red")
    assert answer.matches == ()
    assert answer.notes == (
        "1 track of north: not searched until the present model has encoded them; "
        "run 'vehiclefinder reencode', unless the service is at it",
    )
    assert answer.waiting == answer.to_json()["waiting"] == 1


def test_questions_are_remembered(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), picture(colour="red"))])
    ask(catalog, decider, target(keyword("color", "red"))).find("red")
    (asked,) = catalog.queries()
    assert (asked.sentence, asked.decision) == ("red", Decision.MATCH)


def test_a_scope_checks_itself() -> None:
    with pytest.raises(ValueError, match="k from 1 to 1000, got 0"):
        Scope(k=0)
    with pytest.raises(ValueError, match="times with a zone"):
        Scope(since=datetime(2026, 1, 1))
    with pytest.raises(ValueError, match="since before until"):
        Scope(since=START, until=START - timedelta(1))


def test_demands_stand_instead_of_a_sentence(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), picture(type="van", colour="red")), (seen(1), picture(type="van", colour="white"))])
    told = ask(catalog, decider, target(keyword("type", "van"), keyword("color", "white", start=4))).find("van white")
    attributes = (AttributeFilter("vehicle_type", "van"), AttributeFilter("vehicle_color", "white"))
    answer = ask(catalog, decider).find("", attributes=attributes)
    assert [(m.track, m.score) for m in answer.matches] == [(m.track, m.score) for m in told.matches]
    assert catalog.queries(1)[0].sentence == "vehicle_type van, vehicle_color white"


def test_demands_narrow_every_wanted_vehicle(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0, heading=180.0), picture(type="van")), (seen(1, heading=0.0), picture(type="van"))])
    away = AttributeFilter("vehicle_orientation", "away")
    finder = ask(catalog, decider, target(keyword("type", "van")), target(keyword("type", "van")))
    matches = finder.find("van van", Scope(1), attributes=[away]).matches
    assert [m.track for m in matches] == [1, 1]
    assert [c.keyword for c in matches[0].contributions] == ["van", "away"]


def test_what_is_ignored_is_as_if_it_had_not_been_said(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), picture(type="van", colour="red")), (seen(1), picture(type="bus", colour="white"))])
    said = target(keyword("type", "van"), keyword("color", "white", start=4))
    answer = ask(catalog, decider, said).find("van white", Scope(1), ignored=[("vehicle_type", 0, 3)])
    assert [(m.track, [c.keyword for c in m.contributions]) for m in answer.matches] == [(2, ["white"])]
    assert answer.query.targets == (said,), "what was read is told in full"
    changed = ask(catalog, decider, said).find(
        "van white", Scope(1), attributes=[AttributeFilter("vehicle_color", "red")], ignored=[("vehicle_color", 4, 9)]
    )
    assert [(m.track, m.decision) for m in changed.matches] == [(1, Decision.MATCH)]


def test_alternatives_of_a_demand_are_either(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(n), picture(type="van", colour=colour)) for n, colour in enumerate(("red", "white", "black"))])
    answer = ask(catalog, decider).find("", Scope(2), attributes=[AttributeFilter("vehicle_color", "red|black")])
    assert {m.track for m in answer.matches} == {1, 3}
    assert answer.matches[0].contributions[0].keyword == "red or black"


def test_what_is_finished_while_it_is_asked_is_found_and_not_said_to_be_lost(
    catalog: Catalog, decider: Decider, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    current, asked = IndexKeeper.current, 0

    def slowly(keeper: IndexKeeper) -> TrackIndex:
        nonlocal asked
        index, asked = current(keeper), asked + 1
        if asked == 1:
            add([(seen(0), picture(type="van"))])
        return index

    monkeypatch.setattr(IndexKeeper, "current", slowly)
    answer = ask(catalog, decider, target(keyword("type", "van"))).find("van")
    assert ([match.track for match in answer.matches], answer.waiting, answer.notes) == ([1], 0, ())


def test_what_is_not_visible_is_not_counted_in_notes(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), picture(type="van"))], camera="south")
    add([(seen(0), picture(type="van"))], camera="east", encoder="older")
    finder = ask(catalog, decider, target(keyword("type", "van")))
    assert "1 track of east: not searched until" in finder.find("van").notes[-1]
    assert "1 track of east" in finder.find("van", Scope(visible=("east",))).notes[-1]
    assert finder.find("van", Scope(cameras=("east",))).waiting == 1
    assert (
        finder.find("van", Scope(cameras=("south",))).waiting,
        finder.find("van", Scope(excluded=("east",))).waiting,
    ) == (0, 0)
    assert finder.find("van", Scope(visible=("south",))).notes == ()
    assert finder.find("van", Scope(visible=("north",))).notes == ("nothing has been ingested yet",)
