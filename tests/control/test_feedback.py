import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest

from ner.keywords import Keyword, Query, Target, TargetRole
from vehiclefinder.control.feedback.feedback import Exported, Feedback, Judgement
from vehiclefinder.control.retention import Expiry, Retention
from vehiclefinder.core.errors import ForbiddenError, NotFoundError
from vehiclefinder.core.types import Decision
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.feedback import Verdict
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.train.dataset import read_crops
from vehiclefinder.train.feedback_evaluation import read_pairs

from .conftest import ADMIN, NORTH_ONLY, OPERATOR, START, VIEWER, Fill

RIGHT, WRONG = Verdict.RIGHT, Verdict.WRONG
VALUES = {
    "white": ("vehicle_color", "white"),
    "maroon": ("vehicle_color", "red|brown"),
    "lorry": ("vehicle_type", "truck"),
    "taxi": ("vehicle_type", "taxi"),
    "car": ("vehicle_type", "car"),
    "away": ("vehicle_orientation", "away"),
    "quick": ("vehicle_velocity", None),
}


def read(sentence: str) -> Query:
    """Each known word is a keyword, "not" negates the next, "and" begins another vehicle."""
    targets: list[list[Keyword]] = [[]]
    at, negated = 0, False
    for word in sentence.split(" "):
        if word == "and":
            targets.append([])
        elif word in VALUES:
            label, value = VALUES[word]
            targets[-1].append(Keyword(label, word, at, at + len(word), negated, value))
        negated = word == "not"
        at += len(word) + 1
    return Query(sentence, tuple(Target(tuple(keywords), TargetRole.TARGET) for keywords in targets))


@pytest.fixture
def feedback(catalog: Catalog) -> Feedback:
    return Feedback(catalog, read)


def test_a_verdict_is_kept_with_what_was_seen(feedback: Feedback, fill: Fill, home: Path) -> None:
    (track,) = fill()
    kept = feedback.add(OPERATOR, Judgement(track.id, "a lorry", WRONG, 1, Decision.MATCH, 0.75, "a bus"))
    assert kept.to_json() | {"given": ""} == {
        "id": 1, "track": track.id, "camera": "north", "sentence": "a lorry", "target": 1, "verdict": "wrong",
        "decision": "match", "score": 0.75, "note": "a bus", "crop": True, "given": "", "given_by": "olga",
    }  # fmt: skip
    assert feedback.list(VIEWER) == [kept]
    assert kept.facts == {
        "label": "truck", "heading": 90.0, "motion": "left", "place": {"top left": 0.5, "top": 0.25, "centre": 0.25},
        "monochrome": None,
        "phases": [{"motion": "left", "start": 1.0, "end": 2.25, "heading_start": 90.0, "heading_end": 90.0}],
    }  # fmt: skip
    assert feedback.crop(VIEWER, 1) == home / "feedback" / "1.jpg"
    assert feedback.crop(VIEWER, 1).read_bytes() == track.crops[0].file.path.read_bytes()


def test_a_verdict_outlives_the_video(feedback: Feedback, catalog: Catalog, fill: Fill) -> None:
    (track,) = fill()
    feedback.add(OPERATOR, Judgement(track.id, "a lorry", RIGHT))
    picture = track.crops[0].file.path.read_bytes()
    Retention(catalog).prune(ADMIN, Expiry(timedelta(days=1)), START + timedelta(days=9))
    assert catalog.tracks([track.id]) == []
    assert [one.track for one in feedback.list(VIEWER)] == [track.id]
    assert feedback.crop(VIEWER, 1).read_bytes() == picture


def test_who_thinks_again_replaces_their_own_verdict(feedback: Feedback, fill: Fill, home: Path) -> None:
    (track,) = fill()
    feedback.add(OPERATOR, Judgement(track.id, "a lorry", RIGHT))
    feedback.add(NORTH_ONLY, Judgement(track.id, "a lorry", RIGHT))
    feedback.add(OPERATOR, Judgement(track.id, "a taxi", RIGHT))
    feedback.add(OPERATOR, Judgement(track.id, "a lorry", WRONG))
    said = [(one.given_by, one.sentence, one.verdict) for one in feedback.list(VIEWER)]
    assert said == [("nora", "a lorry", RIGHT), ("olga", "a taxi", RIGHT), ("olga", "a lorry", WRONG)]
    assert sorted(path.name for path in (home / "feedback").iterdir()) == ["2.jpg", "3.jpg", "4.jpg"]


