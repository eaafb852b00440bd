"""Is a file of unknown origin a video?"""

from pathlib import Path

from vehiclefinder.video.sources.open import ReadSettings, open_video
from vehiclefinder.video.sources.recording_times import TimeRules


def probe(path: Path, camera: str = "", timeout: float = 10.0) -> None:
    """Check that a video can be opened, and its first frame be read.

    :param path: A file or a folder.
    :param camera: Whose files are meant where a folder holds those of several cameras.
    :param timeout: Seconds that opening, or one read, may take.
    :raises VideoError: It is none.
    """
    with open_video(path, ReadSettings(timeout=timeout, ahead=0, times=TimeRules(camera=camera))):
        pass  # which decodes the first frame
