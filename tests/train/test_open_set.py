"""What is no vehicle: where pictures of it are drawn, and the layer that tells it."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra [train]")

from vehiclefinder.core.types import ByteArray, Detections
from vehiclefinder.train.open_set import logistic
from vehiclefinder.train.open_set_examples import DETECTED, PART, PLACE, VEHICLE, examples

ROAD, CAR, WALL = (90, 90, 90), (0, 0, 255), (0, 160, 0)


def test_the_layer_finds_the_direction_that_tells_both_kinds_apart_whatever_their_numbers() -> None:
    random = np.random.default_rng(0)
    vehicles, others = random.normal(5.0, 3.0, (900, 6)), random.normal(5.0, 3.0, (90, 6))
    vehicles[:, 2], others[:, 2] = random.normal(7.0, 1.0, 900), random.normal(3.0, 1.0, 90)
    weights, bias = logistic(vehicles.astype(np.float32), others.astype(np.float32))
    assert np.abs(weights).argmax() == 2
    told = [rows @ weights + bias > 0 for rows in (vehicles, others)]
    assert told[0].mean() > 0.95 and told[1].mean() < 0.06
    assert 5 * np.ones(6) @ weights + bias == pytest.approx(0.0, abs=0.6), "the middle, though one kind is rarer"


def test_pictures_of_no_vehicle_show_none_or_a_small_part(tmp_path: Path) -> None:
    write(tmp_path / "images" / "a.png", car=True)
    write(tmp_path / "images" / "b.png", car=True)
    write(tmp_path / "negatives" / "w.png", car=False)
    head = "file,class,x1,y1,x2,y2,origin,split\n"
    boxes = "".join(
        f"{name},car,200,100,400,220,label,{split}\n" for name, split in (("a.png", "train"), ("b.png", "dev"))
    )
    (tmp_path / "boxes.csv").write_text(head + boxes)
    (tmp_path / "frames.csv").write_text("file,source,split\na.png,one,train\nb.png,two,dev\n")
    drawn = list(examples(tmp_path, one_box))
    assert {(each.kind, each.source) for each in drawn} >= {
        (DETECTED, "negatives"),
        (PLACE, "negatives"),
        (PLACE, "one"),
    }
    assert {each.held_out for each in drawn if each.source == "two"} == {True}
    assert {each.held_out for each in drawn if each.source == "one"} == {False}
    for each in drawn:
        red = np.count_nonzero(each.image[..., 0] > 200) / (200 * 120)
        assert each.kind != VEHICLE or red == 1.0
        assert each.kind == VEHICLE or red <= (0.35 if each.kind == PART else 0.08), (
            "only the margin around a place may touch a car"
        )
    [found] = [each for each in drawn if each.kind == DETECTED]
    assert found.image.shape[:2] == (58, 116), "with the margin of a crop"


def one_box(images: Sequence[ByteArray]) -> list[Detections]:
    return [Detections(np.array([[100, 100, 200, 150]], np.float32), np.array([0.05], np.float32), np.array([0]))]


def write(path: Path, car: bool) -> None:
    path.parent.mkdir(exist_ok=True)
    image = np.full((360, 640, 3), ROAD if car else WALL, np.uint8)
    image[100:220, 200:400] = CAR if car else WALL
    cv2.imwrite(str(path), image)
