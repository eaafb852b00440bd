"""Streams that are kept as they come."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import pytest

from vehiclefinder.core.types import Frame
from vehiclefinder.video.sources.frame_sampling import FrameSampler
from vehiclefinder.video.sources.open import open_video
from vehiclefinder.video.sources.stream import LiveStream, SegmentSettings
from vehiclefinder.video.sources.stream_recorder import StreamRecorder

from ..served import served, whole
from ..synthetic import grey, index_of


def write_keyed(path: Path, frames: int, gop: int) -> Path:
    """Write 10 frames a second, one in ``gop`` a key frame, with frames that are sent before those they follow."""
    with av.open(str(path), "w", options={"movflags": "faststart"} if path.suffix == ".mp4" else {}) as container:
        stream = container.add_stream("libx264", rate=10, options={"bf": "2", "sc_threshold": "0", "crf": "1"})
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = 64, 48, "yuv420p", gop
        stream.time_base = Fraction(1, 10)
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(grey(number), format="rgb24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


Seen = list[tuple[int, float]]


def seen(frames: Iterable[Frame]) -> Seen:
    return [(index_of(frame.image), round(frame.time, 2)) for frame in frames]


@pytest.mark.parametrize("suffix", [".mkv", ".mp4"])
def test_every_segment_is_recorded_frame_by_frame_at_the_same_times(tmp_path: Path, suffix: str) -> None:
    clip = write_keyed(tmp_path / f"a{suffix}", 35, gop=10)
    cut = SegmentSettings(seconds=1.0, recordings=tmp_path / "kept")
    segments: list[tuple[Path | None, Seen]] = []
    with served(whole(clip)) as address, LiveStream(address, segments=cut) as stream:
        for segment in stream.segments():
            segments.append((segment.recording, seen(segment.frames(FrameSampler()))))
    assert [[number for number, _ in frames] for _, frames in segments] == [
        [*range(10)],
        [*range(10, 20)],
        [*range(20, 30)],
        [*range(30, 35)],
    ]
    for recording, frames in segments:
        assert recording is not None
        with open_video(recording) as video:
            assert seen(video) == frames
    assert len(list((tmp_path / "kept").iterdir())) == 4


def lengths(clip: Path, cut: SegmentSettings) -> list[tuple[bool, int]]:
    """Of every segment, whether it is recorded and how many frames it has."""
    with served(whole(clip)) as address, LiveStream(address, segments=cut) as stream:
        return [(one.recording is not None, len(seen(one.frames(FrameSampler())))) for one in stream.segments()]


def test_a_stream_of_few_key_frames_is_cut_at_them(tmp_path: Path) -> None:
    cut = SegmentSettings(seconds=0.5, recordings=tmp_path / "kept")
    assert lengths(write_keyed(tmp_path / "a.mkv", 20, gop=8), cut) == [(True, 8), (True, 8), (True, 4)]


def test_a_stream_without_further_key_frames_is_cut_by_time_and_kept_no_more(tmp_path: Path) -> None:
    found = lengths(
        write_keyed(tmp_path / "a.mkv", 40, gop=100), SegmentSettings(seconds=0.5, recordings=tmp_path / "kept")
    )
    assert [recorded for recorded, _ in found] == [True] + [False] * (len(found) - 1)
    assert sum(length for _, length in found) == 40
    assert max(length for _, length in found) <= 16


def test_where_nothing_can_be_written_the_stream_goes_on(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("no folder")
    found = lengths(
        write_keyed(tmp_path / "a.mkv", 15, gop=5), SegmentSettings(seconds=1.0, recordings=tmp_path / "kept")
    )
    assert found == [(False, 10), (False, 5)]


def test_recording_begins_again_once_something_can_be_written(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text("no folder")
    begun = []
    with av.open(str(write_keyed(tmp_path / "a.mkv", 40, gop=10))) as container:
        stream = container.streams.video[0]
        recorder = StreamRecorder(kept, stream, seconds=1.0)
        for number, packet in enumerate(container.demux(stream)):
            if number == 5:
                kept.unlink()
            stamp = packet.pts
            recorder.announce(packet)
            recorder.keep(packet)
            begun.append(recorder.piece_of(stamp) is not None)
        recorder.close()
    assert begun.index(True) == 10, "with the next key frame a piece later"
    with open_video(next(kept.iterdir())) as video:
        assert [index_of(frame.image) for frame in video] in (
            list(range(10, 20)),
            list(range(20, 30)),
            list(range(30, 40)),
        )
    assert len(list(kept.iterdir())) == 3


def test_a_frame_of_no_known_time_lies_where_the_one_before_does(tmp_path: Path) -> None:
    with av.open(str(write_keyed(tmp_path / "a.mkv", 25, gop=10))) as container:
        recorder = StreamRecorder(tmp_path / "kept", container.streams.video[0], seconds=1.0)
        assert recorder.piece_of(None) is None
        for packet in container.demux(container.streams.video[0]):
            recorder.announce(packet)
            recorder.keep(packet)
        recorder.close()
    first = recorder.piece_of(0)
    assert first is not None
    assert recorder.piece_of(None) is first
    second = recorder.piece_of(1000)
    assert second is not None
    assert second is not first
    assert recorder.piece_of(None) is second
