"""Pictures that are kept apart in time, and encoded once, when somebody asks."""

from collections.abc import Sequence

import numpy as np
import pytest

from vehiclefinder.core.types import ByteArray, FloatArray
from vehiclefinder.video.tracking.gallery import FramePictures, Gallery


class Means:
    """The mean colour; remembers the sizes it was given."""

    def __init__(self) -> None:
        self.sizes: list[tuple[int, int]] = []

    def encode(self, crops: Sequence[ByteArray]) -> FloatArray:
        self.sizes += [(crop.shape[0], crop.shape[1]) for crop in crops]
        return np.array([crop.mean(axis=(0, 1)) for crop in crops], np.float32)


def pictures(encoder: Means, time: float, colour: tuple[int, int, int]) -> FramePictures:
    image = np.full((300, 500, 3), colour, np.uint8)
    return FramePictures(image, np.array([[0, 0, 384, 192]], np.float32), time, encoder)


def test_pictures_are_kept_apart_in_time_and_the_last_ones_stay() -> None:
    gallery, encoder = Gallery(), Means()
    for index in range(11):
        pictures(encoder, index * 0.2, (200, 0, 0)).keep(0, gallery)
    assert [picture.time for picture in gallery.pictures] == pytest.approx([1.2, 1.6, 2.0])
    assert encoder.sizes == []


def test_the_nearest_picture_counts_and_each_is_encoded_once() -> None:
    gallery, encoder = Gallery(), Means()
    pictures(encoder, 0.0, (200, 0, 0)).keep(0, gallery)
    pictures(encoder, 1.0, (0, 200, 0)).keep(0, gallery)
    now = pictures(encoder, 2.0, (0, 150, 0))
    assert now.alike(gallery, 0) == pytest.approx(1.0)
    assert now.alike(gallery, 0) == pytest.approx(1.0)
    assert encoder.sizes == [(48, 96)] * 3
    assert pictures(encoder, 3.0, (100, 0, 100)).alike(gallery, 0) == pytest.approx(0.5**0.5)
