"""When each frame of a source is shown, told without decoding them."""

from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.video.sources.file import FileSource
from vehiclefinder.video.sources.folder import FolderSource
from vehiclefinder.video.sources.open import ReadSettings
from vehiclefinder.video.sources.picture_layouts import located


def frame_times(path: Path, read: ReadSettings = ReadSettings()) -> NDArray[np.float64]:
    """Return the seconds of every frame of a source, whatever is kept of them, float64 (n,), rising.

    :param read: How it was timed at ingest; ``layout`` of a recording in several files.
    :raises VideoError: It cannot be opened.
    """
    path = located(path)
    if read.layout is not None:
        return _joined(path, read)
    if path.is_dir():
        return FolderSource(path, read.source_fps, read.folder_fps).times
    with closing(FileSource(path, read.timeout, read.source_fps)) as file:
        return file.times


def _joined(path: Path, read: ReadSettings) -> NDArray[np.float64]:
    """Return the times of several files; what two of them share is taken once."""
    assert read.layout is not None
    times = [np.zeros(0)]
    end = -np.inf
    for name, start in read.layout.starts.items():
        with closing(FileSource(path / name, read.timeout, read.source_fps)) as file:
            own = start + file.times
        times.append(own[own > end])
        end = max(end, float(own[-1]) if len(own) else end)
    return np.concatenate(times)
