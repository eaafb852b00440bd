"""A folder of video files is one recording: its times, its gaps, and what its files share."""

from pathlib import Path

import pytest

from vehiclefinder.core.errors import VideoError
from vehiclefinder.video.clips.encoding import write_clip
from vehiclefinder.video.sources.open import ReadSettings, Video, open_video
from vehiclefinder.video.sources.recording_times import TimeRules
from vehiclefinder.video.sources.segment_files import cameras_below
from vehiclefinder.video.sources.segments import SegmentLayout

from ..synthetic import SIZE, grey, index_of

UTC = ReadSettings(times=TimeRules("UTC"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "gate"
    path.mkdir()
    return path


def write(folder: Path, name: str, first: int, count: int = 10, size: tuple[int, int] = SIZE) -> None:
    """Write ten frames a second, from grey picture ``first`` on."""
    write_clip(folder / name, [grey(index, size) for index in range(first, first + count)], 10)


def shown(video: Video) -> list[tuple[int, float]]:
    return [(index_of(frame.image), round(frame.time, 3)) for frame in video]


def tenths(count: int) -> list[tuple[int, float]]:
    return [(index, index / 10) for index in range(count)]


@pytest.mark.parametrize(
    "names",
    [
        ("cam_20261123_080000.mp4", "cam_20261123_080001.mp4", "cam_20261123_080002.mp4"),
        ("clip 9.mp4", "clip 10.mp4", "clip 11.mp4"),
    ],
)
@pytest.mark.parametrize("ahead", [0, 8])
def test_files_that_meet_are_one_row_of_frames(folder: Path, names: tuple[str, ...], ahead: int) -> None:
    for number, name in enumerate(names):
        write(folder, name, 10 * number)
    with open_video(folder, ReadSettings(times=TimeRules("UTC"), ahead=ahead)) as video:
        assert shown(video) == tenths(30)
        assert video.layout is not None
        assert video.layout.starts == {name: pytest.approx(start) for start, name in enumerate(names)}


def test_rounded_names_make_no_gap_and_a_real_one_stays(folder: Path) -> None:
    for name, first in (("080000", 0), ("080002", 10), ("080030", 20)):
        write(folder, f"20261123_{name}.mp4", first)
    with open_video(folder, UTC) as video:
        assert shown(video) == [*tenths(20), *((20 + i, 30 + i / 10) for i in range(10))]
        assert video.layout is not None
        assert video.layout.notes == ["gaps between files: 1, 28 s in all"]


def test_what_files_share_is_taken_once(folder: Path) -> None:
    write(folder, "20261123_080000.mp4", 0, count=50)
    write(folder, "20261123_080003.mp4", 30, count=30)
    with open_video(folder, UTC) as video:
        assert shown(video) == tenths(60)
        assert video.layout is not None
        assert video.layout.notes == ["files that share time: 1, 2 s in all, taken once"]


def test_two_cameras_in_one_folder_are_refused(folder: Path) -> None:
    write(folder, "ch1_20261123_080000.mp4", 0, count=40)
    write(folder, "ch2_20261123_080001.mp4", 0, count=40)
    with open_video(folder, UTC) as video, pytest.raises(VideoError, match="expected the recording of one camera"):
        list(video)


def test_a_broken_file_costs_itself_alone_where_names_say_times(folder: Path) -> None:
    for second in range(3):
        write(folder, f"20261123_08000{second}.mp4", 10 * second)
    (folder / "20261123_080001.mp4").write_text("not a video")
    with open_video(folder, UTC) as video:
        assert [index for index, _ in shown(video)] == [*range(10), *range(20, 30)]
        assert video.layout is not None
        assert video.damage is not None
        assert video.damage.startswith("left out: cannot open 20261123_080001.mp4 as video: ")
        assert list(video.layout.starts) == ["20261123_080000.mp4", "20261123_080002.mp4"]
        kept = SegmentLayout.from_text(video.layout.to_text())
    assert (kept.starts, kept.left_out) == (video.layout.starts, ["20261123_080001.mp4"])


def test_a_broken_first_file_costs_itself_alone_too(folder: Path) -> None:
    for second in range(3):
        write(folder, f"20261123_08000{second}.mp4", 10 * second)
    (folder / "20261123_080000.mp4").write_text("not a video")
    with open_video(folder, UTC) as video:
        assert shown(video) == [(index, index / 10) for index in range(10, 30)]


def test_a_broken_file_stops_those_whose_times_hang_on_it(folder: Path) -> None:
    for number in range(3):
        write(folder, f"{number}.mp4", 10 * number)
    (folder / "1.mp4").write_text("not a video")
    with open_video(folder, UTC) as video, pytest.raises(VideoError, match=r"1\.mp4"):
        list(video)


def test_a_file_of_another_size_is_refused(folder: Path) -> None:
    write(folder, "1.mp4", 0)
    write(folder, "2.mp4", 0, size=(128, 96))
    with open_video(folder, UTC) as video, pytest.raises(VideoError, match=r"2\.mp4 is 128x96, the first was"):
        list(video)


def test_thinning_runs_on_over_the_files(folder: Path) -> None:
    for second in range(3):
        write(folder, f"{second}.mp4", 10 * second)
    with open_video(folder, ReadSettings(stride=4)) as video:
        assert [index for index, _ in shown(video)] == list(range(0, 30, 4))
    with open_video(folder, ReadSettings(fps=4)) as video:
        assert [index for index, _ in shown(video)] == [0, 3, 5, 8, 10, 13, 15, 18, 20, 23, 25, 28]


@pytest.mark.parametrize(("begin", "end"), [(0.0, 0.5), (0.75, 1.25), (1.0, 1.0), (0.95, 2.05), (2.5, 9.0)])
def test_a_stretch_is_read_from_the_files_that_hold_it(folder: Path, begin: float, end: float) -> None:
    for second in range(3):
        write(folder, f"{second}.mp4", 10 * second)
    with open_video(folder) as video:
        whole = shown(video)
        layout = video.layout
    assert layout is not None
    known = ReadSettings(layout=SegmentLayout.from_text(layout.to_text()))
    for settings in (ReadSettings(), known):
        with open_video(folder, settings) as video:
            got = [(index_of(frame.image), round(frame.time, 3)) for frame in video.between(begin, end)]
        assert got == [(index, time) for index, time in whole if begin <= time <= end]


def test_files_that_came_later_are_no_part_of_what_was_ingested(folder: Path) -> None:
    write(folder, "2.mp4", 0)
    known = ReadSettings(layout=SegmentLayout({"2.mp4": 0.0}))
    write(folder, "1.mp4", 30)
    with open_video(folder, known) as video:
        assert [index_of(frame.image) for frame in video.between(0, 9)] == list(range(10))


def test_pictures_beside_videos_are_thumbnails_unless_there_are_more(folder: Path) -> None:
    write(folder, "1.mp4", 0)
    (folder / "1.jpg").write_bytes(b"")
    (folder / "._1.mp4").write_bytes(b"")
    with open_video(folder) as video:
        assert shown(video) == tenths(10)
    (folder / "2.jpg").write_bytes(b"")
    with pytest.raises(VideoError, match="none of the 2 pictures"):
        open_video(folder)


def frigate(folder: Path, camera: str, first: int) -> None:
    for number, place in enumerate(("08/{}/59.58.mp4", "08/{}/59.59.mp4", "09/{}/00.00.mp4")):
        file = folder / "2026-11-23" / place.format(camera)
        file.parent.mkdir(parents=True, exist_ok=True)
        write(file.parent, file.name, first + 10 * number)


def test_hours_of_one_camera_in_folders_are_one_recording(folder: Path) -> None:
    frigate(folder, "gate", 0)
    for day in (folder, folder / "2026-11-23"):
        with open_video(day, UTC) as video:
            assert shown(video) == tenths(30)
            assert video.layout is not None and len(video.layout.starts) == 3
            layout = SegmentLayout.from_text(video.layout.to_text())
        with open_video(day, ReadSettings(layout=layout)) as video:
            assert [index_of(frame.image) for frame in video.between(1.55, 2.15)] == [16, 17, 18, 19, 20, 21]


def test_of_the_folders_of_several_cameras_one_is_named(folder: Path) -> None:
    frigate(folder, "gate", 0)
    frigate(folder, "yard", 30)
    assert cameras_below(folder, UTC.times) == ["gate", "yard"]
    assert cameras_below(folder / "none", UTC.times) == []
    with open_video(folder, ReadSettings(times=TimeRules("UTC", camera="yard"))) as video:
        assert [index for index, _ in shown(video)] == list(range(30, 60))
    with pytest.raises(VideoError, match=r"expected a camera of gate, yard, .* got ''"):
        open_video(folder, UTC)


def test_folders_that_may_be_of_several_cameras_are_refused(folder: Path) -> None:
    for place in ("001/dav/08/08.00.00-08.00.01", "002/dav/09/09.00.00-09.00.01"):
        file = folder / "2026-11-23" / f"{place}[M][0@0][0].mp4"
        file.parent.mkdir(parents=True)
        write(file.parent, file.name, 0)
    with pytest.raises(VideoError, match="expected the files of one camera in the folders of"):
        open_video(folder / "2026-11-23", UTC)
    with open_video(folder / "2026-11-23" / "001", UTC) as video:
        assert shown(video) == tenths(10)


def test_folders_whose_files_tell_their_time_by_themselves_are_no_recording(folder: Path) -> None:
    (folder / "gate").mkdir()
    write(folder / "gate", "20261123_080000.mp4", 0)
    with pytest.raises(VideoError, match="name one of the folders in it, which hold video"):
        open_video(folder, UTC)
