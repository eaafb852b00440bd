import pytest

pytest.importorskip("torch")

import torch

from vehiclefinder.train.detector.assignment import Anchors, assign, box_iou
from vehiclefinder.train.detector.batches import DetectorBatch
from vehiclefinder.train.detector.loss import detection_loss, generalised_iou

HEIGHT = WIDTH = 64
CAR, BUS = 0, 1


def test_a_vehicle_gets_the_anchors_whose_boxes_fit_it() -> None:
    anchors = Anchors.of(HEIGHT, WIDTH)
    truth, labels = torch.tensor([[8.0, 8.0, 24.0, 24.0]]), torch.tensor([CAR])
    boxes = torch.cat([anchors.centres - 1, anchors.centres + 1], dim=1)
    boxes[9] = truth[0]  # the anchor at (12, 12)
    scores = torch.full((5, len(boxes)), 0.1)
    found = assign(boxes, scores, anchors, truth, labels)
    assert found.anchors.tolist() == [9] and found.quality.tolist() == [1.0]


def test_an_anchor_learns_one_vehicle_at_most_and_a_tiny_vehicle_gets_one() -> None:
    anchors = Anchors.of(HEIGHT, WIDTH)
    truth = torch.tensor([[0.0, 0.0, 32.0, 32.0], [4.0, 4.0, 36.0, 36.0], [50.0, 50.0, 52.0, 52.0]])
    boxes = torch.cat([anchors.centres - 12, anchors.centres + 12], dim=1)
    found = assign(boxes, torch.full((5, len(boxes)), 0.5), anchors, truth, torch.tensor([CAR, BUS, CAR]))
    assert len(set(found.anchors.tolist())) == len(found.anchors)
    assert set(found.vehicles.tolist()) == {0, 1, 2}


def test_overlaps_by_hand() -> None:
    one, other = torch.tensor([[0.0, 0.0, 2.0, 2.0]]), torch.tensor([[1.0, 0.0, 3.0, 2.0], [4.0, 0.0, 6.0, 2.0]])
    assert box_iou(one, other).tolist() == [[pytest.approx(1 / 3), 0.0]]
    # A hull of 6 x 2 around two boxes of 4: a third of it is in neither.
    assert generalised_iou(one, other[1:]).tolist() == [pytest.approx(-1 / 3)]


def batch(ignored: list[list[float]], far: float = 1.0) -> DetectorBatch:
    images = torch.zeros((1, HEIGHT, WIDTH, 3), dtype=torch.uint8)
    unsure = torch.tensor(ignored).reshape(-1, 4)
    return DetectorBatch(images, [torch.tensor([[8.0, 8.0, 24.0, 24.0]])], [torch.tensor([CAR])], [unsure], [far])


def outputs(wrong: float) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """A model that is right at the anchor at (12, 12), and sees a bus with the score ``wrong`` at (52, 52)."""
    anchors = Anchors.of(HEIGHT, WIDTH)
    distances, scores = torch.zeros((1, len(anchors.centres), 4)), torch.zeros((1, 5, len(anchors.centres)))
    distances[0, 9] = torch.tensor([4.0, 4.0, 12.0, 12.0])
    scores[0, CAR, 9], scores[0, BUS, 54] = 1.0, wrong
    bins = torch.zeros((1, len(anchors.centres), 4, 8))
    bins[0, 9, :2, 0], bins[0, 9, :2, 1] = 0.5, 0.5
    bins[0, 9, 2:, 1], bins[0, 9, 2:, 2] = 0.5, 0.5
    return distances, scores, bins


def test_what_is_made_up_costs_unless_it_may_be_there() -> None:
    anchors = Anchors.of(HEIGHT, WIDTH)
    right = detection_loss(outputs(0.0), batch([]), anchors)
    wrong = detection_loss(outputs(0.8), batch([]), anchors)
    assert wrong - right == pytest.approx(1.5 * 0.8**2 * -float(torch.tensor(0.2).log()), rel=1e-3)
    assert detection_loss(outputs(0.8), batch([[48.0, 48.0, 60.0, 60.0]]), anchors) == pytest.approx(float(right))
    half = detection_loss(outputs(0.8), batch([], far=0.5), anchors)
    assert half - right == pytest.approx(float(wrong - right) / 2, rel=1e-3)
