"""Streams of a camera by RTSP: when their pictures were taken, and what is lost of them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count, islice
from pathlib import Path
from threading import Condition

import pytest

from vehiclefinder.video.sources import stream_receiver
from vehiclefinder.video.sources.frame_sampling import FrameSampler
from vehiclefinder.video.sources.stream import LiveStream, Segment, SegmentSettings
from vehiclefinder.video.sources.stream_connection import ConnectionSettings
from vehiclefinder.video.sources.stream_receiver import StreamSettings

from ...conftest import NOW
from ..rtsp import FPS, RtspClient, Script, rtsp_camera
from ..synthetic import index_of

BURST = 60
"""Frames that have arrived before the first is looked at, six seconds: more than FFmpeg wants to open a stream."""
FRAMES = 90


class SteppedClock:
    """Stands at the time of the last frame that was sent; each frame after a burst waits until the time was read."""

    def __init__(self) -> None:
        self.time = NOW
        self._reads = 0
        self._changed = Condition()

    def read(self) -> datetime:
        with self._changed:
            self._reads += 1
            self._changed.notify_all()
            return self.time

    def sent(self, moment: datetime) -> None:
        with self._changed:
            self.time = moment

    def wait_for_reads(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._reads >= count, 60)

    @property
    def reads(self) -> int:
        with self._changed:
            return self._reads


def taken(client: RtspClient, number: int) -> datetime:
    """When a frame is sent; the clients of a camera come ten seconds after one another."""
    return NOW + timedelta(seconds=10 * client.number + number / FPS)


def script(clock: SteppedClock, report: Callable[[RtspClient], object] = lambda client: None) -> Script:
    def play(client: RtspClient) -> None:
        before = clock.reads
        clock.sent(taken(client, 0))
        report(client)
        for number in range(FRAMES):
            if number >= BURST:
                clock.wait_for_reads(before + number)
            clock.sent(taken(client, number))
            client.frame(number)

    return play


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_receiver, "LONGEST_WAIT", 0.01)


def segments(
    play: Script, clock: SteppedClock, folder: Path | None, count: int
) -> list[tuple[Segment, list[tuple[int, float]]]]:
    settings = StreamSettings(ConnectionSettings(now=clock.read), ahead=4 * FRAMES)
    found = []
    with rtsp_camera(play) as address, LiveStream(address, settings, SegmentSettings(2.0, folder)) as stream:
        for one in islice(stream.segments(), count):
            frames = [(index_of(frame.image), round(frame.time, 3)) for frame in one.frames(FrameSampler())]
            found.append((one, frames))
    return found


def starts(found: list[tuple[Segment, list[tuple[int, float]]]]) -> list[float]:
    return [(one.start_time - NOW).total_seconds() for one, _ in found]


def behind(*seconds: float) -> Callable[[RtspClient], object]:
    """Let the camera's clock be so far behind, for one client after the other."""
    return lambda client: client.report(0, taken(client, 0) - timedelta(seconds=seconds[client.number]))


@pytest.mark.parametrize("recorded", [True, False])
def test_where_the_camera_reports_its_clock_segments_begin_by_it(tmp_path: Path, recorded: bool) -> None:
    clock = SteppedClock()
    found = segments(script(clock, behind(3.7)), clock, tmp_path if recorded else None, 4)
    assert starts(found) == pytest.approx([-3.7, -1.7, 0.3, 2.3], abs=1e-3)
    for at, (one, frames) in enumerate(found):
        assert frames == [((20 * at + number) % 50, number / FPS) for number in range(20)], (
            "from the first key frame on"
        )
        assert (one.recording is not None, one.notes) == (recorded, ())


def test_without_reports_a_segment_begins_when_its_first_frame_was_sent_however_long_opening_took() -> None:
    clock = SteppedClock()
    found = segments(script(clock), clock, None, 2)
    late = starts(found)[0]
    assert 0.0 <= late <= 2 / FPS, "FFmpeg hands a frame over when the next has begun"
    assert starts(found) == pytest.approx([late, late + 2.0], abs=0.01)


def test_a_clock_that_is_far_off_is_not_believed_and_that_is_said() -> None:
    clock = SteppedClock()
    ((one, _),) = segments(script(clock, behind(3600.0)), clock, None, 1)
    assert 0.0 <= (one.start_time - NOW).total_seconds() <= 2 / FPS
    assert one.notes == ("the camera's clock is 3,600 s behind ours, so its times are those of arrival",)


def test_no_segment_begins_before_the_one_before_has_ended() -> None:
    clock = SteppedClock()
    found = segments(script(clock, behind(0.0, 8.0)), clock, None, 7)
    ends = [begin + frames[-1][1] for begin, (_, frames) in zip(starts(found), found, strict=True)]
    assert starts(found)[5] == pytest.approx(ends[4], abs=1e-3), "by its report it would be seven seconds earlier"
    assert all(begin >= end - 1e-3 for end, begin in zip(ends, starts(found)[1:], strict=False))


def test_a_stream_of_which_nothing_can_be_decoded_is_lost() -> None:
    def without_key_frames(client: RtspClient) -> None:
        for number in range(1, 49):
            client.frame(number)

    class LostError(Exception):
        pass

    reasons: set[str] = set()

    def look() -> None:
        if stream.outage is not None:
            reasons.add(stream.outage.reason)
            raise LostError

    seconds = count()
    settings = StreamSettings(ConnectionSettings(now=lambda: NOW + timedelta(seconds=next(seconds))))
    with rtsp_camera(without_key_frames, gop=50) as address:
        stream = LiveStream(address, settings, idle=look)
        with stream, pytest.raises(LostError):
            list(stream.segments())
    assert reasons == {"it sends nothing that can be decoded"}
