"""Files of unknown origin."""

import zipfile
from pathlib import Path

import pytest

from vehiclefinder.core.errors import VideoError
from vehiclefinder.video.clips.encoding import write_clip
from vehiclefinder.video.sources.probe import probe

from ..synthetic import grey, write_timed


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".mov", ".avi", ".ts"])
def test_a_video_passes(tmp_path: Path, suffix: str) -> None:
    probe(write_timed(tmp_path / f"a{suffix}", [i / 25 for i in range(5)], 25 if suffix == ".avi" else 90_000))


def test_a_playlist_that_names_other_files_is_no_video(tmp_path: Path) -> None:
    write_clip(tmp_path / "secret.mp4", [grey(i) for i in range(3)], 25)
    for name, text in {
        "list.mp4": f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{tmp_path}/secret.mp4\n#EXT-X-ENDLIST\n",
        "concat.mp4": "ffconcat version 1.0\nfile 'secret.mp4'\n",
    }.items():
        (tmp_path / name).write_text(text)
        with pytest.raises(VideoError, match="cannot open"):
            probe(tmp_path / name)


@pytest.mark.parametrize("what", ["empty", "text", "zip", "no index", "picture"])
def test_what_is_no_video_is_refused(tmp_path: Path, what: str) -> None:
    path = tmp_path / "x.mp4"
    if what == "empty":
        path.touch()
    if what == "text":
        path.write_text("hello " * 1000)
    if what == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("x", bytes(10_000_000))
    if what == "no index":
        write_timed(tmp_path / "whole.mov", [i / 25 for i in range(20)])
        path.write_bytes((tmp_path / "whole.mov").read_bytes()[:-700])  # the index comes last there
    if what == "picture":
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    with pytest.raises(VideoError):
        probe(path)


def test_frames_of_gigabytes_are_refused_before_they_are_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_timed(tmp_path / "a.mp4", [0.0])
    monkeypatch.setattr("vehiclefinder.video.sources.packet_decoder.MAX_PIXELS", 64 * 48 - 1)
    with pytest.raises(VideoError, match=r"at most 3071 pixels in .*, got 64 x 48"):
        probe(path)
