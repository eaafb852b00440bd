"""Streams over HTTP from this machine."""

from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event

import pytest
from time_machine import Traveller

from vehiclefinder.core.errors import VideoError
from vehiclefinder.video.sources import stream_receiver
from vehiclefinder.video.sources.frame_sampling import FrameSampler
from vehiclefinder.video.sources.stream import LiveStream, SegmentSettings
from vehiclefinder.video.sources.stream_receiver import StreamSettings

from ...conftest import NOW
from ..served import served, whole
from ..synthetic import index_of, write_timed

TWO_TRIES = StreamSettings(tries=2)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_receiver, "LONGEST_WAIT", 0.01)


def read(stream: LiveStream) -> list[list[tuple[int, float]]]:
    return [[(index_of(f.image), round(f.time, 3)) for f in one.frames(FrameSampler())] for one in stream.segments()]


def test_a_stream_is_cut_into_segments_and_loses_no_frame_of_a_file(tmp_path: Path) -> None:
    clip = write_timed(tmp_path / "a.mp4", [i / 10 for i in range(25)])
    with served(whole(clip)) as address, LiveStream(address, TWO_TRIES, SegmentSettings(seconds=1.0)) as stream:
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
    with served(whole(clip)) as address, LiveStream(address, TWO_TRIES, SegmentSettings(seconds=1.0)) as stream:
        for one in stream.segments():
            assert (one.size, one.duration) == ((64, 48), None)
            starts.append(one.start_time)
            assert [frame.time for frame in one.between(0.15, 0.35)] == pytest.approx([0.2, 0.3])
            list(one.frames(FrameSampler()))
    assert starts == [NOW, NOW + timedelta(seconds=1)]


def test_what_cannot_be_had_is_given_up_without_telling_secrets(capfd: pytest.CaptureFixture[str]) -> None:
    def refuse(request: BaseHTTPRequestHandler) -> None:
        request.send_error(401)

    gives_up = pytest.raises(VideoError, match=r"cannot receive http://\*\*\*@127.* gave up after 2 tries")
    with served(refuse) as address, LiveStream(address, TWO_TRIES) as stream, gives_up as failed:
        read(stream)
    assert "s3cret" not in repr(failed.value) + "".join(capfd.readouterr())
    assert failed.value.__cause__ is None


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

        with served(send_away) as address, LiveStream(address, TWO_TRIES) as stream, pytest.raises(VideoError):
            read(stream)
    assert asked == []


def test_a_playlist_is_not_followed(tmp_path: Path) -> None:
    clip = write_timed(tmp_path / "a.ts", [i / 10 for i in range(5)])
    playlist = tmp_path / "list"
    playlist.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{clip}\n#EXT-X-ENDLIST\n")
    with served(whole(playlist)) as address, LiveStream(address, TWO_TRIES) as stream, pytest.raises(VideoError):
        read(stream)


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
        with pytest.raises(StopNowError), LiveStream(address, TWO_TRIES, idle=stop) as stream:
            read(stream)
        over.set()
