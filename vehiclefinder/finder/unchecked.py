"""What nobody can tell of what a sentence asks for, and what that means for the vehicles that it looks for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ner.keywords import Query
from ner.leftovers import Leftover
from vehiclefinder.finder.alternatives import Ways
from vehiclefinder.finder.leftover_owners import owners_of
from vehiclefinder.finder.notes import unchecked
from vehiclefinder.finder.plan import Check
from vehiclefinder.finder.reservations import Reservation
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.sentence import Sentence
from vehiclefinder.finder.sentence_scope import lists_all


@dataclass(frozen=True, slots=True)
class Understanding:
    """What becomes of a sentence, whatever was seen.

    :param query: It, as written, compass points among its keywords.
    :param where: Where and when it is looked for, and in which order.
    :param unchecked: What of it nobody used.
    :param notes: What is made of its cameras, times, zones and order, and what of it is not understood, not checked
        or not told apart, in plain words.
    :param order: The words that ask for an order, or empty.
    :param may_match: Whether a vehicle can be more than possible.
    """

    query: Query
    where: Scope
    unchecked: tuple[Leftover, ...]
    notes: tuple[str, ...]
    order: str
    may_match: bool


def understanding(
    said: Sentence, wanted: Sequence[Ways], where: Scope = Scope(), told: Sequence[str] = ()
) -> Understanding:
    """Return what becomes of a sentence.

    :param wanted: The vehicles that it looks for.
    :param where: Where and when it is looked for.
    :param told: What is said of that.
    """
    every = lists_all(said, wanted, where)
    able = every or any(may_match(withheld(ways, said)) for ways in wanted)
    notes = (*told, *(() if every else _untold(said, wanted)))
    return Understanding(said.query, where, said.unchecked, notes, said.question.said, able)


def _untold(said: Sentence, wanted: Sequence[Ways]) -> tuple[str, ...]:
    """Say what of a sentence is not understood, not checked or not told apart."""
    if said.unread:
        return (said.query.note,)
    notes = unchecked([way.checks for ways in wanted for way in ways], said.unchecked, said.left)
    return (*filter(None, [said.query.note]), *notes)


def withheld(ways: Ways, said: Sentence) -> Ways:
    """Return ways of being what is asked for, no match where something is left over that says more of that vehicle.

    Where it is not plain which of several vehicles a leftover belongs to, it may be any; a zone nobody drew is of all.
    """
    if not said.unknown_zone and not any(one.of_vehicle for one in said.unchecked):
        return ways
    owners = None if said.unknown_zone else owners_of(said.unchecked, said.heard)
    return tuple(
        replace(way, checks=tuple(map(_reserved, way.checks))) if owners is None or way.target in owners else way
        for way in ways
    )


def may_match(ways: Ways) -> bool:
    """Whether some track could be a match: all is told of one way, or something told settles what is not."""
    return any(all(not check.reserved or _settles(check) for check in way.checks) for way in ways)


def _settles(check: Check) -> bool:
    return check.reservation is not None and check.reservation.settled is not None


def _reserved(check: Check) -> Check:
    """Return a check as one of which nobody can tell all, whatever would settle it."""
    return replace(check, reservation=replace(check.reservation or Reservation(""), settled=None))
