"""A folder of video files as one source: the recording of one camera, cut into segments."""

import json
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.types import Frame
from vehiclefinder.video.sources import formats, picture_layouts
from vehiclefinder.video.sources.file import FileSource
from vehiclefinder.video.sources.frame_sampling import FrameSampler
from vehiclefinder.video.sources.recording_times import TimeRules

JOINED = 1.5
"""Seconds by which names, which tell whole seconds, may differ from the end of the file before without a gap."""
SHARED = 0.5
"""Share of a file that the next one may repeat, as recordings of events do; two cameras repeat more soon."""


@dataclass(slots=True, eq=False)
class SegmentLayout:
    """Where the files of a folder lie in its recording, as far as they were read.

    :param starts: Name of a file -> seconds of its first frame in the recording.
    :param notes: What whoever asked should know of the recording.
    """

    starts: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def to_text(self) -> str:
        """Return the starts as JSON."""
        return json.dumps({name: round(start, 4) for name, start in self.starts.items()})

    @classmethod
    def from_text(cls, text: str) -> "SegmentLayout":
        """Read what :meth:`to_text` wrote."""
        return cls(json.loads(text))


def segment_files(path: Path, times: TimeRules) -> list[Path]:
    """Return the video files of a folder in the order of the times in their names, or else of the numbers there.

    :returns: Nothing where it is no folder, or one with more pictures than videos: they are its frames.
    """
    if not path.is_dir():
        return []
    shown = [file for file in path.iterdir() if not file.name.startswith(".")]
    files = [file for file in shown if file.suffix.lower() in formats.SUFFIXES]
    if len(files) < sum(file.suffix.lower() in picture_layouts.SUFFIXES for file in shown):
        return []
    moments = _moments(files, times)
    return sorted(files, key=lambda file: (moments.get(file.name, 0.0), _numbers(file)))


