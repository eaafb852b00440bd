"""Where and when a sentence says to look, and what it asks of the answer as a whole."""

from collections.abc import Mapping
from datetime import datetime

from ner.filters import Question, asks_nothing_else, read_filters, read_question
from ner.keywords import Query, TargetRole
from ner.labels import NOUNS
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.sentence_places import EVERY, SentencePlaces, zoned

AHEAD = "the time in the sentence lies ahead: nothing was seen then yet"
"""Said of a search that can find nothing because of when it looks."""


def narrowed(
    scope: Scope, places: SentencePlaces, now: datetime | None, cameras: Mapping[str, int]
) -> tuple[Scope, tuple[str, ...]]:
    """Add what a sentence says of cameras, times, zones, order and count to a scope, and tell what was made of it.

    :param now: What "today" counts from; the present unless given.
    :param cameras: Name -> id of the cameras that exist for whoever asks.
    """
    now = now or datetime.now()
    timed, notes = scope.narrowed(read_filters(places.query.text, now, cameras), cameras)
    if scope.since is None and timed.since and timed.since.timestamp() > now.timestamp():
        notes = (*notes, AHEAD)
    within, of_zones = zoned(timed, places, cameras)
    asked, told = within.asked(_question(places.query))
    return asked, (*notes, *of_zones, *told)


def asks_for_all(places: SentencePlaces) -> bool:
    """Whether a sentence asks for an order, or a zone, and names nothing beside it: "anything in the bus lane"."""
    rest = places.rest
    return asks_nothing_else(rest, _question(places.query)) or (bool(places.zones) and not EVERY.sub("", rest))


def _question(query: Query) -> Question:
    wanted = (target for target in query.targets if target.role is TargetRole.TARGET)
    return read_question(query.text, [k.start for target in wanted for k in target.keywords if k.label in NOUNS])
