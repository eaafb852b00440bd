"""Sentences, read for the catalog as it is now: with its cameras and zones."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from ner.keywords import Entity, Query
from vehiclefinder.finder.alternatives import Ways, wanted_vehicles
from vehiclefinder.finder.attribute_filter import AnyOf, AttributeFilter
from vehiclefinder.finder.compass import CompassWitness
from vehiclefinder.finder.current_catalog import CatalogFollower, CurrentCatalog
from vehiclefinder.finder.notes import CHECKABLE
from vehiclefinder.finder.plan import Witness
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.sentence import Sentence, read_sentence, tagged
from vehiclefinder.finder.sentence_scope import narrowed
from vehiclefinder.finder.track_scoring import TrackScorer
from vehiclefinder.finder.unchecked import Understanding, understanding
from vehiclefinder.finder.zones import Zones


class SentenceReader:
    """Tells what sentences mean.

    :param reader: Sentence to targets, such as ``ner.reader.Reader``.
    :param follower: Knows the cameras.
    :param zones: Those that are drawn.
    :param scorer: Knows what the matcher understands.
    :param zone: Of the times in sentences; None means this machine's.
    """

    def __init__(
        self,
        reader: Callable[[str], Query],
        follower: CatalogFollower,
        zones: Zones,
        scorer: TrackScorer,
        zone: tzinfo | None = None,
    ) -> None:
        self._reader = reader
        self._follower = follower
        self._zones = zones
        self._scorer = scorer
        self._zone = zone

    def tagged(self, sentence: str, current: CurrentCatalog, scope: Scope = Scope()) -> Query:
        """Return the keywords of a sentence, before anything else of it is read.

        :param current: The catalog as it is now: names of its cameras and zones do not tell the language.
        :param scope: What exists for whoever asks.
        :raises ValueError: It is empty, too long or no text.
        """
        cameras = scope.seen(current.cameras)
        return tagged(self._reader, sentence, (*cameras, *(name for _, name in self._zones.of(current, cameras))))

    def said(
        self,
        query: Query,
        current: CurrentCatalog,
        scope: Scope = Scope(),
        now: datetime | None = None,
        ignored: Collection[Entity] = (),
    ) -> Sentence:
        """Return what a sentence says.

        :param query: It, tagged.
        :param current: The catalog as it is now.
        :param scope: What exists for whoever asks.
        :param now: What "today" counts from; the present unless given.
        :param ignored: Keywords that it is read without: label, first character, one past the last.
        :raises StoreError: The catalog cannot be read.
        """
        cameras = scope.seen(current.cameras)
        zones = self._zones.of(current, cameras)
        return read_sentence(query, now or datetime.now(self._zone), cameras, zones, ignored)

    def wanted(self, said: Sentence, attributes: Sequence[AttributeFilter | AnyOf] = ()) -> list[Ways]:
        """Return the vehicles that are looked for, each with the ways of being it.

        :param attributes: What each must be besides.
        """
        wanted = wanted_vehicles(said.heard, attributes)
        return [tuple(replace(way, checks=self._scorer.understood(way.checks)) for way in ways) for ways in wanted]

    def read(self, sentence: str, scope: Scope = Scope()) -> Query:
        """Return what is understood of a sentence, compass points among it.

        :param scope: What exists for whoever asks.
        :raises ValueError: It is empty, too long or no text.
        :raises StoreError: The catalog cannot be read.
        """
        current = self._follower.current()
        return self.said(self.tagged(sentence, current, scope), current, scope).query

    def where(self, sentence: str, scope: Scope = Scope(), now: datetime | None = None) -> Scope:
        """Return where and when a search for a sentence would look, and in which order; see ``Finder.find``.

        :raises ValueError: The sentence cannot be read.
        :raises StoreError: The catalog cannot be read.
        """
        now, current = now or datetime.now(self._zone), self._follower.current()
        said = self.said(self.tagged(sentence, current, scope), current, scope, now)
        return narrowed(scope, said, now, scope.seen(current.cameras))[0]

    def understanding(
        self, sentence: str, compass: CompassWitness, scope: Scope = Scope(), now: datetime | None = None
    ) -> Understanding:
        """Return what becomes of a sentence, whatever was seen.

        :param compass: Knows of which cameras nobody has said where north is.
        :param scope: Where and when it is looked for beside what it says itself.
        :param now: What "today" counts from; the present unless given.
        :raises ValueError: It cannot be read.
        :raises StoreError: The catalog cannot be read.
        """
        now, current = now or datetime.now(self._zone), self._follower.current()
        cameras = scope.seen(current.cameras)
        said = self.said(self.tagged(sentence, current, scope), current, scope, now)
        where, told = narrowed(scope, said, now, cameras)
        wanted = compass.with_north(self.wanted(said), where.searched(cameras))
        return understanding(said, wanted, where, told)

    def require_checkable(self, sentence: str) -> None:
        """Refuse a sentence that no track could ever match.

        :raises ValueError: It cannot be read, or nothing in it could be checked.
        """
        current = self._follower.current()
        said = self.said(self.tagged(sentence, current), current)
        if said.unread:
            raise ValueError(f"expected a sentence in a language that is known, got {sentence!r}: {said.query.note}")
        checks = (check for ways in self.wanted(said) for way in ways for check in way.checks)
        if all(check.witness is Witness.NOBODY for check in checks):
            raise ValueError(f"expected a sentence with a {CHECKABLE}, got {sentence!r}")
