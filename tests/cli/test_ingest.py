"""When videos begin, as `ingest` is told and tells it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vehiclefinder.cli import app
from vehiclefinder.video.clips.encoding import write_clip

from ..video.synthetic import grey

runner = CliRunner()


def call(home: Path, *arguments: str) -> tuple[int, str]:
    done = runner.invoke(app, ["--home", str(home), *arguments])
    return done.exit_code, done.output


def starts(home: Path) -> list[str | None]:
    return [source["start_time"] for source in json.loads(call(home, "sources", "--json")[1])]


@pytest.fixture
def clips(tmp_path: Path) -> list[Path]:
    """Three clips of 1, 2 and 3 seconds, ten frames a second."""
    (tmp_path / "clips").mkdir()
    paths = [tmp_path / "clips" / f"{seconds}.mp4" for seconds in (1, 2, 3)]
    for seconds, path in enumerate(paths, start=1):
        write_clip(path, [grey(index) for index in range(10 * seconds)], 10)
    return paths


def test_files_with_one_start_time_follow_each_other(clips: list[Path], tmp_path: Path) -> None:
    home = tmp_path / "home"
    code, told = call(home, "ingest", *map(str, clips), "--start-time", "2026-11-23T08:00:00Z", "--camera", "gate")
    assert code == 0
    assert starts(home) == ["2026-11-23T08:00:00+00:00", "2026-11-23T08:00:01+00:00", "2026-11-23T08:00:03+00:00"]
    assert "as given" in told


def test_what_follows_a_file_that_cannot_be_read_is_not_dated_by_guess(clips: list[Path], tmp_path: Path) -> None:
    home, (first, broken, last) = tmp_path / "home", clips
    broken.write_text("not a video")
    code, told = call(home, "ingest", *map(str, (first, broken, last)), "--start-time", "2026-11-23T08:00:00Z")
    assert code == 1
    assert f"error: left out 1 more: when they begin is not known without the end of {broken}" in told
    assert starts(home) == ["2026-11-23T08:00:00+00:00"]


def test_names_say_when_files_begin_and_it_is_told(clips: list[Path], tmp_path: Path) -> None:
    home, named = tmp_path / "home", clips[0].rename(clips[0].with_name("gate 1-23-2026, 08.00.00.mp4"))
    arguments = [
        str(named),
        str(clips[1]),
        "--name-pattern",
        "{camera} %-m-%-d-%Y, %H.%M.%S",
        "--timezone",
        "Asia/Tokyo",
        "--workers",
        "1",
    ]
    code, told = call(home, "ingest", *arguments)
    assert code == 0
    assert "begins at 2026-01-23 08:00:00+09:00, by its name (as it was described)" in told
    assert "when it begins is not known" in told
    assert starts(home) == ["2026-01-22T23:00:00+00:00", None]
    assert [one["camera"] for one in json.loads(call(home, "sources", "--json")[1])] == ["gate", "2"]


@pytest.mark.parametrize("wrong", [["--timezone", "Berlin"], ["--name-pattern", "%Y"], ["--start-time", "eight"]])
def test_what_is_no_zone_pattern_or_time_is_the_callers_mistake(
    clips: list[Path], tmp_path: Path, wrong: list[str]
) -> None:
    done = runner.invoke(app, ["--home", str(tmp_path / "home"), "ingest", str(clips[0]), *wrong])
    assert isinstance(done.exception, ValueError)


def test_a_source_is_corrected_and_deleted(clips: list[Path], tmp_path: Path) -> None:
    home = tmp_path / "home"
    call(home, "ingest", *map(str, clips[:2]), "--camera", "gate", "--workers", "1")
    code, told = call(home, "sources", "set", "1", "--start-time", "2026-11-23T08:00:00Z", "--camera", "yard")
    assert (code, told.startswith("source 1, of camera yard, begins at 2026-11-23 ")) == (0, True)
    assert starts(home) == ["2026-11-23T08:00:00+00:00", None]
    assert call(home, "sources", "set", "1", "--untimed")[1] == "source 1, of camera yard, has no start time\n"
    assert call(home, "sources", "delete", "2")[1] == f"source 2 and its 0 tracks are removed: {clips[1]}\n"
    assert [one["id"] for one in json.loads(call(home, "sources", "--json")[1])] == [1]
    assert clips[1].is_file()
    for wrong in (["set", "1"], ["set", "2", "--camera", "x"], ["delete", "2"]):
        assert call(home, "sources", *wrong)[0] != 0


def test_a_day_of_several_cameras_is_a_source_of_each(clips: list[Path], tmp_path: Path) -> None:
    home, day = tmp_path / "home", tmp_path / "2026-11-23"
    for place, clip in (("08/gate/59.59", clips[0]), ("09/gate/00.00", clips[1]), ("09/yard/00.00", clips[2])):
        target = day / f"{place}.mp4"
        target.parent.mkdir(parents=True)
        clip.rename(target)
    assert call(home, "ingest", str(day))[0] == 0
    told = [
        (one["camera"], one["start_time"], one["duration"]) for one in json.loads(call(home, "sources", "--json")[1])
    ]
    assert sorted(told) == [
        ("gate", "2026-11-23T08:59:59+00:00", pytest.approx(3.0)),
        ("yard", "2026-11-23T09:00:00+00:00", pytest.approx(3.0)),
    ]
    code, said = call(home, "ingest", str(day), "--camera", "other")
    assert code == 1 and "expected a camera of gate, yard" in said


def test_the_zone_of_names_may_be_set_once(clips: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, named = tmp_path / "home", clips[0].rename(clips[0].with_name("20261123_080000.mp4"))
    monkeypatch.setenv("VEHICLEFINDER_TIMEZONE", "Asia/Kathmandu")
    assert call(home, "ingest", str(named))[0] == 0
    assert call(home, "ingest", str(named), "--timezone", "UTC", "--camera", "other")[0] == 0
    assert starts(home) == ["2026-11-23T02:15:00+00:00", "2026-11-23T08:00:00+00:00"]


def test_several_videos_are_ingested_beside_each_other_and_the_same_one_once(clips: list[Path], tmp_path: Path) -> None:
    home = tmp_path / "home"
    code, told = call(home, "ingest", *map(str, (*clips, clips[0])), "--camera", "gate", "--workers", "4")
    assert code == 0
    lengths = sorted(source["duration"] for source in json.loads(call(home, "sources", "--json")[1]))
    assert lengths == pytest.approx([1.0, 2.0, 3.0])
    assert told.count("already there") == 1


def test_one_video_that_is_broken_keeps_none_of_the_others_out(clips: list[Path], tmp_path: Path) -> None:
    clips[1].write_text("not a video")
    code, told = call(tmp_path / "home", "ingest", *map(str, clips), "--workers", "2")
    assert (code, told.count("error: ")) == (1, 1)
    assert len(starts(tmp_path / "home")) == 2
