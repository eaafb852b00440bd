"""All searchers of a catalog: this one, which holds the columns of its shard, and its peers, which hold the others."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Generic, Protocol

from vehiclefinder.core.errors import ConflictError
from vehiclefinder.core.shard import Shard
from vehiclefinder.finder.answer import ShardReport
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.shards.local import LocalShard, Look
from vehiclefinder.finder.shards.questions import PresenceQuestion, ShardQuestion, Told
from vehiclefinder.finder.shards.told import Presence
from vehiclefinder.finder.shards.wire import SearcherIdentity, answered, read_question, zone_name
from vehiclefinder.store.index.track_index import IndexKeeper


@dataclass(frozen=True, slots=True)
class Replies(Generic[Told]):
    """What was told of a question.

    :param told: By the number of the shard.
    :param lost: Why others told nothing, in plain words.
    """

    told: Mapping[int, Told] = field(default_factory=dict)
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PeerState:
    """How one of the other searchers fares.

    :param answers: Whether it answered when it was asked last; None before.
    :param unanswered: How many questions it left unanswered.
    """

    answers: bool | None = None
    unanswered: int = 0


class Peers(Protocol):
    """The other searchers."""

    def ask(
        self, who: SearcherIdentity, question: ShardQuestion[Told], among: Collection[int] | None
    ) -> Callable[[], Replies[Told]]:
        """Ask all at once, and return what waits for them, for a bounded time; it raises nothing.

        :param who: Whoever asks.
        :param among: Numbers of the shards that are asked; None means all.
        """

    def states(self) -> Mapping[str, PeerState]:
        """Return how each of them fares, by the name that it is told by."""


class NoPeers:
    """Whoever is alone."""

    def ask(
        self, who: SearcherIdentity, question: ShardQuestion[Told], among: Collection[int] | None
    ) -> Callable[[], Replies[Told]]:
        """Ask nobody."""
        return lambda: Replies()

    def states(self) -> Mapping[str, PeerState]:
        """Return none."""
        return {}


class Searchers:
    """Asks this searcher and its peers at once.

    :param local: This one.
    :param index: What it holds.
    :param zone: Of the times in sentences; None means this machine's.
    :ivar peers: The others.
    """

    def __init__(self, local: LocalShard, index: IndexKeeper, zone: tzinfo | None) -> None:
        self._local = local
        self._index = index
        self._zone = zone
        self.shard = index.shard
        self.peers: Peers = NoPeers()

    def identity(self, look: Look) -> SearcherIdentity:
        """Return what this searcher is known by."""
        index = self._index.identity(look.current.generation[0])
        return SearcherIdentity(index.catalog, index.encoder, index.judge, zone_name(self._zone), self.shard)

    def answer(self, text: bytes) -> bytes:
        """Tell a peer what it asks, of the columns of this searcher.

        :param text: See :func:`wire.asked`.
        :raises ConflictError: The two cannot answer together.
        :raises ValueError: It asks nothing, or of an unknown camera or zone.
        :raises StoreError: The catalog cannot be read.
        """
        (asker, question), look = read_question(text, self._zone), self._local.look()
        who = self.identity(look)
        if why := asker.why_apart(who):
            raise ConflictError(why)
        return answered(who, question, self._local.tell(question, look))

    def ask(self, question: ShardQuestion[Told], look: Look, among: Collection[int] | None = None) -> Replies[Told]:
        """Return what each tells.

        :param look: What this one looks at.
        :param among: Numbers of the shards that are asked besides; None means all.
        :raises ValueError: The scope names an unknown camera or zone.
        :raises StoreError: The catalog cannot be read.
        """
        wait = self.peers.ask(self.identity(look), question, among)
        mine = self._local.tell(question, look)
        others = wait()
        told = {self.shard.number: mine, **others.told}
        return Replies({number: told[number] for number in sorted(told)}, others.lost)

    def present(self) -> Replies[Presence]:
        """Return who answers.

        :raises StoreError: The catalog cannot be read.
        """
        return self.ask(PresenceQuestion(Scope()), self._local.look())

    def report(self, answered: Collection[int], lost: Collection[str]) -> ShardReport | None:
        """Return which answered, where there are several.

        :param answered: Numbers of shards.
        :param lost: Why others did not.
        """
        count = self.shard.count
        if count == 1:
            return None
        missing = tuple(str(Shard(number, count)) for number in range(count) if number not in answered)
        return ShardReport(count, count - len(missing), missing, tuple(dict.fromkeys(lost)))
