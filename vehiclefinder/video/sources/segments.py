"""A folder of video files as one source: the recording of one camera, cut into segments."""

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.types import Frame
from vehiclefinder.video.sources.file import FileSource
from vehiclefinder.video.sources.frame_sampling import FrameSampler
from vehiclefinder.video.sources.recording_times import TimeRules
from vehiclefinder.video.sources.segment_files import moments, segment_files

JOINED = 1.5
"""Seconds by which names, which tell whole seconds, may differ from the end of the file before without a gap."""
SHARED = 0.5
"""Share of a file that the next one may repeat, as recordings of events do; two cameras repeat more soon."""


@dataclass(slots=True, eq=False)
class SegmentLayout:
    """Where the files of a folder lie in its recording, as far as they were read.

    :param starts: Path of a file in the folder -> seconds of its first frame in the recording.
    :param notes: What whoever asked should know of the recording.
    :param left_out: Paths of the files that could not be read.
    """

    starts: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def files(self) -> list[str]:
        """Paths of all files of the recording in the folder."""
        return [*self.starts, *self.left_out]

    def to_text(self) -> str:
        """Return the starts as JSON; null for what was left out."""
        starts = {name: round(start, 4) for name, start in self.starts.items()}
        return json.dumps(starts | dict.fromkeys(self.left_out))

    @classmethod
    def from_text(cls, text: str) -> "SegmentLayout":
        """Read what :meth:`to_text` wrote."""
        told: dict[str, float | None] = json.loads(text)
        starts = {name: start for name, start in told.items() if start is not None}
        return cls(starts, left_out=[name for name in told if name not in starts])


class SegmentsSource:
    """The frames of a recording that lies in several files, in one row.

    A file begins where its name says, or where the one before it ended if that is about the same; always so where not
    every name says a time. What two files share is taken once.

    :param path: The folder.
    :param times: How names tell times.
    :param timeout: Seconds that opening, or one read, may take.
    :param layout: As it was found when the recording was ingested; only its files belong to it then.
    :raises VideoError: No file can be read.
    """

    def __init__(self, path: Path, times: TimeRules, timeout: float, layout: SegmentLayout | None = None) -> None:
        self._path = path
        self._timeout = timeout
        self._known = layout
        files = segment_files(path, times) if layout is None else [path / name for name in layout.starts]
        self._files = files
        self._expected = _expected(path, files, times) if layout is None else layout.starts
        self.layout = SegmentLayout()
        self._damage: list[str] = []
        self._end: float | None = None
        with closing(self._first()) as first:
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
                self.layout.starts[_name(self._path, file)] = start
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

    def _first(self) -> FileSource:
        """Open the first file that can be read."""
        for file in self._files[:-1]:
            with suppress(VideoError):
                return FileSource(file, self._timeout)
        return FileSource(self._files[-1], self._timeout)

    def _start(self, file: Path, end: float, length: float) -> float:
        name = _name(self._path, file)
        expected = self._expected.get(name)
        if expected is None or (self.layout.starts and abs(expected - end) <= JOINED):
            return end
        if end - expected > SHARED * length:
            raise VideoError(
                f"expected the recording of one camera in {self._path}: {name} begins {end - expected:.0f} s "
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
                    self._damage.append(f"{_name(self._path, file)}: {source.damage}")
        except _ForeignError:
            raise
        except VideoError as error:
            if file is not self._files[-1] and not self._expected:
                raise
            name = _name(self._path, file)
            self._damage.append(f"left out: {str(error).replace(str(file), name)}")
            if sampler.last is None:
                self.layout.left_out.append(name)

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


def _expected(path: Path, files: Sequence[Path], times: TimeRules) -> Mapping[str, float]:
    told = moments(files, times)
    return {_name(path, file): moment - told[files[0]] for file, moment in told.items()}


def _name(path: Path, file: Path) -> str:
    return file.relative_to(path).as_posix()


def _around(starts: Mapping[str, float], begin: float, end: float) -> list[tuple[str, float]]:
    """The files that may hold frames of a stretch: the one it begins in, one before that, which may reach into it."""
    rows = list(starts.items())
    first = max((index for index, (_, start) in enumerate(rows) if start <= begin), default=0)
    return [row for row in rows[max(0, first - 1) :] if row[1] <= end]
