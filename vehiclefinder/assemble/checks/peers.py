"""The other searchers of a catalog, where it is shared among several."""

import time
from collections.abc import Iterator
from contextlib import closing

from vehiclefinder import __version__
from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.checks.finding import Finding
from vehiclefinder.assemble.finder import open_index
from vehiclefinder.assemble.models import open_decider
from vehiclefinder.assemble.peers import require_peers
from vehiclefinder.control.peers import HttpPeers
from vehiclefinder.core.shard import Shard
from vehiclefinder.core.time_zones import time_zone
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.shards.questions import PresenceQuestion
from vehiclefinder.finder.shards.searchers import Replies
from vehiclefinder.finder.shards.told import Presence
from vehiclefinder.finder.shards.wire import SearcherIdentity, zone_name
from vehiclefinder.settings import Settings

APART = 2.0
"""Seconds by which clocks may differ: what "the last minutes" are is told by that of whoever is asked."""


def peers(settings: Settings, deep: bool) -> Finding:
    """Ask each of them who it is, and hold that against this one; a few seconds at most, whoever does not answer."""
    shard = settings.shard_held
    if shard.count == 1 and not settings.peers:
        return Finding({"shard": None})
    try:
        require_peers(settings)
    except ValueError as error:
        return Finding({"shard": str(shard)}, (str(error),))
    began = time.time()
    replies = _asked(settings)
    missing = [Shard(one, shard.count) for one in range(shard.count) if one not in {shard.number, *replies.told}]
    problems = [*replies.lost, *_unlike(replies, shard, began, time.time())]
    if missing:
        answered = f"{shard.count - len(missing)} of {shard.count} shards answer"
        problems.insert(0, f"{answered}: no peer answers for {', '.join(map(str, missing))}")
    return Finding({"shard": str(shard), "missing": [str(one) for one in missing]}, tuple(problems))


def _asked(settings: Settings) -> Replies[Presence]:
    if not settings.peers or settings.peer_token is None:
        return Replies()
    with open_catalog(settings) as catalog:
        index = open_index(settings, catalog, open_decider(settings)).identity(catalog.generation()[0])
    zone = zone_name(time_zone(settings.timezone))
    who = SearcherIdentity(index.catalog, index.encoder, index.judge, zone, settings.shard_held)
    with closing(HttpPeers(settings.peers, settings.peer_token.get_secret_value())) as peers:
        return peers.ask(who, PresenceQuestion(Scope()), None)()


def _unlike(replies: Replies[Presence], shard: Shard, began: float, ended: float) -> Iterator[str]:
    """Yield what differs of those that answered."""
    for number, told in replies.told.items():
        one = f"shard {Shard(number, shard.count)}"
        if told.version != __version__:
            yield f"{one} runs version {told.version}, this one {__version__}"
        ahead = told.clock - ended if told.clock > ended else min(told.clock - began, 0.0)
        if abs(ahead) > APART:
            yield f"the clock of {one} is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} this one's"
