"""The address of a search: all that is asked, as the query of a link, and back."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlencode

from vehiclefinder import Order
from vehiclefinder.control import CHOICES, ScopeField

from ..places import zone_names

LONGEST = 1000
"""Characters of a sentence."""
FIRST, DEEPEST = 24, 1000
"""Results that are shown at first, and at most."""
SHORT = {label.removeprefix("vehicle_"): label for label in CHOICES}
"""Name in an address -> label whose values are chosen from a list."""
Span = tuple[str, int, int]
"""Label, first character, one past the last: how a keyword is named."""
Query = Mapping[str, Sequence[str]]
"""The query of an address: each name with all its values."""
SPAN = re.compile(r"([a-z_\-]{1,40})\.([0-9]{1,4})\.([0-9]{1,4})")
KNOWN = frozenset(SHORT).union(
    ("sentence", "off", "unheard", "velocity", "camera", "zone", "from", "to", "order", "least", "similar"),
    ("show", "selected"),
)
"""Names in the query of an address."""
NUMBER = re.compile("[0-9]{1,18}")

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class SearchAddress:
    """What is asked of a search page.

    :param without: Keywords of the sentence that are left out.
    :param unheard: What the sentence may not set.
    :param attributes: Label -> values that were chosen, any of which will do.
    :param zones: Camera and name of each.
    :param since: Aware, as is ``until``.
    :param show: How many results are shown, 1 to 1,000.
    :param similar: The track whose like is looked for instead of a sentence.
    :param selected: Tracks that are selected.
    """

    sentence: str = ""
    without: tuple[Span, ...] = ()
    unheard: frozenset[ScopeField] = frozenset()
    attributes: Mapping[str, tuple[str, ...]] | None = None
    speed: str = ""
    cameras: tuple[str, ...] = ()
    zones: tuple[tuple[str, str], ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    order: Order | None = None
    least: float = 0.0
    similar: int | None = None
    show: int = FIRST
    selected: tuple[int, ...] = ()

    @property
    def query(self) -> dict[str, list[str]]:
        """The query of its address; what is as ever stands not in it. ``show`` and ``selected`` come last."""
        chosen = self.attributes or {}
        parts: dict[str, list[str]] = {
            "sentence": [self.sentence] if self.sentence else [],
            "off": [f"{label}.{start}.{end}" for label, start, end in self.without],
            "unheard": sorted(one.value for one in self.unheard),
            **{name: list(chosen.get(label, ())) for name, label in SHORT.items()},
            "velocity": [self.speed] if self.speed else [],
            "camera": list(self.cameras),
            "zone": [f"{camera}/{zone}" for camera, zone in self.zones],
            "from": [self.since.isoformat()] if self.since else [],
            "to": [self.until.isoformat()] if self.until else [],
            "order": [self.order.value] if self.order else [],
            "least": [f"{self.least:g}"] if self.least else [],
            "similar": [str(self.similar)] if self.similar is not None else [],
            "show": [str(self.show)] if self.show != FIRST else [],
            "selected": ["-".join(map(str, self.selected))] if self.selected else [],
        }
        return {name: values for name, values in parts.items() if values}

    @property
    def browsing(self) -> dict[str, list[str]]:
        """The query of the page on which one browses, with all that it knows of this."""
        known = {name: self.query.get(name, []) for name in ("camera", "zone", "from", "to")}
        timed = {"order": [self.order.value]} if self.order in (Order.NEWEST, Order.OLDEST) else {}
        return {name: values for name, values in (known | timed).items() if values}

    @property
    def text(self) -> str:
        """The same as it stands behind the question mark."""
        return urlencode(self.query, doseq=True)


def read_text(text: str) -> tuple[SearchAddress, tuple[str, ...]]:
    """Read what stands behind the question mark; see :func:`read`."""
    return read(parse_qs(text, keep_blank_values=True))


def read(query: Query) -> tuple[SearchAddress, tuple[str, ...]]:
    """Read the query of an address.

    :returns: What it asks as far as it can be read, and what of it was left out and why, in plain words.
    """
    notes: list[str] = []

    def asked(name: str, parse: Callable[[Sequence[str]], Any], otherwise: Any) -> Any:
        try:
            return parse(query[name]) if any(query.get(name, ())) else otherwise
        except ValueError as error:
            notes.append(f"{name}: {error}")
            return otherwise

    address = SearchAddress(
        sentence=asked("sentence", _sentence, ""),
        without=asked("off", _spans, ()),
        unheard=asked("unheard", lambda values: frozenset(_one(ScopeField, value) for value in values), frozenset()),
        attributes={
            label: values for name, label in SHORT.items() if (values := asked(name, _choice(CHOICES[label]), ()))
        },
        speed=asked("velocity", lambda values: _text(values[0], 50), ""),
        cameras=asked("camera", _names, ()),
        zones=asked("zone", _zones, ()),
        since=asked("from", _moment, None),
        until=asked("to", _moment, None),
        order=asked("order", lambda values: _one(Order, values[0]), None),
        least=asked("least", _share, 0.0),
        similar=asked("similar", lambda values: _number(values[0]), None),
        show=asked("show", _shown, FIRST),
        selected=asked("selected", lambda values: tuple(map(_number, values[0].split("-"))), ()),
    )
    unknown = [name for name in query if name not in KNOWN]
    return address, (*notes, *(f"{_cut(name)}: nothing of that name can be asked" for name in unknown))


def _sentence(values: Sequence[str]) -> str:
    return _text(values[0], LONGEST)


def _text(value: str, longest: int) -> str:
    if len(value) > longest:
        raise ValueError(f"expected at most {longest} characters, got {len(value)}")
    return value.strip()


def _names(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_text(value, 200) for value in values))


def _spans(values: Sequence[str]) -> tuple[Span, ...]:
    found = [(value, SPAN.fullmatch(value)) for value in values]
    if wrong := [value for value, match in found if match is None]:
        raise ValueError(f"expected a keyword such as vehicle_color.0.3, got {_cut(wrong[0])!r}")
    return tuple((match[1], int(match[2]), int(match[3])) for _, match in found if match)


def _choice(choices: Iterable[str]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    def parse(values: Sequence[str]) -> tuple[str, ...]:
        if wrong := [value for value in values if value not in choices]:
            raise ValueError(f"expected some of {', '.join(choices)}, got {_cut(wrong[0])!r}")
        return tuple(dict.fromkeys(values))

    return parse


def _zones(values: Sequence[str]) -> tuple[tuple[str, str], ...]:
    parts = zone_names(values)
    if not all(camera and zone for camera, zone in parts):
        raise ValueError(f"expected CAMERA/ZONE, got {_cut(values[0])!r}")
    return tuple(dict.fromkeys(parts))


def _moment(values: Sequence[str]) -> datetime:
    try:
        moment = datetime.fromisoformat(values[0])
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError(f"expected a moment such as 2026-05-01T08:15+02:00, got {_cut(values[0])!r}")
    return moment


def _one(kind: type[E], value: str) -> E:
    try:
        return kind(value)
    except ValueError as error:
        raise ValueError(f"expected one of {', '.join(kind)}, got {_cut(value)!r}") from error


def _share(values: Sequence[str]) -> float:
    if not re.fullmatch(r"0|1|[01]?\.[0-9]{1,4}", values[0]) or float(values[0]) > 1:
        raise ValueError(f"expected a number from 0 to 1, got {_cut(values[0])!r}")
    return float(values[0])


def _number(value: str) -> int:
    if not NUMBER.fullmatch(value):
        raise ValueError(f"expected the number of a track, got {_cut(value)!r}")
    return int(value)


def _shown(values: Sequence[str]) -> int:
    if not NUMBER.fullmatch(values[0]) or not 1 <= int(values[0]) <= DEEPEST:
        raise ValueError(f"expected a number from 1 to {DEEPEST}, got {_cut(values[0])!r}")
    return int(values[0])


def _cut(value: str) -> str:
    return value if len(value) <= 40 else f"{value[:40]}…"
