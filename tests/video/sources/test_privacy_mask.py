"""What is masked is black, and nothing else is."""

import numpy as np

from vehiclefinder.core.types import Frame
from vehiclefinder.video.sources.privacy_mask import masked, masked_frames

CORNER = ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5))
BAND = ((0.8, 0.0), (1.0, 0.0), (1.0, 1.0), (0.8, 1.0))


def test_masked_parts_are_black_at_any_size() -> None:
    for width, height in ((100, 60), (1280, 720)):
        image = np.full((height, width, 3), (200, 100, 50), np.uint8)
        seen = masked(image, (CORNER, BAND))
        assert (seen[: int(0.2 * height), : int(0.2 * width)] == 0).all()
        assert (seen[:, int(0.82 * width) :] == 0).all()
        assert (seen[int(0.6 * height) :, : int(0.78 * width)] == (200, 100, 50)).all()
        hidden = float((seen == 0).all(axis=2).mean())
        assert 0.125 + 0.2 <= hidden <= 0.125 + 0.2 + 0.03
        assert (image == (200, 100, 50)).all()


def test_without_masks_the_picture_is_the_same_one() -> None:
    image = np.zeros((4, 4, 3), np.uint8)
    assert masked(image, ()) is image


def test_frames_keep_their_times() -> None:
    frames = [Frame(np.full((10, 10, 3), 9, np.uint8), time) for time in (0.0, 0.5)]
    found = list(masked_frames(frames, (BAND,)))
    assert [frame.time for frame in found] == [0.0, 0.5]
    assert found[0].image[:, 9].max() == 0
    assert found[0].image[:, 2].min() == 9
