"""Pictures with and without colour, made in code."""

import cv2
import numpy as np
import pytest

from vehiclefinder.core.types import ByteArray, Crop, Frame
from vehiclefinder.video.tracking.monochrome import COLOURED, ColourMeter, chroma_spread, in_one_hue

TINTS = {
    "none": ((1.0, 1.0, 1.0), 0.0),
    "pink": ((1.12, 0.97, 1.08), 0.0),
    "green": ((0.92, 1.06, 0.95), 0.0),
    "uniform": ((1.0, 1.0, 1.0), (6.0, 0.0, -6.0)),
}
RED = (200, 40, 40)


def grey(tint: str = "none", noise: float = 0.0, size: tuple[int, int] = (240, 320)) -> ByteArray:
    """A grey picture of all brightnesses, with a cast, and noise in every channel."""
    rng = np.random.default_rng(0)
    luma = np.linspace(20, 230, size[0] * size[1]).reshape(*size, 1)
    gain, offset = TINTS[tint]
    picture = luma * np.array(gain) + np.array(offset) + rng.normal(0, noise, (*size, 3))
    return np.asarray(np.clip(np.rint(picture), 0, 255), np.uint8)


def painted(share: float, colour: tuple[int, int, int] = RED) -> ByteArray:
    """A grey picture with a coloured stripe over a share of its width, which is not at the edges."""
    picture = grey()
    picture[:, 100 : 100 + round(share * picture.shape[1])] = colour
    return picture


def shot(image: ByteArray) -> Crop:
    return Crop(image, 0.0, np.array([0, 0, 8, 8], np.float32), 1.0)


def meter(*pictures: ByteArray) -> ColourMeter:
    """A meter that was shown a picture a second."""
    one = ColourMeter()
    for second, picture in enumerate(pictures):
        one.add(Frame(picture, float(second)))
    return one


