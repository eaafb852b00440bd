"""When a recording began, by its name and by its container: each way of naming by value."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import av
import numpy as np
import pytest

from vehiclefinder.core.errors import VideoError
from vehiclefinder.video.sources.recording_times import RecordingStart, TimeRules

BERLIN = TimeRules("Europe/Berlin")
LOCAL, SPOKEN = "2026-11-23T08:00:00+01:00", "2026-11-23T08:00:00+00:00"
LONG, PACKED = "YYYY-MM-DD_HH-MM-SS", "YYYYMMDD_HHMMSS"


def told(path: str, rules: TimeRules = BERLIN) -> tuple[str, str] | None:
    start = rules.by_name(path)
    return (
        None if start is None else (start.moment.isoformat(), start.origin.removeprefix("its name (").removesuffix(")"))
    )


@pytest.mark.parametrize(
    ("path", "moment", "recorder"),
    [
        ("/media/recordings/2026-11-23/08/front/00.10.mp4", "2026-11-23T08:00:10+00:00", "Frigate"),
        ("/ftp/2026-11-23/001/dav/08/08.00.00-08.15.00[M][0@0][0].dav", LOCAL, "Dahua"),
        ("NVR_ch1_main_20261123080000_20261123090000.dav", LOCAL, PACKED),
        ("Camera 01_20261123080000_20261123090000.mp4", LOCAL, PACKED),
        ("RecM01_20261123_080000_080022_6D28808_1E3A2B.mp4", LOCAL, "Reolink"),
        ("RecM02_DST20260701_080000_081455_0_A71.mp4", "2026-07-01T08:00:00+02:00", "Reolink"),
        ("Garage_00_20261123080000.mp4", LOCAL, PACKED),
        ("FCECDA1F2532_0_rotating_1795420800123.mp4", "2026-11-23T09:00:00.123000+01:00", "UniFi"),
        ("20261123_080000_5D35_ACCC8E012345.mkv", LOCAL, PACKED),
        ("Axis P1346 (10.0.0.1) - Camera 1 2026-11-23 08.00.00.avi", LOCAL, LONG),
        ("VID_20261123_080000.mp4", LOCAL, PACKED),
        ("PXL_20261123_080000123.mp4", "2026-11-23T08:00:00.123000+00:00", "Pixel"),
        ("20261123-080000-081000_192.168.1.11-CH2.avi", LOCAL, PACKED),
        ("2026-11-23_08-00-00-front.mp4", LOCAL, LONG),
        ("2026-11-23T08-00-00.mp4", LOCAL, "YYYY-MM-DDTHH-MM-SS"),
        ("2026-11-23T08-00-00Z.mp4", SPOKEN, "YYYY-MM-DDTHH-MM-SS"),
        ("2026-11-23T08-00-00-967Z.webm", "2026-11-23T08:00:00.967000+00:00", "YYYY-MM-DDTHH-MM-SS"),
        ("2026-11-23T08:00:00-0500.mp4", "2026-11-23T08:00:00-05:00", "YYYY-MM-DDTHH-MM-SS"),
        ("20261123T080000123456Z-gate.mov", "2026-11-23T08:00:00.123456+00:00", "YYYYMMDDTHHMMSS"),
        ("30M00S_1795420800.mp4", "2026-11-23T09:00:00+01:00", "epoch seconds"),
        ("front-1795420800.25-x4k2.mp4", "2026-11-23T09:00:00.250000+01:00", "epoch seconds"),
    ],
)
def test_a_name_says_when_its_recording_began(path: str, moment: str, recorder: str) -> None:
    assert told(path) == (moment, recorder)


@pytest.mark.parametrize(
    "path",
    [
        "gate-3.mp4",
        "VID-20261123-WA0001.mp4",
        "ch01_00000000123000000.mp4",
        "/backup_20261123_080000/clip.mp4",
        "clip_1234567890.mp4",
        "20261345_080000.mp4",
        "20261123_250000.mp4",
        "120261123080000.mp4",
        "2026-11-23.mp4",
    ],
)
def test_a_name_without_a_time_says_nothing(path: str) -> None:
    assert told(path) is None


def test_frigates_folders_name_the_camera() -> None:
    start = BERLIN.by_name("/media/recordings/2026-11-23/08/front_door/00.10.mp4")
    assert start is not None and start.camera == "front_door"


def test_where_clocks_are_set_the_doubt_is_told() -> None:
    twice, never = (BERLIN.by_name(f"{day}_02-30-00.mp4") for day in ("2026-10-25", "2026-03-29"))
    assert twice is not None and never is not None
    assert twice.moment == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert twice.note == "2026-10-25 02:30:00 came twice when clocks were set: the first is taken"
    assert never.moment == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert never.note == "2026-03-29 02:30:00 was left out when clocks were set: read as 03:30:00"


def test_without_a_zone_this_machines_counts_and_that_is_said() -> None:
    start = TimeRules().by_name("20261123_080000.mp4")
    assert start is not None
    assert start.moment == datetime(2026, 11, 23, 8).astimezone()
    assert start.origin == f"its name ({PACKED}), in this machine's zone"


@pytest.mark.parametrize(
    ("pattern", "path", "moment"),
    [
        ("%-m-%-d-%Y, %H.%M.%S", "Door 1-31-2026, 13.22.10 GMT.mp4", "2026-01-31T13:22:10+01:00"),
        ("%Y%m%d-%I%M%S%p", "north 20260528-011500PM.mp4", "2026-05-28T13:15:00+02:00"),
        ("%Y%m%d/%H/%M", "/record/20260528/14/30.mp4", "2026-05-28T14:30:00+02:00"),
        ("%Y/%m/*/%d_%H%M%z", "/rec/2026/05/gate/28_1430Z.mp4", "2026-05-28T14:30:00+00:00"),
        ("cam.%s", "cam.1795420800.mp4", "2026-11-23T09:00:00+01:00"),
    ],
)
def test_other_names_are_described_by_a_pattern(pattern: str, path: str, moment: str) -> None:
    assert told(path, TimeRules("Europe/Berlin", pattern)) == (moment, "as it was described")


def test_a_pattern_names_the_camera_and_stands_alone() -> None:
    rules = TimeRules("UTC", "{camera}_%Y%m%d-%H%M%S")
    start = rules.by_name("/rec/north gate_20260528-131500.mp4")
    assert start is not None and start.camera == "north gate"
    assert rules.by_name("20261123_080000.mp4") is None


@pytest.mark.parametrize(
    "pattern", ["", "clip", "%Y", "%Y%m%d", "%Y%Y%m%d%H%M", "%Q%Y%m%d%H%M", "%Y%m%d%H%M" + "x" * 200]
)
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        TimeRules(pattern=pattern)


@pytest.mark.parametrize("zone", ["Berlin", "", "../etc/passwd", "Europe/Nowhere"])
def test_what_is_no_zone_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="expected a time zone such as Europe/Berlin"):
        TimeRules(zone)


def written(path: Path, **metadata: str) -> Path:
    with av.open(str(path), "w") as container:
        container.metadata.update(metadata)
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height = 64, 48
        container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")))
        container.mux(stream.encode())
    return path


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
def test_where_names_say_nothing_the_container_does(tmp_path: Path, suffix: str) -> None:
    path = written(tmp_path / f"clip{suffix}", creation_time="2026-11-23T08:00:00Z")
    assert BERLIN.start(path) == RecordingStart(datetime(2026, 11, 23, 8, tzinfo=UTC), "its container")


def test_a_name_outranks_the_container(tmp_path: Path) -> None:
    path = written(tmp_path / "20261123_080000.mp4", creation_time="2026-11-23T12:00:00Z")
    start = BERLIN.start(path)
    assert start is not None and start.moment == datetime(2026, 11, 23, 8, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize("said", ["1904-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "1980-01-01T00:05:00Z", "rubbish"])
def test_a_clock_that_was_never_set_is_not_believed(tmp_path: Path, said: str) -> None:
    assert BERLIN.start(written(tmp_path / "clip.mkv", creation_time=said)) is None
    assert BERLIN.start(written(tmp_path / "none.mp4")) is None


def test_what_is_no_video_says_no_time(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_text("not a video")
    with pytest.raises(VideoError):
        BERLIN.start(path)
