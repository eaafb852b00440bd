"""Where and when a sentence says to look, and what it asks of the answer as a whole."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from vehiclefinder.finder.alternatives import Ways
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.sentence import Sentence
from vehiclefinder.finder.sentence_places import zoned
from vehiclefinder.finder.times import ahead


def narrowed(
    scope: Scope, sentence: Sentence, now: datetime, cameras: Mapping[str, int]
) -> tuple[Scope, tuple[str, ...]]:
    """Add what a sentence says of cameras, times, zones, order and count to a scope, and tell what was made of it.

    :param now: What "today" counts from.
    :param cameras: Name -> id of the cameras that exist for whoever asks.
    """
    timed, notes = scope.narrowed(sentence.filters, cameras)
    within, of_zones = zoned(timed, sentence.places, cameras)
    asked, told = within.asked(sentence.question)
    return asked, (*notes, *(() if scope.standing else ahead(timed.times, now)), *of_zones, *told)


def lists_all(said: Sentence, wanted: Sequence[Ways], scope: Scope) -> bool:
    """Whether every vehicle of a scope is asked for, whatever it looks like.

    :param wanted: The vehicles that the sentence looks for.
    :param scope: Where and when to look, as the sentence narrowed it.
    """
    return not wanted and scope.asks_order_alone and said.asks_for_all
