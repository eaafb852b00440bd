import numpy as np

from vehiclefinder.core.types import ByteArray
from vehiclefinder.video.tracking.appearance import likeness, thumbnails


def halves(left: int, right: int) -> ByteArray:
    image = np.zeros((100, 200, 3), np.uint8)
    image[:, :100], image[:, 100:] = left, right
    return image


def test_thumbnails_show_what_is_in_the_boxes() -> None:
    boxes = np.array([[0, 0, 100, 100], [90, 20, 110, 80], [190, 90, 260, 180]], np.float32)
    small = thumbnails(halves(40, 200), boxes)
    assert small.shape == (3, 16, 16, 3)
    np.testing.assert_array_equal(small[0], 40)
    np.testing.assert_allclose(small[1][:, :7], 40)
    np.testing.assert_allclose(small[1][:, 9:], 200)
    np.testing.assert_array_equal(small[2], 200)
    assert thumbnails(halves(0, 0), np.zeros((0, 4), np.float32)).shape == (0, 16, 16, 3)


def test_likeness_falls_with_the_difference() -> None:
    boxes = np.array([[0, 0, 100, 100]], np.float32)
    dark, light = (thumbnails(halves(level, 0), boxes) for level in (40, 70))
    both = np.concatenate([dark, light])
    np.testing.assert_allclose(likeness([dark[0], None], both), [[1.0, np.exp(-1.0)], [0.5, 0.5]])
    assert likeness([], both).shape == (0, 2)