class SegmentsSource:
    """The frames of a recording that lies in several files, in one row.

    A file begins where its name says, or where the one before it ended if that is about the same; always so where not
    every name says a time. What two files share is taken once.

    :param path: The folder.
    :param times: How names tell times.
    :param timeout: Seconds that opening, or one read, may take.
    :param layout: As it was found when the recording was ingested; only its files belong to it then.
    :raises VideoError: The first file cannot be read.
    """

    def __init__(self, path: Path, times: TimeRules, timeout: float, layout: SegmentLayout | None = None) -> None:
        self._path = path
        self._timeout = timeout
        self._known = layout
        files = segment_files(path, times) if layout is None else [path / name for name in layout.starts]
        self._files = files
        self._expected = _expected(files, times) if layout is None else layout.starts
        self.layout = SegmentLayout()
        self._damage: list[str] = []
        self._end: float | None = None
        with closing(FileSource(files[0], timeout)) as first:
            self.size, self.frame_rate = first.size, first.frame_rate

    @property
    def duration(self) -> float | None:
        """Seconds to the end of the last file, once all were read; until then nobody knows."""
        return self._end

    @property
    def damage(self) -> str | None:
        """What was lost of the files that were read so far, or None where nothing was."""
        return "; ".join(self._damage) or None

    @property
    def notes(self) -> tuple[str, ...]:
        """What whoever asked should know of the recording, once it was read."""
        return tuple(self.layout.notes)

    def frames(self, thinning: FrameSampler) -> Generator[Frame, None, None]:
        """Yield the frames that ``thinning`` keeps, once.

        :raises VideoError: Files overlap too much, differ in size, or one is broken and the others' times hang on it.
        """
        end, length, gaps, shared = 0.0, 0.0, [], []
        for file in self._files:
            start = self._start(file, end, length)
            if start > end:
                gaps.append(start - end)
            elif start < end:
                shared.append(end - start)
            sampler = _SegmentSampler(thinning, start, end)
            yield from self._frames(file, sampler)
            if sampler.last is not None:
                self.layout.starts[file.name] = start
                length = sampler.last + 1.0 / self.frame_rate
                end = max(end, start + length)
        self._end = end
        self._tell(gaps, shared)

    def between(self, begin: float, end: float) -> Generator[Frame, None, None]:
        """Yield the frames from ``begin`` to ``end`` seconds, once, opening the files that hold them alone.

        :raises VideoError: A file cannot be read.
        """
        if self._known is None:
            for frame in self.frames(FrameSampler()):
                if frame.time > end:
                    return
                if frame.time >= begin:
                    yield frame
            return
        last = -1.0
        for file, start in _around(self._known.starts, begin, end):
            for frame in self._sought(file, begin - start, end - start):
                if start + frame.time > last:
                    last = start + frame.time
                    yield frame.at(last)

    def close(self) -> None:
        """Nothing stays open."""

    def _start(self, file: Path, end: float, length: float) -> float:
        expected = self._expected.get(file.name)
        if expected is None or abs(expected - end) <= JOINED:
            return end
        if end - expected > SHARED * length:
            raise VideoError(
                f"expected the recording of one camera in {self._path}: {file.name} begins {end - expected:.0f} s "
                f"before the file before it ends"
            )
        return expected

    def _frames(self, file: Path, sampler: "_SegmentSampler") -> Iterator[Frame]:
        try:
            with closing(FileSource(file, self._timeout)) as source:
                if source.size != self.size:
                    raise _ForeignError(f"{file} is {source.size[0]}x{source.size[1]}, the first was {self.size}")
                for frame in source.frames(sampler):
                    yield frame.at(sampler.start + frame.time)
                if source.damage:
                    self._damage.append(f"{file.name}: {source.damage}")
        except _ForeignError:
            raise
        except VideoError as error:
            if file is not self._files[-1] and not self._expected:
                raise
            self.layout.notes.append(f"left out: {error}")

    def _sought(self, file: str, begin: float, end: float) -> Iterator[Frame]:
        with closing(FileSource(self._path / file, self._timeout)) as source:
            yield from source.between(begin, end)

    def _tell(self, gaps: Sequence[float], shared: Sequence[float]) -> None:
        if not self._expected and len(self._files) > 1:
            self.layout.notes.append("not all names say a time: each file begins where the one before it ended")
        if gaps:
            self.layout.notes.append(f"gaps between files: {len(gaps)}, {sum(gaps):.0f} s in all")
        if shared:
            self.layout.notes.append(f"files that share time: {len(shared)}, {sum(shared):.0f} s in all, taken once")


class _ForeignError(VideoError):
    """A file is not of the same recording."""


class _SegmentSampler(FrameSampler):
    """Samples one file on the clock of the whole recording, without what the file before showed already."""

    def __init__(self, whole: FrameSampler, start: float, end: float) -> None:
        self._whole = whole
        self._end = end
        self.start = start
        self.last: float | None = None

    def keeps(self, time: float) -> bool:
        self.last = time
        early = self.start + time < self._end and self.start < self._end
        return not early and self._whole.keeps(self.start + time)


def _moments(files: Sequence[Path], times: TimeRules) -> Mapping[str, float]:
    """Seconds since 1970 by the name of each file; empty where not every name says a time."""
    starts = {file.name: times.by_name(file) for file in files}
    moments = {name: start.moment.timestamp() for name, start in starts.items() if start}
    return moments if len(moments) == len(files) else {}


def _expected(files: Sequence[Path], times: TimeRules) -> Mapping[str, float]:
    moments = _moments(files, times)
    return {name: moment - moments[files[0].name] for name, moment in moments.items()}


def _around(starts: Mapping[str, float], begin: float, end: float) -> list[tuple[str, float]]:
    """The files that may hold frames of a stretch: the one it begins in, one before that, which may reach into it."""
    rows = list(starts.items())
    first = max((index for index, (_, start) in enumerate(rows) if start <= begin), default=0)
    return [row for row in rows[max(0, first - 1) :] if row[1] <= end]


def _numbers(file: Path) -> tuple[list[int], str]:
    return [int(digits) for digits in re.findall(r"\d+", file.stem)], file.name
