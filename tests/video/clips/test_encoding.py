from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from tests.video.synthetic import grey, index_of
from vehiclefinder.core.errors import VideoError
from vehiclefinder.video.clips.encoding import write_clip
from vehiclefinder.video.sources.open import open_video


def test_browsers_can_play_it(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    write_clip(path, [grey(i, (63, 49)) for i in range(12)], 29.97)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width, stream.height, stream.average_rate) == (62, 48, Fraction(2997, 100))
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_pictures_come_back(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    write_clip(path, (grey(i) for i in range(12)), 10)
    with open_video(path) as video:
        frames = list(video)
    assert [index_of(f.image) for f in frames] == list(range(12))
    np.testing.assert_allclose([f.time for f in frames], np.arange(12) / 10, atol=1e-4)


def test_mistakes_and_misfortunes(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one image"):
        write_clip(tmp_path / "clip.mp4", [], 25)
    with pytest.raises(ValueError, match="fps > 0"):
        write_clip(tmp_path / "clip.mp4", [grey(0)], 0)
    with pytest.raises(VideoError, match="cannot write"):
        write_clip(tmp_path / "missing" / "clip.mp4", [grey(0)], 25)
