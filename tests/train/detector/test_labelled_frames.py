from pathlib import Path

import cv2
import numpy as np
import pytest

from vehiclefinder.train.detector.labelled_frames import read_frames, read_negatives, without_source

HEADER = "file,class,x1,y1,x2,y2,origin,score,split\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("images/a.jpg", "images/b.jpg", "images/c.jpg", *(f"negatives/{n}.jpg" for n in range(5))):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        cv2.imwrite(str(tmp_path / name), np.zeros((40, 60, 3), np.uint8))
    boxes = (
        "a.jpg,bus,1,2,30.5,20,label,,train\na.jpg,car,3,4,9,9,ignore,,train\nb.jpg,motorcycle,0,0,5,5,tiles,0.6,dev\n"
    )
    (tmp_path / "boxes.csv").write_text(HEADER + boxes)
    (tmp_path / "weak.csv").write_text(HEADER + "b.jpg,car,10,10,20,20,tiles,0.4,dev\n")
    (tmp_path / "frames.csv").write_text("file,source,split\na.jpg,one,train\nb.jpg,two,dev\nc.jpg,two,dev\n")
    return tmp_path


def test_every_picture_with_its_boxes_and_what_is_unsure(folder: Path) -> None:
    a, b, c = read_frames(folder)
    assert a.boxes.tolist() == [[1, 2, 30.5, 20]] and a.labels.tolist() == [1] and a.ignored.tolist() == [[3, 4, 9, 9]]
    assert b.labels.tolist() == [3] and b.ignored.tolist() == [[10, 10, 20, 20]]
    assert len(c.boxes) == 0 and (c.source, c.split) == ("two", "dev")
    assert [frame.path.name for frame in read_frames(folder, "dev")] == ["b.jpg", "c.jpg"]
    assert [frame.path.name for frame in without_source([a, b, c], "two")] == ["a.jpg"]


def test_every_fourth_picture_without_vehicles_is_held_out(folder: Path) -> None:
    assert [frame.path.stem for frame in read_negatives(folder, "dev")] == ["0", "4"]
    assert [frame.path.stem for frame in read_negatives(folder, "train")] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a.jpg,tram,1,2,3,4,label,,train", "expected a class of"),
        ("a.jpg,car,1,2,x,4,label,,train", "expected numbers x1, y1, x2, y2"),
        ("z.jpg,car,1,2,3,4,label,,train", "got one of 'z.jpg'"),
    ],
)
def test_bad_rows_are_told(folder: Path, row: str, message: str) -> None:
    (folder / "boxes.csv").write_text(HEADER + row + "\n")
    with pytest.raises(ValueError, match=message):
        read_frames(folder)


def test_a_folder_without_frames_and_a_split_without_any_are_told(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(ValueError, match="expected a folder with images/"):
        read_frames(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="expected a split of"):
        read_frames(folder, "test")