def test_a_verdict_is_taken_back_by_whoever_gave_it_or_an_admin(feedback: Feedback, fill: Fill, home: Path) -> None:
    (track,) = fill()
    own = feedback.add(OPERATOR, Judgement(track.id, "a lorry", RIGHT))
    other = feedback.add(NORTH_ONLY, Judgement(track.id, "a lorry", WRONG))
    assert feedback.given(OPERATOR, "a lorry", [track.id]) == [own]
    assert feedback.given(OPERATOR, "a bus", [track.id]) == []
    with pytest.raises(ForbiddenError, match="was given by nora; only they and admins remove it"):
        feedback.remove(OPERATOR, other.id)
    with pytest.raises(ForbiddenError, match="needs operator"):
        feedback.remove(VIEWER, own.id)
    feedback.remove(OPERATOR, own.id)
    feedback.remove(ADMIN, other.id)
    assert feedback.list(VIEWER) == []
    assert list((home / "feedback").iterdir()) == []
    with pytest.raises(NotFoundError, match=f"no feedback {own.id}"):
        feedback.remove(OPERATOR, own.id)


def test_a_viewer_judges_nothing(feedback: Feedback, fill: Fill, tmp_path: Path) -> None:
    with pytest.raises(ForbiddenError, match="needs operator"):
        feedback.add(VIEWER, Judgement(fill()[0].id, "a lorry", RIGHT))
    with pytest.raises(ForbiddenError, match="needs operator"):
        feedback.export(VIEWER, tmp_path / "out")
    assert feedback.list(VIEWER) == []


def test_what_one_may_not_see_is_nowhere(feedback: Feedback, fill: Fill, tmp_path: Path) -> None:
    (north,), (south,) = fill("north"), fill("south")
    feedback.add(OPERATOR, Judgement(south.id, "a lorry", RIGHT))
    feedback.add(OPERATOR, Judgement(north.id, "a lorry", RIGHT))
    for absent in (south.id, 99):
        with pytest.raises(NotFoundError, match=f"^no track {absent} in the catalog$"):
            feedback.add(NORTH_ONLY, Judgement(absent, "a lorry", RIGHT))
    assert [one.track for one in feedback.list(NORTH_ONLY)] == [north.id]
    assert feedback.list(NORTH_ONLY, after=2) == feedback.list(OPERATOR, limit=5, after=2) == []
    assert [one.track for one in feedback.list(OPERATOR, limit=1)] == [south.id]
    for absent in (1, 99):
        with pytest.raises(NotFoundError, match=f"^no feedback {absent}$"):
            feedback.crop(NORTH_ONLY, absent)
    assert feedback.export(NORTH_ONLY, tmp_path / "out") == Exported(1, 1, 0)
    assert [path.name for path in (tmp_path / "out" / "crops").iterdir()] == ["2.jpg"]


def test_the_export_is_what_training_reads(feedback: Feedback, fill: Fill, tmp_path: Path) -> None:
    tracks = fill(tracks=6)
    said = [
        ("a maroon lorry going away", RIGHT, 0),
        ("a white car not taxi", RIGHT, 0),
        ("a white lorry", WRONG, 0),
        ("a lorry and a white taxi", RIGHT, 1),
        ("a quick car", RIGHT, 0),
        ("a white lorry", RIGHT, 3),
    ]
    for track, (sentence, verdict, target) in zip(tracks, said, strict=True):
        feedback.add(OPERATOR, Judgement(track.id, sentence, verdict, target))
    out = tmp_path / "out"
    assert feedback.export(OPERATOR, out) == Exported(labels=3, pairs=6, without_picture=0)
    with (out / "labels.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows == [
        {"file": "1.jpg", "type": "truck", "service": "", "colour": "red|brown", "view": "rear"},
        {"file": "2.jpg", "type": "", "service": "", "colour": "white", "view": ""},
        {"file": "4.jpg", "type": "", "service": "taxi", "colour": "white", "view": ""},
    ]
    crops = read_crops(out, None)
    assert [path.read_bytes() for path in crops.files] == [
        tracks[at].crops[0].file.path.read_bytes() for at in (0, 1, 3)
    ]
    assert crops.accepted["orientation"].sum(axis=1).tolist() == [1, 0, 0]
    pairs = read_pairs(out)
    assert [(pair.sentence, pair.right, pair.target) for pair in pairs] == [(s, v is RIGHT, t) for s, v, t in said]
    assert [pair.crop.read_bytes() for pair in pairs] == [track.crops[0].file.path.read_bytes() for track in tracks]
    assert json.loads((out / "pairs.jsonl").read_text().splitlines()[2]) == {
        "crop": "crops/3.jpg", "sentence": "a white lorry", "target": 0, "verdict": "wrong", "label": "truck",
        "heading": 90.0, "motion": "left", "place": {"top left": 0.5, "top": 0.25, "centre": 0.25}, "monochrome": None,
            "phases": [{"motion": "left", "start": 1.0, "end": 2.25, "heading_start": 90.0, "heading_end": 90.0}],
    }  # fmt: skip


