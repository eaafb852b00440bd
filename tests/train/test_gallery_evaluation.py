"""Sentences asked of many clips at once, scored by truths and marks."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from vehiclefinder import Settings
from vehiclefinder.core.types import Decision
from vehiclefinder.train.clip_evaluation import ClipCase, ClipTruth
from vehiclefinder.train.gallery_evaluation import UNJUDGED, GalleryFiles, JudgedAnswer, evaluate_gallery, summarise
from vehiclefinder.train.gallery_marks import Mark, read_marks, write_marks

MATCH, POSSIBLE, NONE = Decision.MATCH, Decision.POSSIBLE, Decision.NONE
SOMEWHERE = ClipTruth(1.0, (0.0, 0.0, 0.5, 0.5))


def _judged(
    verdicts: tuple[bool | None, ...], own: tuple[bool, ...], decisions: tuple[Decision, ...], *, asked: bool = True
) -> JudgedAnswer:
    case = ClipCase("a.mp4", "red van", (SOMEWHERE,) if asked else ())
    return JudgedAnswer(case, verdicts, own, decisions)


def test_metrics_by_hand() -> None:
    third = _judged((False, None, True), (False, False, True), (MATCH, MATCH, MATCH))
    elsewhere = _judged((True, True), (False, True), (MATCH, POSSIBLE))
    lost = _judged((None,) * 6, (False,) * 6, (NONE,) * 6)
    told_wrong = _judged((False,), (False,), (MATCH,), asked=False)
    told_right = _judged((True,), (False,), (MATCH,), asked=False)
    metrics = summarise([third, elsewhere, lost, told_wrong, told_right])
    assert metrics["queries"] == 3
    assert metrics["own"] == pytest.approx({"hit@1": 0, "hit@5": 2 / 3, "hit@10": 2 / 3, "MRR": (1 / 3 + 1 / 2) / 3})
    assert metrics["any"] == pytest.approx({"hit@1": 1 / 3, "hit@5": 2 / 3, "hit@10": 2 / 3, "MRR": (1 / 3 + 1) / 3})
    assert metrics["match"] == {"right": 3, "wrong": 2, "unjudged": 1, "precision": 0.6}
    assert (metrics["nothing"], metrics["false_matches"]) == (2, 1)
    assert repr(metrics["each"][0]["decision"]) == "'match'"


def test_marks_are_read_as_they_were_written_and_unsaid_ones_left_out(tmp_path: Path) -> None:
    said = [Mark("red van, parked", "a.mp4", SOMEWHERE, right) for right in (True, False)]
    write_marks([*said, Mark("bus", "b.mp4", SOMEWHERE, None)], tmp_path / "marks.csv")
    assert read_marks(tmp_path / "marks.csv") == said


@pytest.mark.parametrize("line", ["van,a.mp4,1,0,0,1,1,perhaps", "van,a.mp4,soon,0,0,1,1,yes", "van,a.mp4"])
def test_other_marks_say_what_was_expected(tmp_path: Path, line: str) -> None:
    path = tmp_path / "marks.csv"
    path.write_text(f"query,clip,t,x1,y1,x2,y2,right\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"expected columns query, clip, .*right yes or no"):
        read_marks(path)


@pytest.mark.parametrize(("content", "got"), [(b'{"queries": []}', "queries"), (b"\xff\xfe\x00", "got no text")])
def test_files_that_hold_no_marks_are_refused(tmp_path: Path, content: bytes, got: str) -> None:
    (tmp_path / "marks.csv").write_bytes(content)
    with pytest.raises(ValueError, match=rf"expected columns query, clip, .*{got}"):
        read_marks(tmp_path / "marks.csv")


def test_clips_that_have_truths_must_be_there(tmp_path: Path) -> None:
    """Else their sentences would count as not found."""
    queries, clips = tmp_path / "q.json", tmp_path / "clips"
    clips.mkdir()
    (clips / "b.mp4").touch()
    truth = {"t": 1.0, "box": [0.0, 0.0, 0.5, 0.5]}
    queries.write_text(json.dumps({"queries": [{"clip": "a.mp4", "query": "van", "truth": [truth]}]}), encoding="utf-8")
    with pytest.raises(ValueError, match=r"not found: a\.mp4"):
        evaluate_gallery(GalleryFiles((queries,), clips), Settings(home=tmp_path), print)
    with pytest.raises(ValueError, match="expected a folder of clips"):
        evaluate_gallery(GalleryFiles((queries,), queries), Settings(home=tmp_path), print)


def test_a_folder_without_clips_is_refused(tmp_path: Path) -> None:
    (tmp_path / "q.json").write_text('{"queries": []}', encoding="utf-8")
    with pytest.raises(ValueError, match="expected a folder of clips"):
        evaluate_gallery(GalleryFiles((tmp_path / "q.json",), tmp_path), Settings(home=tmp_path), print)


def test_answers_are_shown_to_be_judged_and_known_again(demo_clip: Path, tmp_path: Path) -> None:
    asked = {"queries": [], "nothing_matches": [["another.mp4", "a van"]]}
    (tmp_path / "q.json").write_text(json.dumps(asked), encoding="utf-8")
    clips = tmp_path / "clips"
    clips.mkdir()
    (clips / demo_clip.name).symlink_to(demo_clip)
    files = GalleryFiles((tmp_path / "q.json",), clips, sheets=tmp_path / "sheets")
    first = evaluate_gallery(files, Settings(home=tmp_path), lambda line: None)["each"][0]["shown"]
    assert first and set(first) == {None}
    assert (tmp_path / "sheets" / "000.jpg").stat().st_size > 10_000

    unjudged = (tmp_path / "sheets" / UNJUDGED).read_text(encoding="utf-8").splitlines()
    marks = tmp_path / "marks.csv"
    marks.write_text("\n".join([unjudged[0], unjudged[1] + "yes", *(row + "no" for row in unjudged[2:])]))
    second = evaluate_gallery(replace(files, marks=marks), Settings(home=tmp_path), lambda line: None)
    assert second["each"][0]["shown"] == [True] + [False] * (len(first) - 1)
    assert (tmp_path / "sheets" / UNJUDGED).read_text(encoding="utf-8").splitlines() == unjudged[:1]