def times(*seconds: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.array(seconds, np.float32)


@pytest.mark.parametrize("tint", TINTS)
@pytest.mark.parametrize("noise", [0.0, 6.0])
def test_a_grey_picture_has_no_colour_whatever_its_cast_and_noise(tint: str, noise: float) -> None:
    assert chroma_spread(grey(tint, noise)) < COLOURED


def test_a_plain_grey_picture_has_no_spread_at_all() -> None:
    assert chroma_spread(grey()) == 0.0
    assert chroma_spread(np.full((8, 8, 3), 90, np.uint8)) == 0.0


def test_hues_that_differ_at_one_brightness_are_no_cast() -> None:
    half = np.full((60, 80, 3), (140, 110, 110), np.uint8)
    half[:, 40:] = (100, 123, 123)
    assert chroma_spread(half) > COLOURED


@pytest.mark.parametrize(("share", "coloured"), [(0.0, False), (0.03, False), (0.1, True), (0.5, True)])
def test_a_tenth_of_a_picture_makes_it_one_in_colour_and_a_caption_does_not(share: float, coloured: bool) -> None:
    assert (chroma_spread(painted(share)) >= COLOURED) is coloured


def test_a_vehicle_that_alone_is_as_bright_as_it_is_has_a_colour() -> None:
    street = np.full((60, 80, 3), 90, np.uint8)
    street[20:40, 20:60] = (220, 200, 40)
    assert chroma_spread(street) > COLOURED


def test_what_is_masked_says_nothing() -> None:
    masked = painted(0.1)
    masked[:, :90] = 0
    masked[:, 140:] = 0
    assert chroma_spread(masked) > COLOURED
    assert np.isnan(chroma_spread(np.zeros((48, 64, 3), np.uint8)))


def test_large_pictures_are_judged_as_small_ones_are() -> None:
    assert chroma_spread(grey("pink", 6.0, (1080, 1920))) < COLOURED
    large = grey(size=(1080, 1920))
    large[400:800, 400:900] = RED
    assert chroma_spread(large) > COLOURED


def test_a_grey_vehicle_in_a_picture_in_colour_is_not_monochrome() -> None:
    assert meter(painted(0.3)).monochrome(times(0.0, 1.0), [shot(grey())]) is False


def test_a_vehicle_in_colour_on_bare_asphalt_is_not_monochrome() -> None:
    assert meter(grey()).monochrome(times(0.0), [shot(painted(0.3)), shot(painted(0.3)), shot(grey())]) is False


def test_a_vehicle_in_grey_pictures_is_monochrome_whatever_is_written_at_their_edges() -> None:
    captioned = grey()
    captioned[:20] = captioned[-20:] = (0, 0, 250)
    assert meter(captioned).monochrome(times(0.0), [shot(grey("pink"))]) is True


def test_most_frames_decide_while_a_camera_switches() -> None:
    switching = meter(*[painted(0.3)] * 4, *[grey()] * 4)
    crops = [shot(grey())]
    seen = [switching.monochrome(times(*span), crops) for span in ((0.0, 3.0), (1.0, 5.0), (3.0, 6.0), (4.0, 7.0))]
    assert seen == [False, False, True, True]
    assert switching.monochrome(times(5.2, 5.6), crops) is True
    assert switching.monochrome(times(1.2, 1.6), crops) is False


def test_two_frames_a_second_are_measured() -> None:
    one = ColourMeter()
    for number in range(50):  # grey at every half second, in colour in between
        one.add(Frame(grey() if number % 5 == 0 else painted(0.3), number / 10))
    assert one.monochrome(times(0.0, 4.9), [shot(grey())]) is True


def test_where_no_frame_could_be_measured_nothing_is_told() -> None:
    assert meter(np.zeros((48, 64, 3), np.uint8)).monochrome(times(0.0), [shot(grey())]) is None


SEPIA = np.array([[0.393, 0.349, 0.272], [0.769, 0.686, 0.534], [0.189, 0.168, 0.131]])
GLASS = {"green": (0.3, 1.0, 0.3), "sepia": (1.0, 0.8, 0.55), "blue": (0.5, 0.6, 1.1), "amber": (1.1, 0.8, 0.1)}


def through_glass(hue: str, picture: ByteArray, noise: float = 0.0) -> ByteArray:
    """A picture without its colours, but for one hue."""
    luma = picture.mean(axis=2, keepdims=True) + np.random.default_rng(0).normal(0, noise, (*picture.shape[:2], 1))
    return np.asarray(np.clip(np.rint(luma * np.array(GLASS[hue])), 0, 255), np.uint8)


@pytest.mark.parametrize("hue", GLASS)
@pytest.mark.parametrize("noise", [0.0, 6.0])
def test_pictures_of_one_hue_are_monochrome(hue: str, noise: float) -> None:
    picture = through_glass(hue, painted(0.3), noise)
    assert chroma_spread(picture) > COLOURED
    assert in_one_hue(picture)
    assert meter(picture).monochrome(times(0.0), [shot(picture)]) is True


@pytest.mark.parametrize(
    "picture", [grey(), grey(noise=6.0), painted(0.3), painted(0.9), np.zeros((8, 8, 3), np.uint8)]
)
def test_a_picture_in_colour_and_one_without_a_tint_are_not_of_one_hue(picture: ByteArray) -> None:
    assert not in_one_hue(picture)


def test_a_vehicle_that_fills_its_crop_with_one_hue_is_in_colour_where_the_place_is_grey() -> None:
    assert meter(grey()).monochrome(times(0.0), [shot(through_glass("amber", grey()))]) is False


@pytest.mark.parametrize("quality", [50, 90])
def test_sepia_is_one_hue_though_bright_parts_clip_and_compression_blurs_it(quality: int) -> None:
    picture = jpeg(np.clip(painted(0.3) @ SEPIA, 0, 255).astype(np.uint8), quality)
    assert (picture[..., 0] >= 250).mean() > 0.1
    assert in_one_hue(picture)
    assert not in_one_hue(jpeg(painted(0.3), quality))
    assert meter(picture).monochrome(times(0.0), [shot(picture)]) is True


def test_a_faint_tint_of_the_frames_is_one_of_the_crops_too() -> None:
    dull = np.asarray(np.clip(grey() * 0.15 + 80, 0, 255) @ SEPIA, np.uint8)
    bright = np.asarray(np.clip(grey() @ SEPIA, 0, 255), np.uint8)
    assert chroma_spread(dull) < COLOURED < chroma_spread(bright)
    assert meter(dull).monochrome(times(0.0), [shot(bright)]) is True


def jpeg(picture: ByteArray, quality: int) -> ByteArray:
    """A picture after JPEG with chroma of half the resolution."""
    data = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)[..., ::-1]
