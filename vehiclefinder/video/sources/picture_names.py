"""What the names of a folder's pictures tell: which belong together, in which order, and when each was taken."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_NUMBER = re.compile(r"\d+")
_EPOCH = re.compile(r"(?<!\d)([1-9]\d{9})(?:(\d{9}|\d{6}|\d{3})|[._](\d{1,9}))?(?!\d)")
_CALENDAR = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-_.]?(\d\d)[-_.]?(\d\d)[T _-]?(\d\d)[-_.:h]?(\d\d)[-_.:m]?(\d\d)"
    r"(?:(\d{6}|\d{3})|[.,](\d{1,9})|[-_](\d{3}))?(?!\d)"
)
_DIGITS = 6
"""Of the fraction of a second."""


@dataclass(frozen=True, slots=True)
class PictureSequence:
    """The pictures of one recording.

    :param files: In the order in which they were taken.
    :param numbers: The number of each, rising; positions, where names are not numbered.
    :param times: Seconds of each from the first, rising, or None where names tell no time.
    :param strays: Pictures beside them that are none of theirs, such as masks.
    :param counted: A number or a time in each name tells its place; else the order of the names does.
    """

    files: tuple[Path, ...]
    numbers: tuple[int, ...]
    times: tuple[float, ...] | None
    strays: tuple[Path, ...]
    counted: bool = True


def sequence_of(files: Sequence[Path]) -> PictureSequence:
    """Tell the pictures of a recording, which are most and named alike, from what else lies in their folder.

    :param files: At least one.
    """
    main = _most_alike(files)
    if reader := _time_reader(main):
        main = [file for file in files if reader(file.stem) is not None]
        ordered = sorted(main, key=lambda file: (reader(file.stem), *_natural(file)))
        times = _spread([reader(file.stem) or 0.0 for file in ordered])
        return PictureSequence(tuple(ordered), tuple(range(len(main))), times, _others(files, main))
    column = _counting_column(main)
    if column is None:
        ordered = sorted(main, key=_natural)
        return PictureSequence(tuple(ordered), tuple(range(len(main))), None, _others(files, main), counted=False)
    ordered = sorted(main, key=lambda file: _numbers(file)[column])
    return PictureSequence(tuple(ordered), tuple(_numbers(f)[column] for f in ordered), None, _others(files, main))


def _most_alike(files: Sequence[Path]) -> list[Path]:
    shapes: dict[str, list[Path]] = defaultdict(list)
    for file in files:
        shapes[_NUMBER.sub("#", file.stem) if _NUMBER.search(file.stem) else ""].append(file)
    shape = max(shapes, key=lambda shape: (len(shapes[shape]), bool(shape)))
    alike = shapes[shape]
    if shape and len({file.stem for file in alike}) < len(alike):  # a mask or a second copy of each
        suffix = Counter(file.suffix for file in sorted(alike)).most_common(1)[0][0]
        alike = [file for file in alike if file.suffix == suffix]
    return alike


def _counting_column(files: Sequence[Path]) -> int | None:
    """Return which of the numbers in the names, which are alike, counts the pictures; the last that can."""
    columns = list(zip(*map(_numbers, files), strict=True))
    counting = [index for index, column in enumerate(columns) if len(set(column)) == len(files)]
    return counting[-1] if counting else None


def _time_reader(files: Sequence[Path]) -> Callable[[str], float | None] | None:
    told: dict[Callable[[str], float | None], int] = {}
    for reader in (_epoch, _calendar):
        moments = {reader(file.stem) for file in files}
        if None not in moments and (len(moments) > 1 or len(files) == 1):
            told[reader] = len(moments)
    best = max(told, key=lambda reader: told[reader]) if told else None
    if best is not _calendar or not _counts_within_seconds(files):
        return best
    return _second if len({_second(file.stem) for file in files}) > 1 else None


def _counts_within_seconds(files: Sequence[Path]) -> bool:
    """Tell whether what looks like thousandths of a second only counts the pictures of each second, from 0 or 1."""
    places: dict[int, list[int]] = defaultdict(list)
    for file in files:
        thousandths = round((_calendar(file.stem) or 0.0) * 1000)
        places[thousandths // 1000].append(thousandths % 1000)
    counted = max(map(len, places.values())) > 1
    return counted and all(sorted(one) in _counts(len(one)) for one in places.values())


def _counts(length: int) -> tuple[list[int], list[int]]:
    return list(range(length)), list(range(1, length + 1))


def _epoch(stem: str) -> float | None:
    """Seconds since 1970, perhaps with milli-, micro- or nanoseconds behind them."""
    found = _EPOCH.search(stem)
    return None if found is None else int(found[1]) + _fraction(found[2] or found[3])


def _calendar(stem: str) -> float | None:
    """Date and time, as in 20261129_081502 or 2026-11-29T08-15-02.250."""
    found = _CALENDAR.search(stem)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return moment.timestamp() + _fraction(found[7] or found[8] or found[9])


def _second(stem: str) -> float | None:
    """Date and time, to the second."""
    moment = _calendar(stem)
    return None if moment is None else float(moment // 1)


def _fraction(digits: str | None) -> float:
    return float(f"0.{(digits or '0')[:_DIGITS]}")


def _spread(moments: Sequence[float]) -> tuple[float, ...]:
    """Return seconds from the first; pictures of one and the same moment share the second that it begins."""
    counts, places = Counter(moments), Counter[float]()
    following = dict(zip(sorted(counts), [*sorted(counts)[1:], moments[-1] + 1.0], strict=True))
    times = []
    for moment in moments:
        step = min(1.0, following[moment] - moment) / counts[moment]
        times.append(round(moment - moments[0] + places[moment] * step, _DIGITS))
        places[moment] += 1
    return tuple(times)


def _others(files: Sequence[Path], main: Sequence[Path]) -> tuple[Path, ...]:
    return tuple(sorted(set(files) - set(main)))


def _numbers(file: Path) -> list[int]:
    return [int(digits) for digits in _NUMBER.findall(file.stem)]


def _natural(file: Path) -> tuple[list[int], str]:
    return _numbers(file), file.name
