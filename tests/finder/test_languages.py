"""Sentences in other languages are answered as the English one, over a catalog whose every vector is known by hand."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ner.reader import Reader
from vehiclefinder import Finder
from vehiclefinder.core.types import Decision, Motion
from vehiclefinder.finder.scope import Scope
from vehiclefinder.match.decision import Decider
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.tracks.catalog import Catalog

from ..axes import picture
from .conftest import Add, seen

NOW = datetime(2026, 5, 1, 15, tzinfo=UTC)
ENGLISH = "white van turning left on camera north, not a taxi"


@pytest.fixture
def finder(catalog: Catalog, decider: Decider, add: Add, models: Path) -> Finder:
    """A finder with the shipped readers over eight vehicles of two cameras."""
    tracks = [
        (seen(0, motion=Motion.LEFT), picture(type="van", colour="white")),
        (seen(1, motion=Motion.RIGHT), picture(type="van", colour="white")),
        (seen(2, motion=Motion.LEFT), picture(type="van", colour="red")),
        (seen(3, motion=Motion.LEFT), picture(type="bus", colour="white")),
    ]
    add(tracks, camera="north")
    add(tracks, camera="south")
    reader = Reader(models / "ner" / "ner.onnx", models / "ner" / "languages.onnx")
    return Finder(reader, decider, catalog, IndexKeeper(catalog.home / "index", catalog, "e", decider))


@pytest.mark.parametrize(
    "sentence",
    [
        "weißer Lieferwagen, der links abbiegt, auf Kamera north, kein Taxi",
        "furgoneta blanca girando a la izquierda en la cámara north, no un taxi",
        "camionnette blanche qui tourne à gauche sur la caméra north, pas un taxi",
        "van branca que vira à esquerda na câmera north, não um táxi",
        "furgone bianco che gira a sinistra sulla telecamera north, non un taxi",
        "witte bestelbus die linksaf slaat op camera north, geen taxi",
        "biała furgonetka skręca w lewo na kamerze north, nie taksówka",
        "kamera north sola dönen beyaz kamyonet, taksi değil",
        "north摄像头左转的白色厢式货车，不是出租车",
    ],
)
def test_the_answer_is_that_to_the_english_sentence(finder: Finder, sentence: str) -> None:
    english, other = (finder.look(said, Scope(k=8), now=NOW) for said in (ENGLISH, sentence))
    assert [(m.track, m.decision) for m in other.matches] == [(m.track, m.decision) for m in english.matches]
    assert [m.camera for m in other.matches] == ["north"] * 4
    assert other.matches[0].decision is Decision.MATCH
    assert [m.score for m in other.matches] == pytest.approx([m.score for m in english.matches], abs=1e-6)
    assert other.query.text == sentence


def test_a_sentence_in_a_language_that_is_not_read_finds_nothing_and_says_so(finder: Finder) -> None:
    answer = finder.look("κόκκινο αυτοκίνητο στρίβει αριστερά", now=NOW)
    assert (answer.matches, answer.decision) == ((), Decision.NONE)
    assert answer.notes == ("looks like Greek; not understood",)
    with pytest.raises(ValueError, match="looks like Greek; not understood"):
        finder.require_checkable("κόκκινο αυτοκίνητο στρίβει αριστερά")


def test_a_mixed_sentence_is_answered_and_told(finder: Finder) -> None:
    answer = finder.look("white Lieferwagen", now=NOW)
    assert answer.matches[0].start in (0, 1)
    assert "read as German; “white” looks English" in answer.notes


def test_amounts_and_stops_are_shown_as_they_were_read(finder: Finder) -> None:
    answer = finder.look("weißer Lieferwagen mit über 60 km/h", now=NOW)
    assert "“over 60 km/h” did not count: speed is known only on the calibrated road of a camera" in answer.notes


def test_a_point_is_not_taken_for_what_is_left_over_where_it_stands_elsewhere_in_the_rendering(finder: Finder) -> None:
    notes = finder.look("furgoneta blanca con una escalera en el techo hacia el norte", Scope(k=1), now=NOW).notes
    assert notes == (
        "“heading north” did not count: nobody has said where north is on cameras north, south",
        "not checked: escalera en el techo",
    )
