"""Where and when a watch looks, and which of what it finds it tells of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo

import numpy as np

from ner.filters import ANY_TIME, Times
from vehiclefinder.control.watches.schedule import Schedule
from vehiclefinder.core.types import Decision, Match
from vehiclefinder.finder.scope import MAX_K, Scope, ScopeField
from vehiclefinder.finder.times import seen_within
from vehiclefinder.store.control.watch_records import StoredWatch, WatchHit


@dataclass(frozen=True, slots=True)
class WatchRules:
    """What a watch says besides its sentence.

    :param cameras: Names of the cameras it looks at; None means all.
    :param zones: Camera and name of zones of them; none means whole pictures.
    :param schedule: When it tells of vehicles; None means always.
    """

    cameras: tuple[str, ...] | None
    zones: tuple[tuple[str, str], ...]
    schedule: str | None

    @classmethod
    def of(cls, watch: StoredWatch) -> "WatchRules":
        """Return those of a watch."""
        return cls(watch.cameras, tuple(one.pair for one in watch.zones), watch.schedule)

    def scope(self, drawn: Collection[tuple[str, str]]) -> Scope | None:
        """Return where a watch looks, before its sentence is read; "the fastest" chooses none of what it sees.

        :param drawn: Camera and name of the zones that there are.
        :returns: None where all of its zones are gone.
        """
        zones = tuple(zone for zone in self.zones if zone in drawn)
        if self.zones and not zones:
            return None
        unheard = frozenset({ScopeField.ORDER})
        return Scope(MAX_K, visible=self.cameras, zones=zones, unheard=unheard, standing=True)

    def times(self, zone: tzinfo | None) -> Times:
        """Return when vehicles must have been seen to be told of.

        :param zone: That of the site; None means this machine's.
        """
        return Schedule.read(self.schedule).times(zone) if self.schedule else ANY_TIME

    def lost(self, cameras: Collection[str], drawn: Collection[tuple[str, str]]) -> tuple[str, ...]:
        """Say which of its cameras and zones are not there, or no more: a watch does not follow another name.

        :param cameras: Names of the cameras that there are.
        :param drawn: Camera and name of the zones that there are.
        """
        unknown = [f"there is no camera {camera}" for camera in self.cameras or () if camera not in cameras]
        gone = [f"zone {zone} of camera {camera} is gone" for camera, zone in self.zones if (camera, zone) not in drawn]
        return (*unknown, *gone)


def watch_hits(matches: Sequence[Match], least: Decision, times: Times = ANY_TIME) -> Sequence[WatchHit]:
    """Return the tracks that match at least so well, each once, by its best match.

    :param times: Those that were in sight then alone; of no known time, never.
    """
    return [WatchHit(match.track, match.score, match.decision) for match in best_matches(matches, least, times)]


def best_matches(matches: Sequence[Match], least: Decision, times: Times = ANY_TIME) -> list[Match]:
    """Return the best match of each track; see :func:`watch_hits`."""
    order = list(Decision)
    enough = [match for match in matches if order.index(match.decision) <= order.index(least)]
    best = {match.track: match for match in sorted(enough, key=lambda match: match.score)}
    return within(list(best.values()), times)


def within(matches: Sequence[Match], times: Times) -> list[Match]:
    """Return those that were in sight at some times; of no known time, none where times are limited."""
    if not times or not matches:
        return list(matches)
    start = np.array([match.seen.timestamp() if match.seen else np.nan for match in matches])
    lasted = np.array([timedelta(seconds=match.end - match.start).total_seconds() for match in matches])
    seen = seen_within(times, start, start + lasted)
    return [match for match, inside in zip(matches, seen, strict=True) if inside]
