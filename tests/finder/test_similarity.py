"""Vehicles that look like one that was seen."""

from datetime import timedelta

import numpy as np
import pytest

from vehiclefinder.core.errors import NotFoundError, StoreError
from vehiclefinder.core.types import Decision, FloatArray
from vehiclefinder.finder.ordering import Order
from vehiclefinder.finder.scope import Scope
from vehiclefinder.match.decision import Decider
from vehiclefinder.match.slots import DIM, RANGES
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.reencoding import SourceReencoding

from ..axes import picture
from .conftest import START, Add, seen
from .test_finder import ask


def random_pictures(n: int) -> FloatArray:
    """Vectors of unit slots, float32 (n, DIM)."""
    vectors = np.random.default_rng(7).standard_normal((n, DIM)).astype(np.float32)
    for part in RANGES.values():
        vectors[:, part] /= np.linalg.norm(vectors[:, part], axis=1, keepdims=True)
    return vectors


def test_scores_are_the_mean_cosine_of_what_counts(catalog: Catalog, decider: Decider, add: Add) -> None:
    one = picture(type="van", service="none", colour="white", orientation="front")
    add(
        [
            (seen(0), one),
            (seen(1), picture(type="van", service="none", colour="red", orientation="front")),
            (seen(2), picture(type="van", service="none", colour="white", orientation="rear")),
            (seen(3), picture(type="bus", service="taxi", colour="red", orientation="front")),
        ]
    )
    answer = ask(catalog, decider).similar(1)
    assert [match.track for match in answer.matches] == [3, 2, 4]
    assert [match.score for match in answer.matches] == pytest.approx([1.0, 2 / 3, 0.0], abs=1e-3)
    parts = {part.keyword: part.probability for part in answer.matches[1].contributions}
    assert parts == {"type": 1.0, "service": 1.0, "colour": 0.0, "orientation": None}
    assert {match.decision for match in answer.matches} == {Decision.POSSIBLE}
    assert answer.to_json()["query"] == "similar to track 1"
    assert answer.query.targets == ()
    ordered = ask(catalog, decider).similar(1, Scope(order=Order.NEWEST, least=0.5))
    assert ([match.track for match in ordered.matches], ordered.order) == ([2, 3], Order.NEWEST)
    assert "none of 3 vehicles could be ordered: their time is not known" in ordered.notes


def test_the_order_is_that_of_comparing_every_track(catalog: Catalog, decider: Decider, add: Add) -> None:
    vectors = random_pictures(200)
    add([(seen(i), vector) for i, vector in enumerate(vectors)])
    answer = ask(catalog, decider).similar(42, Scope(k=10))
    cosines = {slot: vectors[:, part] @ vectors[41, part] for slot, part in RANGES.items()}
    said = (cosines["type"] + cosines["service"] + cosines["colour"]) / 3
    truth = 0.5 * cosines["appearance"] + 0.5 * said
    truth[41] = -9
    best = np.argsort(-truth)[:10]
    assert [match.track for match in answer.matches] == (best + 1).tolist()
    assert [match.score for match in answer.matches] == pytest.approx(truth[best].tolist(), abs=2e-3)


def test_what_opposes_is_not_alike_at_all(catalog: Catalog, decider: Decider, add: Add) -> None:
    one = picture(type="van", colour="white")
    add([(seen(0), one), (seen(1), -one)])
    assert [match.score for match in ask(catalog, decider).similar(1).matches] == [0.0]


def test_a_slot_that_the_track_lacks_is_not_compared(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), picture(colour="white")), (seen(1), picture(type="bus", colour="white"))])
    (match,) = ask(catalog, decider).similar(1).matches
    assert match.score == pytest.approx(1.0, abs=1e-3)
    assert [part.keyword for part in match.contributions] == ["colour", "orientation"]


def test_a_track_without_any_slot_is_like_nothing(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), picture(orientation="rear")), (seen(1), picture(orientation="rear"))])
    assert ask(catalog, decider).similar(1).matches == ()


def test_cameras_and_times_are_kept_to(catalog: Catalog, decider: Decider, add: Add) -> None:
    van = picture(type="van")
    add([(seen(0), van), (seen(100), van)], start_time=START)
    add([(seen(0), van)], camera="south")
    finder = ask(catalog, decider)
    assert {match.track for match in finder.similar(1).matches} == {2, 3}
    assert [match.track for match in finder.similar(1, Scope(cameras=("south",))).matches] == [3]
    assert len(finder.similar(1, Scope(k=1)).matches) == 1
    late = finder.similar(1, Scope(since=START + timedelta(seconds=50)))
    assert [match.track for match in late.matches] == [2]
    assert late.notes == ("1 track has no known time and was left out; give --start-time at ingest",)


def test_hidden_cameras_are_neither_asked_about_nor_found(catalog: Catalog, decider: Decider, add: Add) -> None:
    van = picture(type="van")
    add([(seen(0), van), (seen(1), van)])
    add([(seen(0), van)], camera="south")
    finder = ask(catalog, decider)
    assert [match.track for match in finder.similar(1, Scope(visible=("north",))).matches] == [2]
    with pytest.raises(NotFoundError, match="no track 3 in the catalog"):
        finder.similar(3, Scope(visible=("north",)))
    with pytest.raises(NotFoundError, match="no track 9 in the catalog"):
        finder.similar(9)


def test_a_track_of_another_model_cannot_be_compared(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), picture(type="van"))], encoder="older")
    with pytest.raises(StoreError, match="run 'vehiclefinder reencode'"):
        ask(catalog, decider).similar(1)
    add([(seen(0), picture(type="van"))])
    with pytest.raises(StoreError, match="ingested once more with that model"):
        ask(catalog, decider).similar(1)


def test_a_track_whose_pictures_are_missing_says_so(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), picture(type="van"))], encoder="older")
    work = SourceReencoding(catalog.database, catalog.media, catalog.locks, 1, "e")
    work.finish()  # as where no picture could be read
    with pytest.raises(StoreError, match="cannot be compared: its pictures are missing; bring them back"):
        ask(catalog, decider).similar(1)


def test_colour_is_compared_only_where_both_pictures_have_any(catalog: Catalog, decider: Decider, add: Add) -> None:
    white, red = picture(type="van", colour="white"), picture(type="van", colour="red")
    bus = picture(type="bus", colour="white")
    add([(seen(0), white), (seen(1, monochrome=True), red), (seen(2, monochrome=True), bus), (seen(3), red)])
    of_colour, of_grey = ask(catalog, decider).similar(1), ask(catalog, decider).similar(2)
    assert [(m.track, round(m.score, 2)) for m in of_colour.matches] == [(2, 1.0), (4, 0.5), (3, 0.0)]
    assert {m.track: round(m.score, 2) for m in of_grey.matches} == {1: 1.0, 4: 1.0, 3: 0.0}
    said = {part.keyword: (part.probability, part.note) for part in of_colour.matches[0].contributions}
    assert said["colour"] == (None, "grey picture")
    assert "colour" not in {part.keyword for part in of_grey.matches[0].contributions}
