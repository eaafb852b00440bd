"""Which recordings browsers play as they lie, and what their clock shows."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from vehiclefinder.core.errors import NotPlayableError
from vehiclefinder.video.clips.playback import Playback, playback_of

RATE = 25


def written(path: Path, stamps: list[float], codec: str = "libx264", **told: str) -> Path:
    """Write a frame for each stamp (seconds).

    :param told: ``format``, ``pixels``, frames between that are coded from both sides (``bf``), and options of the
        container.
    """
    kind, pixels, bf = (
        told.pop(name, usual) for name, usual in (("format", "mp4"), ("pixels", "yuv420p"), ("bf", "0"))
    )
    with av.open(str(path), "w", format=kind, options=told) as container:
        stream: Any = container.add_stream(codec, rate=RATE, options={"bf": bf} if codec == "libx264" else {})
        stream.width, stream.height, stream.pix_fmt = 64, 48, pixels
        stream.codec_context.time_base = Fraction(1, 1000)
        for number, stamp in enumerate(stamps):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), number * 3, np.uint8), format="rgb24")
            frame.pts, frame.time_base = round(stamp * 1000), Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


EVEN = [number / RATE for number in range(50)]


@pytest.mark.parametrize(
    ("file", "told", "expected"),
    [
        ("a.mp4", {}, Playback("video/mp4", 0.0, 0.04)),
        ("a.mp4", {"movflags": "faststart"}, Playback("video/mp4", 0.0, 0.04)),
        ("a.mp4", {"bf": "2"}, Playback("video/mp4", 0.0, 0.04)),
        ("a.mp4", {"bf": "2", "use_editlist": "0"}, Playback("video/mp4", 0.08, 0.04)),
        ("a.mp4", {"movflags": "frag_keyframe+empty_moov"}, Playback("video/mp4", 0.0, 0.04)),
        ("a.webm", {"format": "webm", "codec": "libvpx"}, Playback("video/webm", 0.0, 0.04)),
    ],
)
def test_what_browsers_play_is_told_with_its_clock(
    tmp_path: Path, file: str, told: dict[str, str], expected: Playback
) -> None:
    found = playback_of(written(tmp_path / file, EVEN, **told))
    assert found.media_type == expected.media_type
    assert found.offset == pytest.approx(expected.offset, abs=1e-3)
    assert found.interval == pytest.approx(expected.interval, rel=0.03)


@pytest.mark.parametrize(
    ("file", "stamps", "told", "reason"),
    [
        ("a.avi", EVEN, {"format": "avi"}, "neither"),
        ("a.mkv", EVEN, {"format": "matroska"}, "neither"),
        ("a.ts", EVEN, {"format": "mpegts"}, "neither"),
        ("a.mov", EVEN, {"format": "mov"}, "neither"),
        ("a.mp4", EVEN, {"codec": "mpeg4"}, "not every browser plays mpeg4"),
        ("a.mp4", EVEN, {"codec": "libx265"}, "not every browser plays hevc"),
        ("a.mp4", EVEN, {"pixels": "yuv444p"}, "pixels of yuv444p"),
        ("a.mp4", [1.5 + stamp for stamp in EVEN], {}, "begins at 1.5 s"),
        ("a.mp4", [*EVEN, 4000.0, 4000.04], {}, "leaps"),
    ],
)
def test_what_not_all_of_them_play_is_refused(
    tmp_path: Path, file: str, stamps: list[float], told: dict[str, str], reason: str
) -> None:
    with pytest.raises(NotPlayableError, match=reason):
        playback_of(written(tmp_path / file, stamps, **told))
