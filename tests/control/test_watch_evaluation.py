from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from time_machine import Traveller

from vehiclefinder.control.alerts import Alerts
from vehiclefinder.control.watches.evaluation import WatchEvaluator
from vehiclefinder.control.watches.watch_requests import WatchChange, WatchRequest
from vehiclefinder.control.watches.watch_rules import watch_hits
from vehiclefinder.control.watches.watches import Watches
from vehiclefinder.core.access import LOCAL, Identity, Role
from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.shard import Shard
from vehiclefinder.core.types import Decision, Match
from vehiclefinder.finder.finder import Finder
from vehiclefinder.store.control.alerts import AlertStore
from vehiclefinder.store.control.watch_records import StoredAlert, WatchHit
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.tracks.catalog import Catalog

from ..axes import sharp_decider
from ..conftest import NOW
from .street import Street, read

START = datetime(2026, 5, 1, 12, tzinfo=UTC)
NORTH = Identity("nora", Role.OPERATOR, ("north",))
RED = WatchRequest("red ones", "red van")


def evaluations(evaluator: WatchEvaluator) -> int:
    """Let the evaluator do all that there is to do; returns how many sources were looked at."""
    steps = 0
    while evaluator.step():
        steps += 1
    return steps


def tracks(alerts: Sequence[StoredAlert]) -> list[int]:
    return [alert.track for alert in alerts]


def test_an_alert_arises_once_for_what_is_new_alone(
    street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator, clock: Traveller
) -> None:
    street.see("north", "red")
    watch = watches.create(LOCAL, RED)
    _, new = street.see("north", "white", "red", start_time=START)
    assert evaluations(evaluator) == 1
    (alert,) = alerts.list(LOCAL)
    assert (alert.track, alert.camera, alert.decision, alert.watch_id) == (new, "north", Decision.MATCH, watch.id)
    assert (alert.watch, alert.sentence, alert.delivery) == ("red ones", "red van", "none")
    assert alert.score == pytest.approx(1.0, abs=1e-3)
    assert alert.seen == START + timedelta(seconds=1)
    assert alert.time == NOW
    assert evaluations(evaluator) == 0
    street.see("south", "white")
    assert evaluations(evaluator) == 1
    assert tracks(alerts.list(LOCAL)) == [new]


def test_a_patrol_that_starts_anew_repeats_nothing(
    street: Street, watches: Watches, alerts: Alerts, catalog: Catalog
) -> None:
    watches.create(LOCAL, RED)
    (first,) = street.see("north", "red")
    assert evaluations(WatchEvaluator(catalog, street.finder)) == 1
    (second,) = street.see("north", "red")
    assert evaluations(WatchEvaluator(catalog, street.finder)) == 1
    assert evaluations(WatchEvaluator(catalog, street.finder)) == 0
    assert tracks(alerts.list(LOCAL)) == [first, second]


def test_sources_that_finish_out_of_order_are_all_looked_at(
    street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator
) -> None:
    before = street.begin("north")
    watches.create(LOCAL, RED)
    slow = street.begin("north")
    (quick,) = street.see("south", "red")
    assert evaluations(evaluator) == 1
    late = [*street.finish(slow, ["red"]), *street.finish(before, ["red"])]
    assert evaluations(evaluator) == 2
    assert sorted(tracks(alerts.list(LOCAL))) == sorted([quick, *late])


def test_a_source_that_failed_is_forgotten_and_its_repetition_counts(
    street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator
) -> None:
    watches.create(LOCAL, RED)
    street.begin("north").fail("broke off")
    assert evaluations(evaluator) == 0
    (found,) = street.see("north", "red")
    assert evaluations(evaluator) == 1
    assert tracks(alerts.list(LOCAL)) == [found]


def test_a_stopped_watch_is_silent_and_never_tells_of_what_it_missed(
    street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator
) -> None:
    watch = watches.create(LOCAL, RED)
    assert not watches.update(LOCAL, watch.id, WatchChange(active=False)).active
    street.see("north", "red")
    assert evaluations(evaluator) == 0
    assert watches.update(LOCAL, watch.id, WatchChange(active=True)).active
    assert evaluations(evaluator) == 0
    assert alerts.list(LOCAL) == []
    (found,) = street.see("north", "red")
    evaluations(evaluator)
    assert tracks(alerts.list(LOCAL)) == [found]


