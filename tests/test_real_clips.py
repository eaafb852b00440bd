"""From a real clip to a match, with the models that are shipped."""

import json
from pathlib import Path

from vehiclefinder.settings import Settings
from vehiclefinder.train.clip_evaluation import evaluate_clips

CLIP = "junction_pickups.mp4"


def test_sentences_find_the_vehicles_that_people_pointed_at(shared_data: Path, tmp_path: Path) -> None:
    videos = shared_data / "videos"
    asked = json.loads((videos / "queries_dev.json").read_text())
    mine = {
        "queries": [query for query in asked["queries"] if query["clip"] == CLIP],
        "nothing_matches": [pair for pair in asked["nothing_matches"] if pair[0] == CLIP],
    }
    (tmp_path / "queries.json").write_text(json.dumps(mine))
    said: list[str] = []
    metrics = evaluate_clips(tmp_path / "queries.json", videos, Settings(), said.append)
    assert said == [f"ingesting {CLIP}"]
    assert metrics["queries"] == len(mine["queries"]) == 6
    assert metrics["hit@5"] >= 0.6
    assert metrics["false_matches"] == 0
