"""Crops of frames with boxes, of which a coarse class is known."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from vehiclefinder.core.types import VEHICLE_CLASSES
from vehiclefinder.match.slots import TYPES
from vehiclefinder.train.dataset import read_coarse
from vehiclefinder.train.evaluate import read_picture
from vehiclefinder.train.frame_crops import PER_FRAME, cut_crops

ROWS = (
    "a.png,truck,10,10,60,40",
    "a.png,car,90,50,100,80",  # beyond the right edge once the margin is added
    "a.png,bus,2,2,12,9",  # too small
    "b.png,car,0,0,50,50",
)


@pytest.fixture
def frames(tmp_path: Path) -> Path:
    folder = tmp_path / "frames"
    (folder / "images").mkdir(parents=True)
    for name in ("a", "b"):
        image = np.zeros((80, 100, 3), np.uint8)
        image[10:40, 10:60] = (0, 0, 255)
        cv2.imwrite(str(folder / "images" / f"{name}.png"), image)
    (folder / "frames.csv").write_text("file,source,split\na.png,rf,train\nb.png,act,train\n", encoding="utf-8")
    _write_boxes(folder, ROWS)
    return folder


def _write_boxes(folder: Path, rows: tuple[str, ...]) -> None:
    (folder / "boxes.csv").write_text("\n".join(["file,class,x1,y1,x2,y2", *rows]), encoding="utf-8")


def test_crops_are_cut_with_a_margin_and_a_class_that_rules_nothing_out(frames: Path, tmp_path: Path) -> None:
    assert cut_crops(frames, tmp_path / "out") == 3
    crops = read_coarse([tmp_path / "out"])
    accepted = [{TYPES[value] for value in np.flatnonzero(row)} for row in crops.accepted["type"]]
    assert accepted[0] == {"truck", "pickup", "van"}
    assert "suv" in accepted[1]
    assert accepted[2] == set()  # a source that calls every vehicle a car says nothing
    truck = read_picture(crops.files[0])
    assert truck.shape == (34, 58, 3)
    assert truck[17, 29, 0] > 240
    assert truck[0, 0].max() < 60
    assert read_picture(crops.files[1]).shape == (32, 11, 3)


def test_a_source_can_be_left_out(frames: Path, tmp_path: Path) -> None:
    cut_crops(frames, tmp_path / "out")
    assert len(read_coarse([tmp_path / "out"], without=["rf"])) == 1


def test_a_crowded_frame_gives_some_of_its_vehicles(frames: Path, tmp_path: Path) -> None:
    _write_boxes(frames, tuple(f"a.png,{VEHICLE_CLASSES[0]},{x},10,{x + 25},40" for x in range(20)))
    assert cut_crops(frames, tmp_path / "out") == PER_FRAME
