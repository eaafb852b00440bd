"""The demo's truth against itself and against what the shipped detector sees."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vehiclefinder.core.types import Detections, Frame, Motion
from vehiclefinder.runtime.model_folder import ModelFolder
from vehiclefinder.runtime.providers import Provider
from vehiclefinder.runtime.session import open_session
from vehiclefinder.video.sources.open import ReadSettings, open_video
from vehiclefinder.video.tracking.detector import PicoDet

CLEAR, LEAST_SIDE = 0.9, 24
TRUTH = json.loads((Path(__file__).parents[2] / "data" / "demo" / "truth.json").read_text(encoding="utf-8"))
VEHICLES: list[dict[str, Any]] = TRUTH["vehicles"]


@pytest.fixture(scope="module")
def frames(demo_clip: Path) -> list[Frame]:
    with open_video(demo_clip, ReadSettings(fps=1)) as video:
        return list(video)


def overlap(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> float:
    low, high = np.maximum(a[:2], b[:2]), np.minimum(a[2:], b[2:])
    shared = np.prod(np.clip(high - low, 0, None))
    return float(shared / (np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2]) - shared))


def best_overlap(box: list[float], found: Detections) -> float:
    return max((overlap(np.array(box), other) for other in found.xyxy), default=0.0)


def test_the_clip_is_as_long_and_as_large_as_the_truth_says(demo_clip: Path) -> None:
    with open_video(demo_clip) as video:
        times = [frame.time for frame in video]
        assert list(video.size) == TRUTH["frame_size"]
    assert len(times) == TRUTH["fps"] * TRUTH["seconds"]
    assert np.allclose(np.diff(times), 1 / TRUTH["fps"], atol=1e-3)


@pytest.mark.parametrize("vehicle", VEHICLES, ids=lambda vehicle: str(vehicle["name"]))
def test_boxes_lie_inside_the_frame_and_the_clip(vehicle: dict[str, Any]) -> None:
    rows = np.array(vehicle["boxes"])
    time, low, high, seen = rows[:, 0], rows[:, 1:3], rows[:, 3:5], rows[:, 5]
    assert np.all(np.diff(time) > 0)
    assert time[0] >= 0
    assert time[-1] < TRUTH["seconds"]
    assert np.all(low >= 0)
    assert np.all(low < high)
    assert np.all(high <= TRUTH["frame_size"])
    assert np.all((seen >= 0) & (seen <= 1))
    assert 0 <= vehicle["heading"] < 360
    assert vehicle["motion"] in set(Motion)


def test_the_clip_holds_what_the_demo_promises() -> None:
    assert {v["motion"] for v in VEHICLES} >= {"straight", "right", "stopped"}
    directions = {int((v["heading"] + 45) % 360 // 90) for v in VEHICLES}
    assert directions == {0, 1, 2, 3}
    hidden = [v["name"] for v in VEHICLES if any(row[5] < 0.1 and row[1] > 200 and row[3] < 568 for row in v["boxes"])]
    assert hidden == ["green hatchback"]


def test_each_sentence_names_vehicles_of_the_clip_and_one_names_none() -> None:
    names = {v["name"] for v in VEHICLES}
    assert len(TRUTH["sentences"]) == 5
    assert all(set(one["vehicles"]) <= names for one in TRUTH["sentences"])
    assert [one["sentence"] for one in TRUTH["sentences"] if not one["vehicles"]] == ["purple bus"]


def test_the_queries_ask_the_sentences_about_the_same_boxes(demo_clip: Path) -> None:
    queries = json.loads((demo_clip.parent / "queries.json").read_text(encoding="utf-8"))
    asked = [one["query"] for one in queries["queries"]] + [text for _, text in queries["nothing_matches"]]
    assert sorted(asked) == sorted(one["sentence"] for one in TRUTH["sentences"])
    vehicles = {v["name"]: v for v in VEHICLES}
    meant = {one["sentence"]: one["vehicles"] for one in TRUTH["sentences"]}
    for query in queries["queries"]:
        boxes = {row[0]: row[1:5] for name in meant[query["query"]] for row in vehicles[name]["boxes"]}
        for spot in query["truth"]:
            pixels = np.array(spot["box"]) * np.tile(TRUTH["frame_size"], 2)
            assert np.allclose(pixels, boxes[spot["t"]], atol=0.1)


def test_the_detector_finds_the_clearly_visible_vehicles_where_the_scene_put_them(
    frames: list[Frame], models: Path
) -> None:
    detect = PicoDet(open_session(ModelFolder(models).get("detector").path, Provider.CPU))
    found = {round(frame.time, 3): detect([frame.image])[0] for frame in frames}
    overlaps = [
        best_overlap(box, found[time])
        for vehicle in VEHICLES
        for time, *box, seen in vehicle["boxes"]
        if time in found and seen >= CLEAR and min(box[2] - box[0], box[3] - box[1]) >= LEAST_SIDE
    ]
    assert len(overlaps) >= 40
    assert np.mean(np.array(overlaps) >= 0.5) >= 0.8