def test_a_grey_picture_teaches_no_colour(feedback: Feedback, fill: Fill, tmp_path: Path) -> None:
    for track, sentence in zip(fill(tracks=2, monochrome=True), ("a white lorry", "white"), strict=True):
        feedback.add(OPERATOR, Judgement(track.id, sentence, RIGHT))
    assert feedback.export(OPERATOR, tmp_path / "out") == Exported(labels=1, pairs=2, without_picture=0)
    with (tmp_path / "out" / "labels.csv").open(newline="") as file:
        assert list(csv.DictReader(file)) == [
            {"file": "1.jpg", "type": "truck", "service": "", "colour": "", "view": ""}
        ]
    assert [pair.monochrome for pair in read_pairs(tmp_path / "out")] == [True, True]


def test_what_has_no_picture_is_counted_and_left_out(feedback: Feedback, fill: Fill, tmp_path: Path) -> None:
    first, second = fill(tracks=2)
    first.crops[0].file.path.unlink()
    for track in (first, second):
        feedback.add(OPERATOR, Judgement(track.id, "a lorry", RIGHT))
    with pytest.raises(NotFoundError, match="no picture of feedback 1"):
        feedback.crop(OPERATOR, 1)
    assert feedback.export(OPERATOR, tmp_path / "out") == Exported(1, 1, 1)


def test_an_export_overwrites_nothing(feedback: Feedback, tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("mine")
    with pytest.raises(ValueError, match="expected a new or empty folder"):
        feedback.export(OPERATOR, tmp_path)
    assert (tmp_path / "labels.csv").read_text() == "mine"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sentence": " "}, "a sentence of 1 to 1000"),
        ({"sentence": "x" * 1001}, "a sentence of 1 to 1000"),
        ({"score": 1.1}, r"a score in \[0, 1\], got 1.1"),
        ({"target": -1}, "a target from 0, got -1"),
        ({"note": "x" * 10_001}, "a note of at most 10000"),
    ],
)
def test_a_bad_judgement_is_refused(changes: dict[str, object], message: str) -> None:
    values: dict[str, object] = {"track": 1, "sentence": "a bus", "verdict": RIGHT}
    with pytest.raises(ValueError, match=message):
        Judgement(**(values | changes))  # type: ignore[arg-type]


def test_verdicts_and_exports_are_written_down(feedback: Feedback, log: AuditLog, fill: Fill, tmp_path: Path) -> None:
    (track,) = fill()
    given = feedback.add(OPERATOR, Judgement(track.id, "a lorry", WRONG, note="a bus"))
    feedback.export(OPERATOR, tmp_path / "out")
    export, verdict = log.page(9)
    assert (verdict.who, verdict.action, verdict.camera) == ("olga", "feedback.add", "north")
    assert verdict.detail == {
        "id": given.id, "track": track.id, "sentence": "a lorry", "verdict": "wrong", "target": 0, "note": "a bus",
    }  # fmt: skip
    assert (export.action, export.detail) == (
        "feedback.export",
        {"folder": str(tmp_path / "out"), "labels": 0, "pairs": 1, "without_picture": 0},
    )
