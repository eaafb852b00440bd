"""Questions and what is told of them as JSON, and who asks and tells: what searchers send one another."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import cache
from typing import Any, cast, get_args

from pydantic import ConfigDict, TypeAdapter
from pydantic_core import from_json

from ner.filters import DailyHours, Times
from vehiclefinder.core.shard import Shard
from vehiclefinder.finder.shards.questions import (
    BinningQuestion,
    BrowsingQuestion,
    CountingQuestion,
    ExtentQuestion,
    ListingQuestion,
    PassingQuestion,
    PresenceQuestion,
    RankingQuestion,
    ShardQuestion,
    SimilarQuestion,
    SurveyQuestion,
    Told,
)

PROTOCOL = 1
"""Grows whenever questions or what is told of them changes."""
KINDS: Mapping[str, type[ShardQuestion[Any]]] = {
    "presence": PresenceQuestion,
    "survey": SurveyQuestion,
    "ranking": RankingQuestion,
    "browsing": BrowsingQuestion,
    "listing": ListingQuestion,
    "similar": SimilarQuestion,
    "counting": CountingQuestion,
    "extent": ExtentQuestion,
    "binning": BinningQuestion,
    "passing": PassingQuestion,
}
_NAMES = {kind: name for name, kind in KINDS.items()}
# A zone has no JSON: it is left out, and is that of whoever reads, which is the same.
_CONFIG = ConfigDict(arbitrary_types_allowed=True, extra="forbid", ser_json_inf_nan="constants")


@dataclass(frozen=True, slots=True)
class SearcherIdentity:
    """What searchers must have in common to answer together, and the part that one holds.

    :param catalog: Id of the catalog.
    :param encoder: Identity of the encoder whose vectors are searched.
    :param judge: Identity of what judges them.
    :param zone: Name of the zone of times in sentences.
    :param shard: What it holds.
    :param protocol: How it asks.
    """

    catalog: str
    encoder: str
    judge: str
    zone: str
    shard: Shard
    protocol: int = PROTOCOL

    def why_apart(self, other: "SearcherIdentity") -> str | None:
        """Return why another cannot answer together with this one, or None where it can."""
        differs = {
            f"is of another release: it speaks version {other.protocol}, not {self.protocol}": other.protocol
            != self.protocol,
            "is of another catalog": other.catalog != self.catalog,
            "has another model of pictures": other.encoder != self.encoder,
            "judges by another model or calibration": other.judge != self.judge,
            f"has the time zone {other.zone}, not {self.zone}": other.zone != self.zone,
            f"holds one of {other.shard.count} shards, not of {self.shard.count}": other.shard.count
            != self.shard.count,
            f"holds shard {other.shard}, as the one that asks does": other.shard == self.shard,
        }
        return next((why for why, apart in differs.items() if apart), None)


def zone_name(zone: tzinfo | None) -> str:
    """Return what a zone is called; None is this machine's."""
    return str(zone) if zone else "/".join(time.tzname)


def asked(who: SearcherIdentity, question: ShardQuestion[Any]) -> bytes:
    """Return a question as JSON."""
    body = _adapter(type(question)).dump_json((_zoned(question, None),))
    return b'{"asker":%s,"kind":"%s","question":%s}' % (_written(who), _NAMES[type(question)].encode(), body)


def read_question(text: bytes, zone: tzinfo | None) -> tuple[SearcherIdentity, ShardQuestion[Any]]:
    """Read what :func:`asked` wrote.

    :param zone: Of the times in it.
    :raises ValueError: It did not.
    """
    values = _read(text)
    try:
        (asker,) = _adapter(SearcherIdentity).validate_python(values["asker"])
        (question,) = _adapter(KINDS[values["kind"]]).validate_python(values["question"])
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError("expected what a searcher asks, got something else") from error
    return asker, _zoned(question, zone)


def answered(who: SearcherIdentity, question: ShardQuestion[Any], told: Any) -> bytes:
    """Return what is told of a question as JSON."""
    return b'{"searcher":%s,"told":%s}' % (_written(who), _adapter(_told(type(question))).dump_json((told,)))


def read_answer(text: bytes, question: ShardQuestion[Told]) -> tuple[SearcherIdentity, Told]:
    """Read what :func:`answered` wrote.

    :raises ValueError: It did not.
    """
    values = _read(text)
    try:
        (who,) = _adapter(SearcherIdentity).validate_python(values["searcher"])
        (told,) = _adapter(_told(type(question))).validate_python(values["told"])
        return who, cast(Told, told)
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError("expected what a searcher tells, got something else") from error


def _read(text: bytes) -> dict[str, Any]:
    try:
        values = from_json(text)
    except ValueError as error:
        raise ValueError("expected JSON of a searcher, got something else") from error
    if not isinstance(values, dict):
        raise ValueError("expected JSON of a searcher, got something else")
    return values


def _adapter(kind: Any) -> TypeAdapter[Any]:
    return _made(kind)


@cache
def _made(kind: Any) -> TypeAdapter[Any]:
    """What reads and writes tuples of one such value: a bare dataclass takes no configuration."""
    return TypeAdapter(tuple[kind], config=_CONFIG)


def _written(who: SearcherIdentity) -> bytes:
    return _adapter(SearcherIdentity).dump_json((who,))


def _told(kind: type[ShardQuestion[Any]]) -> Any:
    """What is told of a kind of question."""
    return get_args(kind.__orig_bases__[0])[0]  # type: ignore[attr-defined]


def _zoned(question: Any, zone: tzinfo | None) -> Any:
    times = question.scope.times
    if not times:
        return question
    included, excluded = (
        tuple(replace(one, zone=zone) if isinstance(one, DailyHours) else one for one in some)
        for some in (times.included, times.excluded)
    )
    return replace(question, scope=replace(question.scope, times=Times(included, excluded)))
