"""How recorders name their files: which part of a path says when a recording began."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

MAX_PATTERN = 200
"""Characters of a pattern that somebody gives."""


@dataclass(frozen=True, slots=True)
class NamePattern:
    """One way of naming.

    :param recorder: Who names so, in words.
    :param pattern: Searched for in a path with ``/`` between its parts. Groups: ``year month day hour minute second``,
        of which the last may lack, ``fraction``, ``half`` (am or pm), ``zone`` (``Z`` or an offset); or ``epoch``;
        and ``camera``.
    :param utc: The name speaks of UTC; else of the site's zone, where it has no ``zone``.
    """

    recorder: str
    pattern: re.Pattern[str]
    utc: bool = False


_YEAR, _MONTH, _DAY = r"(?P<year>(?:19|20)\d\d)", r"(?P<month>[01]\d)", r"(?P<day>[0-3]\d)"
_HOUR, _MINUTE, _SECOND = r"(?P<hour>[0-2]\d)", r"(?P<minute>[0-5]\d)", r"(?P<second>[0-5]\d)"
_DATE, _TIME = f"{_YEAR}-{_MONTH}-{_DAY}", rf"{_HOUR}\.{_MINUTE}\.{_SECOND}"
_ZONE = r"(?P<zone>Z|[+-]\d\d:?\d\d(?!\d))"
_PACKED = rf"(?<!\d){_YEAR}{_MONTH}{_DAY}[T_ -]?{_HOUR}{_MINUTE}{_SECOND}"


def _named(text: str) -> re.Pattern[str]:
    """A pattern of the file's name, and of folders where it has ``/``: the rest of the path says nothing."""
    return re.compile(rf"{text}[^/]*$")


PATTERNS = (
    NamePattern(
        "Frigate",
        _named(rf"(?:^|/){_DATE}/{_HOUR}/(?P<camera>[^/]+)/{_MINUTE}\.{_SECOND}\."),
        utc=True,
    ),
    NamePattern("Dahua", _named(rf"(?:^|/){_DATE}/(?:[^/]+/){{0,4}}{_TIME}-\d\d\.\d\d\.\d\d\[")),
    NamePattern("Reolink", _named(rf"(?:^|/)Rec[A-Z]\d\d_(?:DST)?{_YEAR}{_MONTH}{_DAY}_{_HOUR}{_MINUTE}{_SECOND}_")),
    NamePattern("UniFi", _named(r"_rotating_(?P<epoch>1\d{12})(?!\d)")),
    NamePattern(
        "Pixel", _named(rf"(?:^|/)PXL_{_YEAR}{_MONTH}{_DAY}_{_HOUR}{_MINUTE}{_SECOND}(?P<fraction>\d{{3}})"), True
    ),
    NamePattern(
        "YYYY-MM-DDTHH-MM-SS",
        _named(
            rf"(?<!\d){_DATE}T{_HOUR}[-:._]?{_MINUTE}[-:._]?{_SECOND}(?:[.-](?P<fraction>\d{{3,6}})(?=Z))?{_ZONE}?(?!\d)"
        ),
    ),
    NamePattern(
        "YYYYMMDDTHHMMSS",
        _named(rf"(?<!\d){_YEAR}{_MONTH}{_DAY}T{_HOUR}{_MINUTE}{_SECOND}\.?(?P<fraction>\d{{1,6}})?{_ZONE}?(?!\d)"),
    ),
    NamePattern(
        "YYYY-MM-DD_HH-MM-SS",
        _named(
            rf"(?<!\d){_YEAR}(?P<gap>[-._]){_MONTH}(?P=gap){_DAY}[ _-]{{1,3}}"
            rf"{_HOUR}(?P<mark>[-:._]?){_MINUTE}(?P=mark){_SECOND}(?:[.](?P<fraction>\d{{3}}))?(?P<zone>Z)?(?!\d)"
        ),
    ),
    NamePattern("YYYYMMDD_HHMMSS", _named(rf"{_PACKED}(?P<fraction>\d{{3}})?(?P<zone>Z)?(?!\d)")),
    NamePattern(
        "epoch seconds",
        _named(r"(?<![0-9A-Za-z.])(?P<epoch>1[3-9]\d{8}(?:\d{3})?)(?:\.(?P<fraction>\d{1,6}))?(?!\d)"),
    ),
)
"""The first that fits counts. A name with a start and an end has the start first, in all that are known.

Hikvision's and Dahua's downloads (``NVR_ch1_main_20261123080000_20261123090000``), Axis (``20261123_080000_5D35``),
Milestone's exports (``Camera 1 2026-11-23 08.00.00``) and phones (``VID_20261123_080000``) have no line of their own.
"""

_CODES: Mapping[str, str] = {
    "%Y": r"(?P<year>\d{4})",
    "%m": r"(?P<month>\d\d)",
    "%d": r"(?P<day>\d\d)",
    "%H": r"(?P<hour>\d\d)",
    "%I": r"(?P<hour>\d\d)",
    "%-m": r"(?P<month>\d{1,2})",
    "%-d": r"(?P<day>\d{1,2})",
    "%-H": r"(?P<hour>\d{1,2})",
    "%-I": r"(?P<hour>\d{1,2})",
    "%p": r"(?P<half>[AaPp][Mm])",
    "%M": r"(?P<minute>\d\d)",
    "%S": r"(?P<second>\d\d)",
    "%f": r"(?P<fraction>\d{1,6})",
    "%z": r"(?P<zone>Z|[+-]\d\d:?\d\d)",
    "%s": r"(?P<epoch>\d{10}(?:\d{3})?)",
    "{camera}": r"(?P<camera>[^/]+?)",
    "*": r"[^/]*?",
}
_TOKEN = re.compile(r"%-?[A-Za-z]|\{camera\}|.", re.DOTALL)


def name_pattern(text: str) -> NamePattern:
    """Read a pattern as somebody gives it, such as ``%Y-%m-%d/{camera}/%H.%M.%S``.

    ``%Y %m %d %H %I %p %M %S %f %z`` are as in ``strptime``, two digits each, or one where it needs no more after
    ``%-``; ``%s`` is seconds or milliseconds since 1970, ``{camera}`` the camera, ``*`` anything but ``/``. All else
    stands for itself. The text may begin and end anywhere in a path, but must reach into the file's name.

    :raises ValueError: It has no day and time, one of them twice, or a code that is not known.
    """
    tokens = _TOKEN.findall(text)
    parts = [_CODES.get(token) or _literal(token) for token in tokens]
    begin, end = (r"(?<!\d)" if text.startswith("%") else "", r"(?!\d)" if tokens[-1:] and tokens[-1][0] == "%" else "")
    try:
        found = _named("".join([begin, *parts, end]))
    except re.error:
        raise ValueError(f"expected each part of a time once in a name pattern, got {text!r}") from None
    groups = found.groupindex.keys()
    if len(text) > MAX_PATTERN or not ("epoch" in groups or groups >= {"year", "month", "day", "hour", "minute"}):
        raise ValueError(f"expected a name pattern with a day and a time, such as cam1_%Y%m%d_%H%M%S, got {text!r}")
    return NamePattern("as it was described", found)


def _literal(token: str) -> str:
    if token[0] == "%":
        raise ValueError(f"expected codes of {' '.join(code for code in _CODES if code[0] == '%')}, got {token!r}")
    return re.escape(token)
