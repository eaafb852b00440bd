"""Colours by value: untagged video is of BT.709 from 720 lines up, and wide range is brought to standard range."""

from pathlib import Path

import av
import numpy as np
import pytest

from tests.video.numbered import numbered
from vehiclefinder.core.types import ByteArray
from vehiclefinder.video.sources.open import ReadSettings, open_video
from vehiclefinder.video.sources.tone import Transfer, to_standard_range

RED = (200, 30, 40)


def write(path: Path, height: int, colorspace: int, tagged: bool = False) -> Path:
    """One picture of ``RED``, converted by a colour space that is written down only where it is tagged."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"crf": "4"})
        stream.width, stream.height, stream.pix_fmt = 320, height, "yuv420p"
        if tagged:
            stream.codec_context.colorspace = colorspace
        image = np.full((height, 320, 3), RED, np.uint8)
        frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(format="yuv420p", dst_colorspace=colorspace)
        frame.colorspace = colorspace if tagged else 2
        frame.pts = 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def colour_of(path: Path) -> tuple[float, ...]:
    with open_video(path, ReadSettings(ahead=0)) as video:
        return tuple(next(iter(video)).image.mean(axis=(0, 1)))


@pytest.mark.parametrize(
    ("height", "colorspace", "tagged"), [(720, 1, False), (480, 5, False), (720, 5, True), (480, 1, True)]
)
def test_a_red_stays_that_red(tmp_path: Path, height: int, colorspace: int, tagged: bool) -> None:
    path = write(tmp_path / "a.mp4", height, colorspace, tagged)
    np.testing.assert_allclose(colour_of(path), RED, atol=3)


def pixel(*levels: int) -> ByteArray:
    return np.array([[levels]], np.uint8)


@pytest.mark.parametrize(
    ("transfer", "level", "expected"),
    [
        # 203 cd/m2, which is white, by BT.2408: 58 % of PQ and 75 % of HLG.
        (Transfer.PQ, 148, 238),
        (Transfer.HLG, 191, 238),
        # 18 % grey of that white, 36.5 cd/m2, is kept as it is: 118 by sRGB.
        (Transfer.PQ, 105, 118),
        (Transfer.PQ, 0, 0),
        (Transfer.PQ, 255, 255),
    ],
)
def test_light_of_high_range_keeps_its_place(transfer: Transfer, level: int, expected: int) -> None:
    shown = to_standard_range(pixel(level, level, level), transfer)
    np.testing.assert_allclose(shown, expected, atol=3)


def test_primaries_are_converted() -> None:
    red = to_standard_range(pixel(120, 60, 60), Transfer.PQ)[0, 0].astype(int)
    assert red[0] > 190
    assert max(red[1:]) < 60


def test_a_file_of_high_range_is_brought_to_standard_range(tmp_path: Path) -> None:
    path = tmp_path / "hdr.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=25)
        stream.width, stream.height, stream.pix_fmt = 320, 192, "yuv420p10le"
        context = stream.codec_context
        context.color_trc, context.color_primaries, context.colorspace = 16, 9, 9
        grey = np.full((192, 320, 3), 105, np.uint8)
        frame = av.VideoFrame.from_ndarray(grey, format="rgb24").reformat(format="yuv420p10le", dst_colorspace=9)
        frame.pts = 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    np.testing.assert_allclose(colour_of(path), 118, atol=6)


def test_numbered_pictures_are_told_apart() -> None:
    assert (numbered(3) != numbered(4)).any()
