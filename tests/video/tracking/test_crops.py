import cv2
import numpy as np
import pytest

from vehiclefinder.core.types import ByteArray, Frame
from vehiclefinder.video.tracking.crops import CropSelector, CropSettings, cut, prominence, sharpness


def box(*corners: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.array(corners, np.float32)


def pattern(blur: int = 0) -> ByteArray:
    image = np.random.default_rng(0).integers(0, 255, (240, 320, 3), dtype=np.uint8)
    image = np.asarray(cv2.resize(image[::8, ::8], (320, 240), interpolation=cv2.INTER_NEAREST), np.uint8)
    return np.asarray(cv2.blur(image, (blur, blur)), np.uint8) if blur else image


def test_a_crop_has_its_margin() -> None:
    image = np.arange(240 * 320 * 3, dtype=np.uint32).astype(np.uint8).reshape(240, 320, 3)
    np.testing.assert_array_equal(cut(image, box(100, 100, 150, 125)), image[98:127, 96:154])


def test_a_large_crop_is_reduced_and_keeps_its_shape() -> None:
    image = np.zeros((1000, 2000, 3), np.uint8)
    assert cut(image, box(0, 0, 2000, 1000)).shape == (112, 224, 3)
    assert cut(image, box(100, 0, 110, 1000)).shape[0] == 224


@pytest.mark.parametrize(
    "corners", [(-50, -50, 10, 10), (319.6, 239.7, 320, 240), (0, 0, 0, 0), (320, 240, 320, 240), (5.2, 5.2, 5.3, 5.3)]
)
def test_a_crop_is_never_empty(corners: tuple[float, ...]) -> None:
    assert cut(pattern(), box(*corners)).size > 0


def test_a_crop_does_not_hold_on_to_its_frame() -> None:
    assert cut(pattern(), box(100, 100, 150, 125)).base is None


def test_sharp_beats_blurred_at_every_size() -> None:
    values = [sharpness(pattern(blur)) for blur in (0, 21, 41)]
    assert values[0] > 2 * values[1] > 2 * values[2]


def test_large_and_whole_beats_small_or_cut() -> None:
    image = pattern()
    assert prominence(box(50, 50, 150, 150), image) == pytest.approx(100)
    assert prominence(box(50, 50, 100, 100), image) == pytest.approx(50)
    assert prominence(box(0, 50, 100, 150), image) == pytest.approx(30)
    assert prominence(box(220, 50, 319.5, 150), image) < 31


def test_the_best_come_first_and_lie_apart() -> None:
    album = CropSelector(CropSettings(count=3, spacing=0.5))
    sharp = {10, 40, 70}
    for index in range(100):
        album.add(Frame(pattern(0 if index in sharp else 15), index / 25), box(50, 50, 150, 120), worth=1.0)
    # Looks are rare, so a single sharp frame may be passed over; a promising one never is.
    assert len(album.best()) == 3
    times = sorted(crop.time for crop in album.best())
    assert np.diff(times).min() >= 0.2
    qualities = [crop.quality for crop in album.best()]
    assert qualities == sorted(qualities, reverse=True)


def test_a_much_more_promising_picture_is_never_passed_over() -> None:
    album = CropSelector()
    for index in range(50):
        album.add(Frame(pattern(), index / 25), box(50, 50, 150, 120), worth=0.9 if index == 31 else 0.4)
    best = album.best()
    assert best[0].time == pytest.approx(31 / 25)
    assert best[0].quality == pytest.approx(best[1].quality * 0.9 / 0.4)


def test_memory_is_bounded_and_spread_over_the_whole_track() -> None:
    album = CropSelector(CropSettings(count=5))
    for index in range(3000):
        album.add(Frame(pattern(), index / 5), box(50, 50, 150, 120))
    times = [crop.time for crop in album.best()]
    assert len(times) == 5
    assert len(album) <= 15
    assert max(times) - min(times) > 100
