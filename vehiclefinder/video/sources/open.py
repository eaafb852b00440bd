"""Sources to frames: video files and folders of pictures, timed by their own clock."""

from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.types import Frame
from vehiclefinder.video.sources.file import FileSource
from vehiclefinder.video.sources.folder import FolderSource
from vehiclefinder.video.sources.frame_sampling import FrameSampler
from vehiclefinder.video.sources.picture_layouts import located
from vehiclefinder.video.sources.prefetch import prefetch
from vehiclefinder.video.sources.recording_times import TimeRules
from vehiclefinder.video.sources.segment_files import segment_files
from vehiclefinder.video.sources.segments import SegmentLayout, SegmentsSource


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """How a source is read.

    :param stride: Keep every n-th frame.
    :param fps: Keep at most so many frames per second of the source's clock; None keeps all.
    :param folder_fps: Frames per second of a folder of pictures, where nothing in or around it tells.
    :param source_fps: Frames per second of whatever has no clock, such as bare H.264 or pictures; None takes what the
        source says of itself.
    :param timeout: Seconds that opening or one read may take.
    :param ahead: Frames decoded ahead in the background; 0 decodes in the caller's thread.
    :param times: How names tell when recordings began, which orders the files of a folder.
    :param layout: Where the files of a folder lie, as it was found when they were ingested; None finds it anew.
    """

    stride: int = 1
    fps: float | None = None
    folder_fps: float = 25.0
    source_fps: float | None = None
    timeout: float = 10.0
    ahead: int = 8
    times: TimeRules = field(default_factory=TimeRules)
    layout: SegmentLayout | None = None

    def __post_init__(self) -> None:
        if self.stride < 1 or self.ahead < 0:
            raise ValueError(f"expected stride >= 1 and ahead >= 0, got {self.stride} and {self.ahead}")
        rates = (self.folder_fps, self.source_fps, self.fps)
        if min(self.timeout, *(rate for rate in rates if rate is not None)) <= 0:
            raise ValueError(f"expected positive fps, folder_fps, source_fps and timeout, got {self}")


class FrameSource(Protocol):
    """An open source of frames."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of every frame, pixels."""
        ...

    @property
    def frame_rate(self) -> float:
        """Frames per second, on average."""
        ...

    @property
    def duration(self) -> float | None:
        """Seconds, or None where the source does not say."""
        ...

    @property
    def damage(self) -> str | None:
        """What was lost of it, once it was read to its end, or None where nothing was."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What whoever asked for it should know of it, beside damage."""
        ...

    def frames(self, thinning: FrameSampler) -> Generator[Frame, None, None]:
        """Yield the frames that ``thinning`` keeps, once.

        :raises VideoError: The source broke off; the frames before were delivered.
        """
        ...

    def between(self, begin: float, end: float) -> Generator[Frame, None, None]:
        """Yield the frames from ``begin`` to ``end`` seconds, once.

        :raises VideoError: The source broke off; the frames before were delivered.
        """
        ...

    def close(self) -> None:
        """Release the source."""
        ...


class Video(AbstractContextManager["Video"]):
    """An open source; iterate it once for its ``Frame`` values.

    ``size`` is (width, height) in pixels, ``layout`` where its files lie, once it was iterated, if there are several.

    :raises VideoError: While iterating, where the source broke off; the frames before were delivered.
    """

    def __init__(self, source: FrameSource, settings: ReadSettings) -> None:
        self._source = source
        self._settings = settings
        self.size = source.size
        self.layout = source.layout if isinstance(source, SegmentsSource) else None
        self._frames: Generator[Frame, None, None] | None = None

    @property
    def frame_rate(self) -> float:
        """Frames per second of the source before thinning, on average."""
        return self._source.frame_rate

    @property
    def duration(self) -> float | None:
        """Seconds, or None where the source does not say; of what was read, once it was read to its end."""
        return self._source.duration

    @property
    def damage(self) -> str | None:
        """What was lost of a source that was read to its end, or None where nothing was."""
        return self._source.damage

    @property
    def notes(self) -> tuple[str, ...]:
        """What whoever asked for the source should know of it, beside damage."""
        return self._source.notes

    @property
    def frame_count(self) -> int | None:
        """About how many frames will come, for progress bars; None where the source does not say."""
        if self.duration is None:
            return None
        rate = self.frame_rate / self._settings.stride
        return max(1, round(self.duration * min(rate, self._settings.fps or rate)))

    def between(self, begin: float, end: float) -> Iterator[Frame]:
        """Yield every frame from ``begin`` to ``end`` seconds, in place of all; the settings do not thin them.

        :raises VideoError: While iterating, where the source broke off.
        """
        self._frames = self._source.between(begin, end)
        return self._frames

    def __iter__(self) -> Iterator[Frame]:
        frames = self._source.frames(FrameSampler(self._settings.stride, self._settings.fps))
        self._frames = prefetch(frames, self._settings.ahead) if self._settings.ahead else frames
        return self._frames

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._frames is not None:
            # Whoever still holds the iterator must not leave a thread decoding from a closed file.
            self._frames.close()
        self._source.close()


def open_video(path: Path | str, settings: ReadSettings = ReadSettings()) -> Video:
    """Open a video file, or a folder of pictures or of the files of one recording.

    :param path: A file that FFmpeg reads; a folder of the files of one recording; one such as UA-DETRAC's, with
        ``img00001.jpg`` and so on; or one that holds such pictures in ``img1``, or one video.
    :param settings: Which frames to keep.
    :return: A context manager that yields ``Frame`` values.
    :raises VideoError: There is nothing there, or it is no video.
    """
    path = located(Path(path))
    if not path.exists():
        raise VideoError(f"no such video: {path}")
    if settings.layout or segment_files(path, settings.times):
        return Video(SegmentsSource(path, settings.times, settings.timeout, settings.layout), settings)
    if path.is_dir():
        return Video(FolderSource(path, settings.source_fps, settings.folder_fps), settings)
    if not path.is_file():
        raise VideoError(f"neither a file nor a folder: {path}")
    return Video(FileSource(path, settings.timeout, settings.source_fps), settings)
