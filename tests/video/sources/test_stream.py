"""Streams over HTTP from this machine."""

from datetime import timedelta
from fractions import Fraction
from http.server import BaseHTTPRequestHandler
from itertools import count
from pathlib import Path
from threading import Event

import av
import pytest
from av import VideoFrame
from time_machine import Traveller

from vehiclefinder.video.sources import stream_receiver
from vehiclefinder.video.sources.frame_sampling import FrameSampler
from vehiclefinder.video.sources.stream import LiveStream, SegmentSettings
from vehiclefinder.video.sources.stream_address import StreamAddress
from vehiclefinder.video.sources.stream_connection import ConnectionSettings
from vehiclefinder.video.sources.stream_receiver import Outage, StreamSettings, waited

from ...conftest import NOW
from ..served import served, whole
from ..synthetic import grey, index_of, write_timed


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_receiver, "LONGEST_WAIT", 0.01)


def read(stream: LiveStream) -> list[list[tuple[int, float]]]:
    return [[(index_of(f.image), round(f.time, 3)) for f in one.frames(FrameSampler())] for one in stream.segments()]


def test_a_stream_is_cut_into_segments_and_loses_no_frame_of_a_file(tmp_path: Path) -> None:
    clip = write_timed(tmp_path / "a.mp4", [i / 10 for i in range(25)])
    with served(whole(clip)) as address, LiveStream(address, segments=SegmentSettings(seconds=1.0)) as stream:
        segments = read(stream)
        assert stream.dropped == 0
    assert segments == [
        [(i, round(i / 10, 3)) for i in range(10)],
        [(10 + i, round(i / 10, 3)) for i in range(10)],
        [(20 + i, round(i / 10, 3)) for i in range(5)],
    ]


def test_a_segment_knows_its_size_and_when_it_began(tmp_path: Path, clock: Traveller) -> None:
    clip = write_timed(tmp_path / "a.mp4", [i / 10 for i in range(15)])
    starts = []
    with served(whole(clip)) as address, LiveStream(address, segments=SegmentSettings(seconds=1.0)) as stream:
        for one in stream.segments():
            assert (one.size, one.duration) == ((64, 48), None)
            starts.append(one.start_time)
            assert [frame.time for frame in one.between(0.15, 0.35)] == pytest.approx([0.2, 0.3])
            list(one.frames(FrameSampler()))
    assert starts == [NOW, NOW + timedelta(seconds=1)]


def outage_of(address: StreamAddress) -> Outage:
    """What is the matter with a stream that cannot be had."""

    class AwayError(Exception):
        pass

    def look() -> None:
        if stream.outage is not None:
            raise AwayError

    stream = LiveStream(address, idle=look)
    with stream, pytest.raises(AwayError):
        read(stream)
    assert stream.outage is not None
    return stream.outage


def test_what_cannot_be_had_tells_why_without_its_secrets(capfd: pytest.CaptureFixture[str], clock: Traveller) -> None:
    def refuse(request: BaseHTTPRequestHandler) -> None:
        request.send_error(401)

    with served(refuse) as address:
        outage = outage_of(address)
    assert outage == Outage(NOW, "Server returned 401 Unauthorized (authorization failed)")
    assert "s3cret" not in "".join(capfd.readouterr())


def test_a_stream_is_asked_for_until_it_is_there(tmp_path: Path) -> None:
    clip = write_timed(tmp_path / "a.mp4", [i / 10 for i in range(5)])
    asked = []

    def late(request: BaseHTTPRequestHandler) -> None:
        asked.append(request.path)
        whole(clip)(request) if len(asked) > 12 else request.send_error(404)

    with served(late) as address, LiveStream(address) as stream:
        assert [len(frames) for frames in read(stream)] == [5]
        assert stream.outage is None
    assert len(asked) == 13


def test_waits_double_up_to_a_limit_and_differ_from_camera_to_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_receiver, "LONGEST_WAIT", 30.0)
    assert [waited(failures, 0.0) for failures in (1, 2, 3, 4, 5, 6, 5000)] == [0.5, 1, 2, 4, 8, 15, 15]
    assert [waited(failures, 0.5) for failures in (1, 2, 6)] == [0.75, 1.5, 22.5]


def test_a_stream_that_sends_us_elsewhere_is_not_followed(tmp_path: Path) -> None:
    clip = write_timed(tmp_path / "a.mp4", [i / 10 for i in range(5)])
    asked = []

    def target(request: BaseHTTPRequestHandler) -> None:
        asked.append(request.path)
        whole(clip)(request)

    with served(target) as elsewhere:

        def send_away(request: BaseHTTPRequestHandler) -> None:
            request.send_response(302)
            request.send_header("Location", elsewhere.secret)
            request.end_headers()

        with served(send_away) as address:
            assert outage_of(address).reason
    assert asked == []


def test_a_playlist_is_not_followed(tmp_path: Path) -> None:
    clip = write_timed(tmp_path / "a.ts", [i / 10 for i in range(5)])
    playlist = tmp_path / "list"
    playlist.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{clip}\n#EXT-X-ENDLIST\n")
    with served(whole(playlist)) as address:
        assert outage_of(address).reason


def test_pictures_without_a_clock_are_timed_by_their_arrival() -> None:
    """As cameras send them by HTTP: one JPEG after the other, for which FFmpeg takes 25 a second."""
    coder = av.CodecContext.create("mjpeg", "w")
    assert isinstance(coder, av.VideoCodecContext)
    coder.width, coder.height, coder.pix_fmt, coder.time_base = 64, 48, "yuvj420p", Fraction(1, 2)
    pictures = [bytes(packet) for i in range(8) for packet in coder.encode(VideoFrame.from_ndarray(grey(i), "rgb24"))]

    def push(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "multipart/x-mixed-replace; boundary=next")
        request.end_headers()
        for picture in pictures:
            head = f"--next\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
            request.wfile.write(head.encode() + picture + b"\r\n")

    seconds = count()
    settings = StreamSettings(ConnectionSettings(now=lambda: NOW + timedelta(seconds=next(seconds))))
    with served(push) as address, LiveStream(address, settings) as stream:
        frames = [(index_of(f.image), f.time) for f in next(stream.segments()).frames(FrameSampler())]
    looks_at_the_clock = 3.0
    assert frames == [(number, number * looks_at_the_clock) for number in range(8)]


def test_closing_ends_the_segment_that_is_being_read(tmp_path: Path) -> None:
    clip = write_timed(tmp_path / "a.mp4", [i / 10 for i in range(25)])
    with served(whole(clip)) as address:
        stream = LiveStream(address, StreamSettings(ahead=2))
        segment = next(stream.segments())
        frames = []
        for frame in segment.frames(FrameSampler()):
            frames.append(index_of(frame.image))
            if len(frames) == 3:
                stream.close()
        assert frames == list(range(len(frames)))
        assert 3 <= len(frames) <= 6
        assert list(stream.segments()) == []


def test_somebody_may_stop_while_nothing_arrives(tmp_path: Path) -> None:
    over = Event()

    class StopNowError(Exception):
        pass

    def stop() -> None:
        raise StopNowError

    def silent(request: BaseHTTPRequestHandler) -> None:
        over.wait(5)

    with served(silent) as address:
        with pytest.raises(StopNowError), LiveStream(address, idle=stop) as stream:
            read(stream)
        over.set()
