from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("torch")

from vehiclefinder.core.types import ByteArray
from vehiclefinder.train.detector.augment import Sample, joined, placed, recoloured
from vehiclefinder.train.detector.batches import DetectorSampler, Mixture
from vehiclefinder.train.detector.labelled_frames import LabelledFrame

SIZE = (96, 160)
NONE = np.zeros((0, 4), np.float32)


def white_box(box: tuple[int, int, int, int]) -> Sample:
    """A black picture with one white vehicle."""
    image = np.zeros((200, 320, 3), np.uint8)
    image[box[1] : box[3], box[0] : box[2]] = 255
    return Sample(image, np.array([box], np.float32), np.array([0]), NONE)


def drawn_box(image: ByteArray) -> list[int]:
    rows, columns = np.nonzero(image[..., 0] > 180)
    return [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]


@pytest.mark.parametrize("seed", range(12))
def test_boxes_go_where_their_vehicles_go(seed: int) -> None:
    sample = placed(white_box((100, 60, 220, 140)), SIZE, np.random.default_rng(seed))
    assert sample.image.shape == (*SIZE, 3)
    for box in sample.boxes:
        assert np.abs(box - drawn_box(sample.image)).max() <= 2


@pytest.mark.parametrize("seed", range(6))
def test_four_pictures_in_one_keep_their_boxes(seed: int) -> None:
    parts = [white_box((120, 80, 200, 120))] * 4
    sample = joined(parts, SIZE, np.random.default_rng(seed))
    for x1, y1, x2, y2 in sample.boxes:
        inside = sample.image[int(y1) + 2 : int(y2) - 2, int(x1) + 2 : int(x2) - 2]
        assert inside.mean() > 240


def test_what_hardly_shows_is_neither_vehicle_nor_background() -> None:
    # Small in a large picture: less than five pixels of the input.
    for seed in range(20):
        sample = placed(white_box((100, 100, 104, 104)), SIZE, np.random.default_rng(seed))
        assert len(sample.boxes) == 0


def test_light_and_compression_change_the_picture_and_not_its_shape() -> None:
    image = np.full((40, 60, 3), 120, np.uint8)
    pictures = [recoloured(image, np.random.default_rng(seed)) for seed in range(20)]
    assert all(picture.shape == image.shape and picture.dtype == np.uint8 for picture in pictures)
    assert len({picture.tobytes() for picture in pictures}) > 10


def test_sources_are_drawn_by_their_weights_and_negatives_by_their_share(tmp_path: Path) -> None:
    colours = {"one": 40, "two": 120, "negatives": 250}
    frames = {}
    for source, level in colours.items():
        path = tmp_path / f"{source}.png"
        cv2.imwrite(str(path), np.full((96, 160, 3), level, np.uint8))
        frames[source] = LabelledFrame(path, NONE, np.zeros(0, np.int64), NONE, source)
    mixture = Mixture({"one": 3.0}, negatives=0.2, batch=1)
    sampler = DetectorSampler([frames["one"], frames["two"]], [frames["negatives"]], mixture)
    assert sampler.chances == pytest.approx([0.6, 0.2, 0.2])
    (batch,) = sampler.batches(np.random.default_rng(0), 1)
    assert batch.images.shape[0] == 1 and batch.images.shape[1] % 32 == 0 and batch.images.shape[2] % 32 == 0
