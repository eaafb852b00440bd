"""What is no vehicle: which pictures of it a detector gives, the layer that tells it, and the limits."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("torch", reason="training needs the extra [train]")

import torch

from vehiclefinder.core.errors import ModelError
from vehiclefinder.core.types import ByteArray, Detections
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.match.open_set import VehicleLimits
from vehiclefinder.match.slots import DIM
from vehiclefinder.train.dataset import Crops
from vehiclefinder.train.model import ImageNet
from vehiclefinder.train.open_set import fit_open_set, logistic
from vehiclefinder.train.open_set_examples import MOST_SURE, OTHER, VEHICLE, OpenSetExample, examples
from vehiclefinder.train.open_set_limits import judge_open_set
from vehiclefinder.train.variant_features import plain_features

ROAD, CAR, WALL = (90, 90, 90), (0, 0, 255), (0, 160, 0)
BOXES = np.array(
    [[202, 98, 398, 221], [20, 20, 120, 70], [500, 200, 600, 300], [350, 150, 460, 300], [20, 250, 60, 265]], np.float32
)
"""The car, what is apart from it, likewise and too sure, what meets the car, and what is too small."""
SCORES = np.array([0.6, 0.05, MOST_SURE + 0.1, 0.1, 0.05], np.float32)


def test_the_layer_finds_the_direction_that_tells_both_kinds_apart_whatever_their_numbers() -> None:
    random = np.random.default_rng(0)
    vehicles, others = random.normal(5.0, 3.0, (900, 6)), random.normal(5.0, 3.0, (90, 6))
    vehicles[:, 2], others[:, 2] = random.normal(7.0, 1.0, 900), random.normal(3.0, 1.0, 90)
    weights, bias = logistic(vehicles.astype(np.float32), others.astype(np.float32))
    assert np.abs(weights).argmax() == 2
    told = [rows @ weights + bias > 0 for rows in (vehicles, others)]
    assert told[0].mean() > 0.95 and told[1].mean() < 0.06
    assert 5 * np.ones(6) @ weights + bias == pytest.approx(0.0, abs=0.6), "the middle, though one kind is rarer"


def test_the_layer_reads_vehicles_from_the_features_of_what_is_not_held_out(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "crop.png"), np.full((40, 60, 3), CAR, np.uint8))
    crops, encoder = Crops((tmp_path / "crop.png",) * 8, {}), ImageNet().eval()
    shown = {kind: np.full((30, 50, 3), colour, np.uint8) for kind, colour in ((VEHICLE, CAR[::-1]), (OTHER, WALL))}
    seen = [OpenSetExample(shown[kind], 0.1, kind, "s", held_out=False) for kind in (VEHICLE, OTHER) * 8]
    swapped = [OpenSetExample(shown[OTHER], 0.1, VEHICLE, "s", held_out=True)] * 50
    layer = fit_open_set(encoder, crops, seen + swapped, 32)
    vehicle, other = layer(torch.from_numpy(plain_features(encoder, [shown[VEHICLE], shown[OTHER]], 32)))[:, 0]
    assert vehicle > 0 > other


def test_what_a_detector_finds_is_a_vehicle_or_none_or_nobody_knows(tmp_path: Path) -> None:
    write(tmp_path / "images" / "a.png", car=True)
    write(tmp_path / "images" / "b.png", car=True)
    rows = "".join(
        f"{name},car,200,100,400,220,label,{split}\n" for name, split in (("a.png", "train"), ("b.png", "dev"))
    )
    (tmp_path / "boxes.csv").write_text("file,class,x1,y1,x2,y2,origin,split\n" + rows)
    (tmp_path / "frames.csv").write_text("file,source,split\na.png,one,train\nb.png,two,dev\n")
    drawn = list(examples(tmp_path, five_boxes))
    assert [(each.kind, each.source, each.held_out, round(each.score, 2)) for each in drawn] == [
        (VEHICLE, "one", False, 0.6),
        (OTHER, "one", False, 0.05),
        (VEHICLE, "two", True, 0.6),
        (OTHER, "two", True, 0.05),
    ]
    assert drawn[1].image.shape[:2] == (58, 116), "with the margin of a crop"
    assert drawn[1].image[..., 0].max() < 100 < drawn[0].image[..., 0].mean()


def test_a_picture_without_vehicles_is_looked_at_closely_too(tmp_path: Path) -> None:
    write(tmp_path / "images" / "a.png", car=True)
    (tmp_path / "boxes.csv").write_text("file,class,x1,y1,x2,y2,split\na.png,car,200,100,400,220,train\n")
    write(tmp_path / "negatives" / "w.png", car=False, mark=(570, 310))
    drawn = [each for each in examples(tmp_path, corner_of_a_mark) if each.source == "negatives"]
    assert [(each.kind, each.image.shape) for each in drawn] == [(OTHER, (34, 46, 3))] * 2, "whole, and its last corner"
    assert all(np.array_equal(each.image, drawn[0].image) for each in drawn), "in pixels of the whole picture"


def five_boxes(images: Sequence[ByteArray]) -> list[Detections]:
    return [Detections(BOXES, SCORES, np.zeros(5, np.int64))]


def corner_of_a_mark(images: Sequence[ByteArray]) -> list[Detections]:
    """A box of 40 x 30 at the mark, if it is there."""
    y, x = np.nonzero((images[0] == 255).all(axis=2))
    boxes = np.array([[x.min(), y.min(), x.min() + 40, y.min() + 30]] if len(x) else np.zeros((0, 4)), np.float32)
    return [Detections(boxes, np.full(len(boxes), 0.05, np.float32), np.zeros(len(boxes), np.int64))]


def write(path: Path, car: bool, mark: tuple[int, int] | None = None) -> None:
    path.parent.mkdir(exist_ok=True)
    image = np.full((360, 640, 3), ROAD if car else WALL, np.uint8)
    image[100:220, 200:400] = CAR if car else WALL
    if mark:
        image[mark[1], mark[0]] = 255
    cv2.imwrite(str(path), image)


class Green:
    """Says that a picture is a vehicle as probably as it is green."""

    def run(self, output_names: list[str] | None, inputs: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        shares = inputs["pixels"][..., 1].mean((1, 2)).astype(np.float32) / 255
        return [np.zeros((len(shares), DIM), np.float32), shares]


def green(shade: int) -> ByteArray:
    return np.full((8, 8, 3), (0, shade, 0), np.uint8)


def judged(tmp_path: Path, seen: list[OpenSetExample]) -> tuple[VehicleLimits, dict[str, dict[str, float | int]]]:
    cv2.imwrite(str(tmp_path / "crop.png"), green(254))
    crops = Crops((tmp_path / "crop.png",), {})
    return judge_open_set(ImageEncoder(Green(), "e", 8, tells_vehicles=True), crops, seen)


def test_limits_lose_a_share_of_held_out_vehicles(tmp_path: Path) -> None:
    """Of vehicles from 55 to 254 in 255, a score that is always the same, and others from 1 to 100."""
    vehicles = [OpenSetExample(green(shade), 0.5, VEHICLE, "s", held_out=True) for shade in range(55, 255)]
    others = [OpenSetExample(green(shade), 0.5, OTHER, "s", held_out=True) for shade in range(1, 101)]
    ignored = [OpenSetExample(green(1), 0.5, VEHICLE, "s", held_out=False)] * 50
    doubtful = [OpenSetExample(green(55), 0.3, VEHICLE, "t", held_out=True)]
    limits, told = judged(tmp_path, vehicles + others + ignored)
    assert limits.score_weight == 0.0
    assert limits.moving == pytest.approx(56 / 255, abs=2e-4), "one of 201 below"
    assert limits.standing == pytest.approx(58.98 / 255, abs=2e-4), "four of 200 below"
    assert told["vehicle, crops"] == {"pictures": 1, "left_out": 0.0}
    assert told["vehicle, s"] == {"pictures": 200, "left_out": 0.005, "left_out_if_it_stands": 0.02}
    assert told["other, s"] == {"pictures": 100, "left_out": 0.55, "left_out_if_it_stands": 0.58}
    assert judged(tmp_path, vehicles + others + doubtful)[0].standing == pytest.approx(limits.standing, abs=1e-3), (
        "what is less sure than a track must be decides nothing about what stands"
    )


def test_the_score_counts_as_much_as_it_tells(tmp_path: Path) -> None:
    """Looks and scores that tell the same, each with the same spread, count the same."""
    shades = np.random.default_rng(0).permutation(np.arange(60, 200))
    vehicles = [
        OpenSetExample(green(int(shade)), float(other) / 255, VEHICLE, "s", held_out=True)
        for shade, other in zip(shades + 40, shades[::-1] + 40, strict=True)
    ]
    others = [
        OpenSetExample(green(int(shade)), float(other) / 255, OTHER, "s", held_out=True)
        for shade, other in zip(shades - 40, shades[::-1] - 40, strict=True)
    ]
    assert judged(tmp_path, vehicles + others)[0].score_weight == pytest.approx(1.0, abs=0.05)


def test_looks_that_tell_nothing_are_not_shipped(tmp_path: Path) -> None:
    vehicles = [OpenSetExample(green(shade), 0.5, VEHICLE, "s", held_out=True) for shade in range(50, 90)]
    others = [OpenSetExample(green(shade), 0.5, OTHER, "s", held_out=True) for shade in range(100, 140)]
    with pytest.raises(ModelError, match="look no more like vehicles"):
        judged(tmp_path, vehicles + others)
    with pytest.raises(ValueError, match="sure ones, and of others, got 40 and 0"):
        judged(tmp_path, vehicles)