def test_a_watch_sees_with_the_eyes_of_who_made_it(
    street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator
) -> None:
    street.see("north", "white")
    watches.create(NORTH, RED)
    watches.create(LOCAL, WatchRequest("chosen", "red van", cameras=("north",)))
    (north,) = street.see("north", "red")
    street.see("south", "red")
    evaluations(evaluator)
    assert [(alert.watch, alert.track) for alert in alerts.list(LOCAL)] == [("red ones", north), ("chosen", north)]


def test_the_least_decision_counts(street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator) -> None:
    def match(track: int, score: float, decision: Decision) -> Match:
        box = (0.0, 0.0, 1.0, 1.0)
        return Match(track, "north", "a.mp4", score, decision, 0.0, 1.0, 0.0, box, (9, 9), "car", (), "")

    found = [match(1, 0.9, Decision.MATCH), match(2, 0.4, Decision.POSSIBLE), match(1, 0.4, Decision.POSSIBLE)]
    found.append(match(3, 0.1, Decision.NONE))
    sure = [WatchHit(1, 0.9, Decision.MATCH)]
    assert watch_hits(found, Decision.MATCH) == sure
    assert sorted(watch_hits(found, Decision.POSSIBLE), key=lambda one: one.track) == [
        *sure,
        WatchHit(2, 0.4, Decision.POSSIBLE),
    ]


def test_a_vehicle_that_is_wanted_twice_is_told_once(
    street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator
) -> None:
    watches.create(LOCAL, WatchRequest("two", "red and van"))
    red, white = street.see("north", "red", "white")
    evaluations(evaluator)
    assert sorted(tracks(alerts.list(LOCAL))) == [red, white]


def test_an_alert_outlives_its_video_and_its_watch(
    street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator, catalog: Catalog
) -> None:
    watch = watches.create(LOCAL, RED)
    (track,) = street.see("north", "red")
    picture = catalog.track(track).crops[0].file.path.read_bytes()
    evaluations(evaluator)
    catalog.remove_source(catalog.sources()[0].id)
    watches.delete(LOCAL, watch.id)
    (alert,) = alerts.list(LOCAL)
    assert (alert.watch_id, alert.watch, alert.track) == (None, "red ones", track)
    assert alert.picture == f"/v1/alerts/{alert.id}/picture"
    assert alerts.picture(LOCAL, alert.id) == catalog.home / "alerts" / f"{alert.id}.jpg"
    assert alerts.picture(LOCAL, alert.id).read_bytes() == picture
    assert catalog.health().problems == ()


def test_a_track_without_a_picture_still_alerts(
    street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator, catalog: Catalog
) -> None:
    watches.create(LOCAL, RED)
    (track,) = street.see("north", "red")
    catalog.track(track).crops[0].file.path.unlink()
    evaluations(evaluator)
    assert [(alert.track, alert.picture) for alert in alerts.list(LOCAL)] == [(track, None)]


def test_what_cannot_be_stored_is_tried_again(
    street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator, catalog: Catalog
) -> None:
    watches.create(LOCAL, RED)
    (track,) = street.see("north", "red")
    (catalog.home / "alerts").write_text("a file in the way")
    with pytest.raises(Exception, match="cannot write"):
        evaluator.step()
    assert alerts.list(LOCAL) == []
    (catalog.home / "alerts").unlink()
    assert evaluations(evaluator) == 1
    assert tracks(alerts.list(LOCAL)) == [track]


def test_the_same_track_is_never_raised_twice(
    street: Street, watches: Watches, alerts: Alerts, catalog: Catalog
) -> None:
    watch = watches.create(LOCAL, RED)
    (track,) = street.see("north", "red")
    store, source = AlertStore(catalog.database, catalog.media), catalog.sources()[0].id
    assert store.record(watch.id, source, [WatchHit(track, 0.9, Decision.MATCH)]) == 1
    assert store.record(watch.id, source, [WatchHit(track, 0.8, Decision.MATCH)]) == 0
    assert [alert.score for alert in alerts.list(LOCAL)] == [0.9]


def test_what_a_watch_asks_is_not_remembered(
    street: Street, watches: Watches, evaluator: WatchEvaluator, catalog: Catalog
) -> None:
    watches.create(LOCAL, RED)
    street.see("north", "red")
    evaluations(evaluator)
    assert catalog.queries() == []


