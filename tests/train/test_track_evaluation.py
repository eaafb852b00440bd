"""Labels between their keys, what does not count, and a whole clip against its labels."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.video.synthetic import detections, write_timed
from vehiclefinder.core.types import ByteArray, Detections, FloatArray, Track
from vehiclefinder.train.track_evaluation import FollowSettings, compare, evaluate_tracks
from vehiclefinder.train.track_labels import COLUMNS, TrackLabels, read_track_labels

ROWS = ["0,1,0,0,20,20,0", "1,1,10,0,30,20,1", "2,1,20,0,40,20,0", "0,90,100,100,200,200,1", "9,90,100,100,200,200,1"]


def labels(tmp_path: Path, *rows: str) -> TrackLabels:
    path = tmp_path / "clip.csv"
    path.write_text("\n".join([",".join(COLUMNS), *rows]))
    return read_track_labels(path)


def track(number: int, box: Sequence[float], times: Sequence[float]) -> Track:
    boxes: FloatArray = np.array([box] * len(times), np.float32)
    place = np.eye(9, dtype=np.float32)[0]
    return Track(number, "car", np.array(times, np.float32), boxes, (400, 300), None, "unknown", place, None, ())  # type: ignore[arg-type]


def test_boxes_between_keys(tmp_path: Path) -> None:
    frame = labels(tmp_path, *ROWS).at(0.5)
    assert frame.vehicles.tolist() == [1]
    np.testing.assert_allclose(frame.boxes, [[5, 0, 25, 20]])
    np.testing.assert_allclose(frame.ignored, [[100, 100, 200, 200]])


def test_what_is_hidden_is_ignored_until_the_next_key(tmp_path: Path) -> None:
    table = labels(tmp_path, *ROWS)
    assert [len(table.at(time).vehicles) for time in (0.98, 1.0, 1.9, 2.0, 2.1)] == [1, 0, 0, 1, 0]
    np.testing.assert_allclose(table.at(1.5).ignored[0], [15, 0, 35, 20])


def test_another_format(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected the columns time, vehicle"):
        labels(tmp_path, "0,1,0,0,many,20,0")


def test_detections_in_ignored_regions_do_not_count(tmp_path: Path) -> None:
    inside, half_out, on_it = (120, 120, 150, 150), (190, 190, 290, 290), (0, 0, 20, 20)
    tracks = [track(1, inside, [0.0]), track(2, half_out, [0.0]), track(3, on_it, [0.0])]
    (frame,) = compare(labels(tmp_path, *ROWS), tracks, [0.0])
    assert frame.tracks.tolist() == [2, 3]
    np.testing.assert_allclose(frame.iou, [[0, 1]])


class Still:
    """Finds one car, always in the same place."""

    def __call__(self, images: Sequence[ByteArray]) -> list[Detections]:
        return [detections((10, 10, 40, 30, 0.9, 0)) for _ in images]


@pytest.mark.parametrize("stride", [1, 3])
def test_a_clip(tmp_path: Path, stride: int) -> None:
    write_timed(tmp_path / "gate.mp4", [index / 25 for index in range(50)])
    (tmp_path / "labels").mkdir()
    table = "time,vehicle,x1,y1,x2,y2,ignored\n0,1,10,10,40,30,0\n1.96,1,10,10,40,30,0\n0,2,0,0,8,8,0\n1,2,0,0,8,8,0\n"
    (tmp_path / "labels" / "gate.csv").write_text(table)
    metrics = evaluate_tracks(tmp_path / "labels", tmp_path, FollowSettings(Still(), stride=stride), lambda line: None)
    gate = metrics["clips"]["gate"]
    assert (gate["found"], gate["vehicles"], gate["exchanged"]) == (1, 2, 0)
    assert metrics["together"] == gate


def test_no_labels(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected tables"):
        evaluate_tracks(tmp_path, tmp_path, FollowSettings(Still()), lambda line: None)
