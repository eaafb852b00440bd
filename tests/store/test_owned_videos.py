"""Video that a home holds itself."""

from pathlib import Path

import pytest

from vehiclefinder.store.files.folder_media import FolderMedia
from vehiclefinder.store.files.owned_videos import RECORDINGS, UPLOADS, discard


@pytest.mark.parametrize("folder", [UPLOADS, RECORDINGS])
def test_the_homes_own_video_is_removed(tmp_path: Path, folder: str) -> None:
    video = tmp_path / "home" / folder / "a.mkv"
    video.parent.mkdir(parents=True)
    video.touch()
    discard(FolderMedia(tmp_path / "home"), str(video))
    assert not video.exists()
    discard(FolderMedia(tmp_path / "home"), str(video))


@pytest.mark.parametrize("where", ["uploads/a.mkv", "home/a.mkv", "home/uploads/inner/a.mkv", "home/crops/a.mkv"])
def test_any_other_video_stays(tmp_path: Path, where: str) -> None:
    video = tmp_path / where
    video.parent.mkdir(parents=True)
    video.touch()
    discard(FolderMedia(tmp_path / "home"), str(video))
    discard(FolderMedia(tmp_path / "home"), "rtsp://camera-3/live")
    assert video.exists()