def test_a_sentence_that_is_no_longer_read_stops_nothing(
    street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator, monkeypatch: pytest.MonkeyPatch
) -> None:
    watches.create(LOCAL, RED)
    watches.create(LOCAL, WatchRequest("white ones", "white van"))
    read = street.finder._sentences._reader

    def picky(sentence: str) -> object:
        if "red" in sentence:
            raise ValueError("red is out of fashion")
        return read(sentence)

    monkeypatch.setattr(street.finder._sentences, "_reader", picky)
    street.see("north", "red", "white")
    assert evaluations(evaluator) == 2
    assert [alert.watch for alert in alerts.list(LOCAL)] == ["white ones"]


def test_a_superlative_keeps_no_vehicle_from_a_watch(
    street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator
) -> None:
    """The one that is fastest among all is not known while more come."""
    watches.create(LOCAL, WatchRequest("the fastest", "the 1 fastest red van"))
    seen = street.see("north", "red", "white", "red")
    evaluations(evaluator)
    assert tracks(alerts.list(LOCAL)) == [seen[0], seen[2]]


@pytest.mark.parametrize("sentence", ["red van from 22:00 to 6:00 every night", "red van from 22:00 to 6:00"])
def test_a_time_of_the_day_in_a_watch_is_that_of_every_day(
    street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator, sentence: str, clock: Traveller
) -> None:
    watches.create(LOCAL, WatchRequest("at night", sentence))
    seen = []
    for day, hour in ((2, 23), (3, 12), (4, 5), (9, 22)):
        begins = datetime(2026, 5, day, hour, 30).astimezone()
        clock.move_to(begins + timedelta(hours=20))
        (track,) = street.see("north", "red", start_time=begins)
        seen.append(track)
        evaluations(evaluator)
    assert sorted(tracks(alerts.list(LOCAL))) == [seen[0], seen[2], seen[3]]


def test_a_watch_that_fails_holds_no_other_up_and_goes_on_once_it_can(
    street: Street, watches: Watches, alerts: Alerts, evaluator: WatchEvaluator, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = (watches.create(LOCAL, replace(RED, name=name)) for name in ("broken", "whole"))
    _, red = street.see("north", "white", "red")
    record = AlertStore.record

    def record_or_fail(store: AlertStore, watch: int, source: int, hits: Sequence[WatchHit]) -> None:
        if watch == broken.id:
            raise RuntimeError("a mistake")
        record(store, watch, source, hits)

    with monkeypatch.context() as patch:
        patch.setattr(AlertStore, "record", record_or_fail)
        assert evaluator.step()
        with pytest.raises(RuntimeError, match="a mistake"):
            evaluator.step()
    assert [(alert.watch_id, alert.track) for alert in alerts.list(LOCAL)] == [(whole.id, red)]
    assert evaluations(evaluator) == 1
    assert {alert.watch_id for alert in alerts.list(LOCAL)} == {broken.id, whole.id}


def test_a_source_whose_searcher_is_gone_waits_for_it_and_holds_no_other_up(
    street: Street, watches: Watches, alerts: Alerts, catalog: Catalog
) -> None:
    """Sources with even numbers lie with the searcher that is asked, those with odd ones with the one that is gone."""
    decider = sharp_decider()
    half = Finder(read, decider, catalog, IndexKeeper(catalog.home / "index", catalog, "e", decider, Shard(0, 2)))
    watches.create(LOCAL, RED)
    (gone,), (held,), (also_gone,) = (street.see("north", "red") for _ in range(3))
    assert [catalog.track(track).source_id for track in (gone, held, also_gone)] == [1, 2, 3]
    evaluator = WatchEvaluator(catalog, half)
    assert evaluator.step()
    assert tracks(alerts.list(LOCAL)) == [held]
    with pytest.raises(StoreError, match=r"source 1 was not held against watch 1: 1 of 2 searchers answered"):
        evaluator.step()
    assert tracks(alerts.list(LOCAL)) == [held]
    assert evaluations(WatchEvaluator(catalog, street.finder)) == 2
    assert sorted(tracks(alerts.list(LOCAL))) == [gone, held, also_gone]
