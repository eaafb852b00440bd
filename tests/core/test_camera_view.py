"""What may be said of a camera."""

import json
from typing import Any

import pytest

from vehiclefinder.core.camera_view import CameraView, RoadCalibration

SQUARE = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]]
ROAD = [[0, 30], [7, 30], [7, 0], [0, 0]]


def test_a_view_comes_back_as_it_was() -> None:
    data = {
        "description": "gate",
        "zones": [{"name": "bay", "polygon": SQUARE}],
        "masks": [SQUARE[:3]],
        "calibration": {"image": SQUARE, "road": ROAD, "near": 4.0},
        "north": {"degrees": 200.5, "at": [0.5, 0.7]},
    }
    view = CameraView.from_json(data)
    assert CameraView.from_json(json.loads(json.dumps(view.to_json()))) == view
    assert view.to_json() == data
    assert CameraView.from_json({}) == CameraView()
    old = {name: value for name, value in data.items() if name != "north"}
    assert CameraView.from_json(old).north is None, "written before there was a north"


def test_a_calibration_is_known_again_however_its_numbers_are_written() -> None:
    square, road = ((0, 0), (1, 0), (1, 1), (0, 1)), ((0, 30), (7, 30), (7, 0), (0, 0))
    one = RoadCalibration(square, road, near=4)
    again = CameraView.from_json(CameraView(calibration=one).to_json()).calibration
    assert again is not None
    assert again.id == one.id != RoadCalibration(square, road, near=5).id


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"masks": [SQUARE[:2]]}, "a polygon of 3 to 64 points, got 2"),
        ({"masks": [SQUARE[:1] * 65]}, "got 65"),
        ({"masks": [[[0, 0], [1.1, 0], [1, 1]]]}, "fractions of the frame"),
        ({"masks": [[[0, 0], [float("nan"), 0], [1, 1]]]}, "fractions of the frame"),
        ({"masks": [[[0, 0], [0.5, 0.5], [1, 1]]]}, "encloses something"),
        ({"masks": [SQUARE] * 33}, "at most 32"),
        ({"masks": ["abc"]}, "expected"),
        ({"zones": [{"name": " ", "polygon": SQUARE}]}, "zone's name"),
        ({"zones": [{"name": "x" * 61, "polygon": SQUARE}]}, "zone's name"),
        ({"zones": [{"name": "Bay", "polygon": SQUARE}, {"name": "bay", "polygon": SQUARE}]}, "different names"),
        ({"zones": [{"polygon": SQUARE}]}, "expected description"),
        ({"description": "x" * 1001}, "description"),
        ({"calibration": {"image": SQUARE[:3], "road": ROAD[:3]}}, "4 points"),
        ({"calibration": {"image": [SQUARE[i] for i in (0, 2, 1, 3)], "road": ROAD}}, "encloses|convex"),
        ({"calibration": {"image": SQUARE, "road": [[0, 0], [1, 1], [2, 2], [0, 5]]}}, "convex"),
        ({"calibration": {"image": SQUARE, "road": [[0, 0], [1, 1], [0, 1], [1, 0]]}}, "convex"),
        ({"calibration": {"image": SQUARE, "road": [[0, 0], [0, 0], [1, 1], [1, 0]]}}, "convex"),
        ({"calibration": {"image": SQUARE, "road": [[0, 0], [1e9, 0], [1, 1], [0, 1]]}}, "metres"),
        ({"calibration": {"image": SQUARE, "road": ROAD, "near": -1}}, "near edge"),
        ({"north": {"degrees": 360}}, "from 0 to below 360, got 360"),
        ({"north": {"degrees": float("nan")}}, "from 0 to below 360"),
        ({"north": {"degrees": 90, "at": [0.5, 1.2]}}, "place of north in fractions"),
        ({"north": {"at": [0.5, 0.5]}}, "expected description"),
        ({"north": {"degrees": 90, "at": [0.5]}}, "expected"),
    ],
)
def test_what_is_no_view_says_why(data: dict[str, Any], expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        CameraView.from_json(data)
