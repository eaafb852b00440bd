"""Which files of a folder, or of the folders in it, are one camera's recording, and in which order."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from vehiclefinder.core.errors import VideoError
from vehiclefinder.video.sources import formats, picture_layouts
from vehiclefinder.video.sources.recording_times import TimeRules


def segment_files(path: Path, times: TimeRules) -> list[Path]:
    """Return the video files of a folder in the order of the times in their names, or else of the numbers there.

    Where it has none, and no pictures, those of the folders in it count, if folders and names together tell times, as
    Frigate's ``2026-11-23/08/gate/59.50.mp4``.

    :returns: Nothing where it is no folder, or one with more pictures than videos: they are its frames.
    :raises VideoError: The folders hold files of several cameras, and not of the one that ``times`` names.
    """
    if not path.is_dir():
        return []
    shown = [file for file in path.iterdir() if not file.name.startswith(".")]
    files = _videos(shown)
    pictures = sum(file.suffix.lower() in picture_layouts.SUFFIXES for file in shown)
    if len(files) < pictures:
        return []
    files = files or _below(path, times)
    told = moments(files, times)
    return sorted(files, key=lambda file: (told.get(file, 0.0), _numbers(file)))


def moments(files: Sequence[Path], times: TimeRules) -> Mapping[Path, float]:
    """Return seconds since 1970 of each file by its name; nothing where not every name says a time."""
    starts = {file: times.by_name(file) for file in files}
    told = {file: start.moment.timestamp() for file, start in starts.items() if start}
    return told if len(told) == len(files) else {}


def cameras_below(path: Path, times: TimeRules) -> list[str]:
    """Return the cameras whose files lie in the folders of a folder, by their names.

    :returns: Nothing where these tell none, or the folder cannot be read.
    """
    try:
        if not path.is_dir() or _videos(path.iterdir()):
            return []
    except OSError:
        return []
    return sorted({start.camera for file in _tree(path, times) if (start := times.by_name(file)) and start.camera})


def _below(path: Path, times: TimeRules) -> list[Path]:
    files = _tree(path, times)
    starts = {file: times.by_name(file) for file in files}
    cameras = sorted({start.camera for start in starts.values() if start})
    if len(cameras) > 1:
        if times.camera not in cameras:
            names = ", ".join(cameras)
            raise VideoError(f"expected a camera of {names}, whose files {path} holds, got {times.camera!r}")
        return [file for file, start in starts.items() if start and start.camera == times.camera]
    if cameras == [""] and _varying({file.relative_to(path).parent for file in files}) > 1:
        raise VideoError(f"expected the files of one camera in the folders of {path}: ingest each of these by itself")
    return files


def _tree(path: Path, times: TimeRules) -> list[Path]:
    """Return the video files in the folders of a folder, where all of them need these to tell their time."""
    files = _videos(path.rglob("*"))
    return files if all(times.by_name(file) and not times.by_name(file.name) for file in files) else []


def _varying(folders: Iterable[Path]) -> int:
    """Return how many levels of folders differ."""
    return sum(len(set(level)) > 1 for level in zip(*(folder.parts for folder in folders), strict=False))


def _videos(files: Iterable[Path]) -> list[Path]:
    return [file for file in files if not file.name.startswith(".") and file.suffix.lower() in formats.SUFFIXES]


def _numbers(file: Path) -> tuple[list[int], str]:
    return [int(digits) for digits in re.findall(r"\d+", file.stem)], file.name
