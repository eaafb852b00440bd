"""The score on labelled clips, by hand-made tracks and ranks."""

import json
from pathlib import Path

import numpy as np
import pytest

from vehiclefinder.train.clip_evaluation import ClipTruth, meets, read_cases, summarise

PATH = np.array([[1.0, 0, 0, 100, 100], [2.0, 100, 0, 200, 100]], np.float32)
SIZE = (200, 100)


@pytest.mark.parametrize(
    ("truth", "met"),
    [
        (ClipTruth(1.5, (0, 0, 0.5, 1)), True),  # both boxes are half a second away, the first is the truth itself
        (ClipTruth(2.6, (0.5, 0, 1, 1)), False),  # the right place, 0.6 s too late
        (ClipTruth(1.0, (0.29, 0, 0.79, 1)), True),  # 42 of 158 columns are shared
        (ClipTruth(1.0, (0.31, 0, 0.81, 1)), False),  # 38 of 162
    ],
)
def test_a_track_is_meant_when_time_and_place_agree(truth: ClipTruth, met: bool) -> None:
    assert meets(PATH, SIZE, [truth]) is met


def test_any_truth_will_do() -> None:
    assert meets(PATH, SIZE, [ClipTruth(9, (0, 0, 1, 1)), ClipTruth(2, (0.5, 0, 1, 1))])


def test_metrics_by_hand() -> None:
    ranks = [1, 2, 6, None]
    each = [{"rank": rank, "decision": "match", "answerable": True} for rank in ranks]
    each += [{"rank": None, "decision": decision, "answerable": False} for decision in ("match", "possible", "none")]
    metrics = summarise(each)
    assert metrics["queries"] == 4
    assert metrics["hit@1"] == 0.25
    assert metrics["hit@5"] == 0.5
    assert metrics["MRR"] == pytest.approx((1 + 1 / 2 + 1 / 6) / 4)
    assert metrics["false_matches"] == 1


def test_cases_are_read_with_those_that_nothing_matches(tmp_path: Path) -> None:
    path = tmp_path / "q.json"
    truth = {"t": 1, "box": [0, 0.1, 0.5, 1]}
    cases = {"queries": [{"clip": "a.mp4", "query": "bus", "truth": [truth]}], "nothing_matches": [["b.mp4", "van"]]}
    path.write_text(json.dumps(cases))
    bus, van = read_cases(path)
    assert bus.truths == (ClipTruth(1.0, (0.0, 0.1, 0.5, 1.0)),)
    assert (van.clip, van.query, van.truths) == ("b.mp4", "van", ())


@pytest.mark.parametrize(
    "text", ["", "[]", '{"queries": [{"clip": "a"}]}', '{"queries": [{"clip": 1, "query": 2, "truth": [3]}]}']
)
def test_another_format_says_what_was_expected(tmp_path: Path, text: str) -> None:
    path = tmp_path / "q.json"
    path.write_text(text)
    with pytest.raises(ValueError, match="expected queries with clip, query and truth"):
        read_cases(path)
