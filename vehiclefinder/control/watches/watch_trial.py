"""Trials: what a watch would have told of what is stored."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

from vehiclefinder.control.watches.watch_requests import WatchRequest
from vehiclefinder.control.watches.watch_rules import WatchRules, best_matches
from vehiclefinder.core.types import Match
from vehiclefinder.finder.finder import Finder
from vehiclefinder.finder.scope import MAX_K
from vehiclefinder.store.control.cooldown import Cooldown

LONGEST = 8760
"""Hours: a year."""
SHOWN = 20


@dataclass(frozen=True, slots=True)
class WatchTrial:
    """What a watch would have told.

    :param alerts: How many alerts it would have raised.
    :param more: Whether there may be more: no more than 1,000 vehicles of each sort were looked at.
    :param tracks: Ids of the latest 20 of the vehicles, the newest first.
    :param since: The first moment that counts.
    :param until: The last one.
    :param notes: What does not count, such as vehicles whose time is not known, in plain words.
    """

    alerts: int
    more: bool
    tracks: tuple[int, ...]
    since: datetime
    until: datetime
    notes: tuple[str, ...]


class Trial:
    """Tries watches out.

    :param drawn: Camera and name of the zones that there are.
    :param zone: That of the site; None means this machine's.
    """

    def __init__(self, finder: Finder, drawn: Collection[tuple[str, str]], zone: tzinfo | None) -> None:
        self._finder = finder
        self._drawn = drawn
        self._zone = zone

    def of(self, request: WatchRequest, cameras: tuple[str, ...] | None, hours: int) -> WatchTrial:
        """Return what a watch would have told.

        :param cameras: Those that it looks at; None means all.
        :raises ValueError: The hours are not 1 to 8,760.
        """
        if not 1 <= hours <= LONGEST:
            raise ValueError(f"expected 1 to {LONGEST} hours, got {hours}")
        until = datetime.now(UTC)
        since = until - timedelta(hours=hours)
        rules = WatchRules(cameras, request.zones, request.schedule)
        scope = rules.scope(self._drawn)
        if scope is None:
            return WatchTrial(0, False, (), since, until, ("its zones are gone",))
        answer = self._finder.look(request.sentence, replace(scope, since=since, until=until))
        fitting = best_matches(answer.matches, request.least, rules.times(self._zone))
        told = _apart(fitting, request.cooldown)
        tracks = tuple(match.track for match in told[::-1][:SHOWN])
        return WatchTrial(len(told), len(answer.matches) >= MAX_K, tracks, since, until, answer.notes)


def _apart(matches: list[Match], minutes: int) -> list[Match]:
    """Return what is told of, the oldest first."""
    cooldown = Cooldown(minutes)
    timed = sorted((match.seen, match.track, match) for match in matches if match.seen)
    return [match for seen, _, match in timed if cooldown.allows(match.camera, seen)]
