"""When a recording began: by the name of its file, or else by what its container says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from re import Match
from zoneinfo import ZoneInfo

from vehiclefinder.core.time_zones import time_zone
from vehiclefinder.video.sources.container_time import container_time
from vehiclefinder.video.sources.name_patterns import PATTERNS, NamePattern, name_pattern

GIVEN, CONTAINER = "as given", "its container"
"""What says when a recording began where its name does not."""

MILLISECONDS = 13
"""Digits of milliseconds since 1970, where seconds have ten."""


@dataclass(frozen=True, slots=True)
class RecordingStart:
    """When a recording began.

    :param moment: Of its first frame, with its zone.
    :param origin: What says so, in words.
    :param camera: What the name says of the camera; empty where it says nothing.
    :param note: What is doubtful about it; empty where nothing is.
    """

    moment: datetime
    origin: str
    camera: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TimeRules:
    """How start times are read.

    :param zone: The site's zone, such as ``"Europe/Berlin"``; None means this machine's.
    :param pattern: How the files are named, as :func:`name_pattern` takes it; None tries the known recorders'.
    :param camera: Whose files are meant where a folder holds those of several; empty where it is one's.
    """

    zone: str | None = None
    pattern: str | None = None
    camera: str = ""

    def __post_init__(self) -> None:
        time_zone(self.zone)
        self.patterns()

    def patterns(self) -> tuple[NamePattern, ...]:
        """Return what names are held against, in this order.

        :raises ValueError: The pattern is none.
        """
        return PATTERNS if self.pattern is None else (name_pattern(self.pattern),)

    def start(self, path: Path, original: str = "") -> RecordingStart | None:
        """Return when a file or a folder of pictures began, or None where neither name nor container says so.

        :param original: What it was called where it comes from, if that is another name.
        :raises VideoError: It cannot be opened.
        """
        return self.by_name(original or path) or (None if path.is_dir() else self._by_container(path))

    def by_name(self, path: Path | str) -> RecordingStart | None:
        """Return when a recording began by its path, which is not opened; None where it says nothing."""
        text = (path.absolute() if isinstance(path, Path) else Path(path)).as_posix()
        for one in self.patterns():
            for found in one.pattern.finditer(text):
                if start := _read(found, one, time_zone(self.zone)):
                    return start
        return None

    def _by_container(self, path: Path) -> RecordingStart | None:
        moment = container_time(path)
        if moment is None:
            return None
        return RecordingStart(moment, CONTAINER) if moment.tzinfo else _local(moment, time_zone(self.zone), CONTAINER)


def in_zone(local: datetime, zone: ZoneInfo | None) -> tuple[datetime, str]:
    """Return a local time with its zone, and what is doubtful about it where clocks are set: nothing, as a rule.

    Of a time that came twice the first is taken; one that was left out is read on the clock from before.

    :param zone: None means this machine's.
    """
    first, second = (_aware(local.replace(fold=fold), zone) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return _fixed(first), ""
    there = _fixed(first.astimezone(UTC).astimezone(zone))
    if there.replace(tzinfo=None) != local:
        return there, f"{local} was left out when clocks were set: read as {there:%H:%M:%S}"
    return _fixed(first), f"{local} came twice when clocks were set: the first is taken"


def _aware(local: datetime, zone: ZoneInfo | None) -> datetime:
    return local.astimezone() if zone is None else local.replace(tzinfo=zone)


def _fixed(moment: datetime) -> datetime:
    # Python holds a time that came twice to be unequal to the same moment in any other zone.
    return moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta(0)))


def _local(local: datetime, zone: ZoneInfo | None, origin: str, camera: str = "") -> RecordingStart:
    moment, note = in_zone(local, zone)
    return RecordingStart(moment, f"{origin}, in this machine's zone" if zone is None else origin, camera, note)


def _read(found: Match[str], pattern: NamePattern, zone: ZoneInfo | None) -> RecordingStart | None:
    """Return what a name says; None where it says no time that there is."""
    parts = {name: text for name, text in found.groupdict().items() if text is not None}
    origin, camera = f"its name ({pattern.recorder})", parts.get("camera", "")
    try:
        if "epoch" in parts:
            return RecordingStart(_fixed(datetime.fromtimestamp(_seconds(parts), zone or UTC)), origin, camera)
        local = _clock_time(parts)
    except (ValueError, OverflowError):
        return None
    if offset := parts.get("zone", "Z" if pattern.utc else ""):
        return RecordingStart(datetime.fromisoformat(f"{local.isoformat()}{offset}"), origin, camera)
    return _local(local, zone, origin, camera)


def _seconds(parts: Mapping[str, str]) -> float:
    digits = parts["epoch"]
    return int(digits) / (1000 if len(digits) == MILLISECONDS else 1) + _fraction(parts)


def _clock_time(parts: Mapping[str, str]) -> datetime:
    year, month, day, minute = (int(parts[name]) for name in ("year", "month", "day", "minute"))
    second, micro = int(parts.get("second", "0")), round(_fraction(parts) * 1e6)
    return datetime(year, month, day, _hour(parts), minute, second, micro)


def _fraction(parts: Mapping[str, str]) -> float:
    return float(f"0.{parts.get('fraction', '0')}")


def _hour(parts: Mapping[str, str]) -> int:
    hour = int(parts["hour"])
    if "half" not in parts:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(f"expected an hour of 1 to 12, got {hour}")
    return hour % 12 + (12 if parts["half"].lower() == "pm" else 0)
