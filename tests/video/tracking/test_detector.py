import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.video.tracking.test_association import slow_iou
from vehiclefinder.core.types import VEHICLE_CLASSES, FloatArray
from vehiclefinder.runtime.model_folder import ModelFolder
from vehiclefinder.runtime.session import open_session
from vehiclefinder.video.sources.open import open_video
from vehiclefinder.video.tracking.detector import DetectorSettings, PicoDet, centres, corners, input_size, suppress


class FakeSession:
    """Answers every picture with the same boxes (k, 4), at its first anchors; none at the others."""

    def __init__(self, boxes: FloatArray, scores: FloatArray) -> None:
        self.boxes, self.scores = boxes, scores
        self.image: NDArray[Any] = np.zeros(0)

    def run(self, output_names: list[str] | None, inputs: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        assert output_names == ["distances", "scores"]
        self.image = inputs["image"]
        points = centres(*self.image.shape[1:3])
        distances = np.zeros((1, len(points), 4), np.float32)
        scores = np.zeros((1, len(VEHICLE_CLASSES), len(points)), np.float32)
        k = len(self.boxes)
        distances[0, :k, :2], distances[0, :k, 2:] = points[:k] - self.boxes[:, :2], self.boxes[:, 2:] - points[:k]
        scores[0, :, :k] = self.scores
        return [distances, scores]


def anchors(count: int) -> tuple[FloatArray, FloatArray]:
    generator = np.random.default_rng(0)
    low = generator.uniform(-20, 300, (count, 2))
    boxes = np.concatenate([low, low + generator.uniform(40, 140, (count, 2))], axis=1)
    scores = generator.uniform(0, 1, (len(VEHICLE_CLASSES), count)) ** 3
    return boxes.astype(np.float32), scores.astype(np.float32)


def slow_detections(boxes: FloatArray, scores: FloatArray, settings: DetectorSettings) -> list[tuple[FloatArray, int]]:
    """Anchor by anchor, as the definition of greedy suppression says, in a frame of 1280 x 700, seen as 640 x 352."""
    scale = np.array([2, 700 / 352, 2, 700 / 352], np.float32)
    scaled = np.clip(boxes * scale, 0, [1280, 700, 1280, 700]).astype(np.float32)
    kept: list[int] = []
    for row in sorted(range(len(boxes)), key=lambda row: -scores[:, row].max()):
        apart = all(slow_iou(scaled[row].astype(float), scaled[k].astype(float)) <= settings.overlap for k in kept)
        if scores[:, row].max() >= settings.score and apart:
            kept.append(row)
    alone = [row for at, row in enumerate(kept) if not any(rides(scaled, scores, row, other) for other in kept[:at])]
    return [(scaled[row], int(scores[:, row].argmax())) for row in alone[: settings.limit]]


def rides(boxes: FloatArray, scores: FloatArray, one: int, other: int) -> bool:
    """Two two-wheelers, of which one lies in the other."""
    both = all(VEHICLE_CLASSES[scores[:, row].argmax()] in ("motorcycle", "bicycle") for row in (one, other))
    low, high = np.maximum(boxes[one, :2], boxes[other, :2]), np.minimum(boxes[one, 2:], boxes[other, 2:])
    sizes = [float(np.prod(boxes[row, 2:] - boxes[row, :2])) for row in (one, other)]
    return both and float(np.prod(np.clip(high - low, 0, None))) > 0.7 * min(sizes)


@pytest.mark.parametrize("settings", [DetectorSettings(), DetectorSettings(score=0.5, overlap=0.2, limit=5)])
def test_post_processing_agrees_with_the_slow_truth(settings: DetectorSettings) -> None:
    boxes, scores = anchors(200)
    session = FakeSession(boxes, scores)
    detector = PicoDet(session, settings)
    image = np.zeros((700, 1280, 3), np.uint8)
    first, second = detector([image, image])
    assert session.image.shape == (1, 352, 640, 3) and session.image.dtype == np.uint8
    truth = slow_detections(boxes, scores, settings)
    np.testing.assert_allclose(first.xyxy, [box for box, _ in truth], atol=1e-3)
    assert first.label.tolist() == [label for _, label in truth]
    np.testing.assert_array_equal(first.xyxy, second.xyxy)


def test_one_vehicle_is_not_both_car_and_truck() -> None:
    boxes = np.array([[100, 100, 200, 200], [102, 100, 200, 202]], np.float32)
    scores = np.zeros((5, 2), np.float32)
    scores[0, 0], scores[2, 1] = 0.6, 0.7
    (found,) = PicoDet(FakeSession(boxes, scores))([np.zeros((416, 416, 3), np.uint8)])
    assert [VEHICLE_CLASSES[label] for label in found.label] == ["truck"]


def test_nothing_there() -> None:
    boxes, scores = anchors(10)
    detector = PicoDet(FakeSession(boxes, scores * 0))
    assert detector([]) == []
    assert len(detector([np.zeros((50, 50, 3), np.uint8)])[0]) == 0


def test_suppress_keeps_the_best_first() -> None:
    boxes = np.array([[0, 0, 10, 10], [1, 0, 11, 10], [50, 50, 60, 60]], np.float32)
    assert suppress(boxes, np.array([0.5, 0.9, 0.7], np.float32), 0.5) == [1, 2]


@pytest.mark.parametrize(
    ("height", "width", "seen"),
    [
        (1080, 1920, (352, 640)),
        (360, 640, (352, 640)),
        (288, 352, (352, 416)),  # a little larger than it is
        (1920, 1080, (640, 352)),
        (768, 1024, (416, 576)),
        (8, 4000, (32, 640)),
        (1000, 1000, (480, 480)),
    ],
)
def test_pictures_keep_their_shape(height: int, width: int, seen: tuple[int, int]) -> None:
    assert input_size(height, width, 640) == seen


def test_anchors_lie_where_the_levels_of_the_model_have_them() -> None:
    points = centres(64, 96)
    assert len(points) == 8 * 12 + 4 * 6 + 2 * 3 + 1 * 2
    assert points[[0, 1, 12, 96, -1]].tolist() == [[4, 4], [12, 4], [4, 12], [8, 8], [96, 32]]
    box = corners(points, np.broadcast_to(np.array([1, 2, 3, 4], np.float32), (1, len(points), 4)))[0, 1]
    assert box.tolist() == [11, 2, 15, 8]


@pytest.fixture(scope="module")
def shipped(models: Path) -> PicoDet:
    artifact = ModelFolder(models).get("detector")
    assert artifact.info["classes"] == list(VEHICLE_CLASSES)
    return PicoDet(open_session(artifact.path, "cpu"))


def test_the_shipped_model_sees_nothing_in_noise_and_answers_by_picture(shipped: PicoDet) -> None:
    images = list(np.random.default_rng(0).integers(0, 255, (2, 120, 200, 3), dtype=np.uint8))
    images.append(np.full((90, 160, 3), 120, np.uint8))
    for alone, together in zip((shipped([image])[0] for image in images), shipped(images), strict=True):
        np.testing.assert_allclose(alone.xyxy, together.xyxy, atol=0.1)
        assert (alone.score < 0.4).all()


@pytest.mark.parametrize(
    ("words", "label"), [("turquoise bus", "bus"), ("white box truck", "truck"), ("yellow and green taxi", "car")]
)
def test_the_shipped_model_finds_known_vehicles(shipped: PicoDet, shared_data: Path, words: str, label: str) -> None:
    queries = json.loads((shared_data / "videos" / "queries_dev.json").read_text())["queries"]
    query = next(query for query in queries if query["query"] == words)
    seen = query["truth"][0]
    with open_video(shared_data / "videos" / query["clip"]) as video:
        frame = next(frame for frame in video if frame.time >= seen["t"] - 0.001)
        truth = np.array(seen["box"]) * np.tile(video.size, 2)
    (found,) = shipped([frame.image])
    overlaps = [slow_iou(truth, box) for box in found.xyxy.astype(float)]
    best = int(np.argmax(overlaps))
    assert overlaps[best] > 0.7
    assert found.score[best] > 0.5
    assert VEHICLE_CLASSES[found.label[best]] == label
