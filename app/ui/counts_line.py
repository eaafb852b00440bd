"""One line that says how much was found."""

from collections import defaultdict

from vehiclefinder import Answer, Decision, Match, Order
from vehiclefinder.control import counted

from .filters import ORDERS


def counts_line(answer: Answer, show: int, *, similar: bool = False) -> str:
    """Return how many results match or may, of how many vehicles, and in which time.

    :param show: Results that were asked for of each wanted vehicle: of more of them nothing is known.
    :param similar: Whether it was asked what looks like another vehicle.
    """
    of_all = f"of {counted(answer.searched, 'vehicle')} in {answer.seconds * 1000:.0f} ms"
    return f"{_found(answer, show, similar)}, {of_all}"


def _found(answer: Answer, show: int, similar: bool) -> str:
    if similar:
        return f"The {len(answer.matches)} most alike"
    if answer.counts:
        return "; ".join(f"{one.vehicle}: {_told(one.matches, one.possible)}" for one in answer.counts)
    if answer.decision is Decision.NONE:
        return "Nothing matches; the nearest are shown" if answer.matches else "Nothing matches"
    if answer.found is not None and answer.order is not Order.BEST:
        found = _of_best(answer, show)
        told = found if len(answer.matches) >= answer.found else f"{answer.found:,} found: {found}"
        return f"{told}, {ORDERS[answer.order].lower()}" if answer.found else "Nothing matches"
    return _of_best(answer, show)


def _of_best(answer: Answer, show: int) -> str:
    """Count results that come best first; the last of a full list tells of what more there may be."""
    wanted: dict[int, list[Match]] = defaultdict(list)
    for match in answer.matches:
        wanted[match.target].append(match)
    last = [each[-1].decision for each in wanted.values() if len(each) >= show]
    many = {kind: sum(match.decision is kind for match in answer.matches) for kind in Decision}
    more_matches, more = Decision.MATCH in last, any(one is not Decision.NONE for one in last)
    return _told(many[Decision.MATCH], many[Decision.POSSIBLE], more_matches, more)


def _told(matches: int, possible: int, more_matches: bool = False, more_possible: bool = False) -> str:
    many = f"{matches:,}{' or more' if more_matches else ''}" if matches else "No"
    found = f"{many} {'match' if matches <= 1 else 'matches'}"
    if not possible:
        return found
    return f"{found}, {possible:,}{' or more' if more_possible else ''} possible"
