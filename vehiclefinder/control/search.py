"""Searches: what is asked, by whom, and how much of it they may see."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from ner.keywords import Entity
from vehiclefinder.control.peer_presence import PeerPresence
from vehiclefinder.core.access import Identity
from vehiclefinder.finder.answer import Answer, ShardReport
from vehiclefinder.finder.attribute_filter import AnyOf, AttributeFilter
from vehiclefinder.finder.finder import Finder
from vehiclefinder.finder.listing import Cursor, ListOrder
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.shards.searchers import PeerState
from vehiclefinder.finder.unchecked import Understanding
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.tracks.records import StoredTrack


@dataclass(frozen=True, slots=True)
class TrackPage:
    """One page of every vehicle.

    :param next: What asks for the next page; None on the last one.
    :param notes: What is not among them, and why.
    :param shards: Which searchers told of theirs, where there are several.
    """

    tracks: tuple[StoredTrack, ...]
    next: str | None
    notes: tuple[str, ...]
    shards: ShardReport | None = None


class Search:
    """Answers sentences about the cameras that exist for whoever asks.

    Each answer is in the audit log before it is given, or says that it is not; see ``docs/decisions/024``. Where it
    must be and cannot, :meth:`find`, :meth:`browse`, :meth:`tracks` and :meth:`similar` raise an ``AuditError``.
    ``answered`` is called with the seconds that each sentence or filter took, whichever face asked.
    """

    def __init__(self, finder: Finder, audit: AuditLog) -> None:
        self._finder = finder
        self._audit = audit
        self._presence = PeerPresence(finder.searchers)
        self.answered: Callable[[float], object] = lambda seconds: None

    def find(
        self,
        who: Identity,
        sentence: str,
        scope: Scope = Scope(),
        attributes: Sequence[AttributeFilter | AnyOf] = (),
        ignored: Collection[Entity] = (),
    ) -> Answer:
        """Find vehicles; see :meth:`vehiclefinder.Finder.find`.

        :raises ValueError: As there; a camera that does not exist for them is unknown.
        """
        began = time.monotonic()
        answer = self._finder.find(
            sentence, replace(scope, visible=who.cameras), attributes=attributes, ignored=ignored
        )
        asked = {
            "sentence": sentence,
            "demands": [str(one) for one in attributes],
            "ignored": [list(entity) for entity in ignored],
            "unheard": sorted(scope.unheard),
            "least": scope.least,
            "count": scope.count,
        }
        noted = _noted(answer, self._audit.write(who, "search", asked | _detail(scope, answer), done=False))
        self.answered(time.monotonic() - began)
        return noted

    def browse(self, who: Identity, scope: Scope = Scope()) -> Answer:
        """Return every vehicle of some cameras, times and zones; see :meth:`vehiclefinder.Finder.browse`.

        :raises ValueError: A camera or zone of the scope does not exist for them.
        """
        answer = self._finder.browse(replace(scope, visible=who.cameras))
        return _noted(answer, self._audit.write(who, "browse", _detail(scope, answer), done=False))

    def tracks(
        self,
        who: Identity,
        scope: Scope,
        order: ListOrder = ListOrder.NEWEST,
        limit: int = 50,
        after: str | None = None,
    ) -> TrackPage:
        """Return one page of every vehicle of some cameras, times, zones and sources.

        :param after: ``next`` of the page before.
        :raises ValueError: A camera or zone of the scope does not exist for them, or ``after`` is of no such page.
        """
        last = None if after is None else Cursor.from_text(after, order)
        found = self._finder.listed(replace(scope, visible=who.cameras), order, limit, last)
        asked = {**_where(scope), "sources": list(scope.sources or ()), "order": order, "after": after}
        note = self._audit.write(who, "browse", asked | {"matches": len(found.tracks)}, done=False)
        following, notes = found.next.to_text() if found.next else None, (*found.notes, *filter(None, [note]))
        return TrackPage(found.tracks, following, notes, found.shards)

    def similar(self, who: Identity, track_id: int, scope: Scope = Scope()) -> Answer:
        """Find vehicles that look like one that was seen; see :meth:`vehiclefinder.Finder.similar`.

        :raises NotFoundError: There is no such track, or not for them.
        :raises ValueError: A camera of the scope does not exist for them.
        """
        answer = self._finder.similar(track_id, replace(scope, visible=who.cameras))
        detail = {"track": track_id, "cameras": list(scope.cameras), "matches": len(answer.matches)}
        return _noted(answer, self._audit.write(who, "similar", detail, done=False))

    def understanding(self, who: Identity, sentence: str, scope: Scope = Scope()) -> Understanding:
        """Return what becomes of a sentence, of the cameras that they may see; whoever is known may ask.

        :raises ValueError: It is empty, too long or no text.
        """
        return self._finder.understanding(sentence, replace(scope, visible=who.cameras))

    def size(self, who: Identity) -> int:
        """Return how many tracks can be found.

        :raises ForbiddenError: They are limited to some cameras.
        """
        who.require_every_camera("the size of the index")
        return len(self._finder.index())

    def waiting(self, who: Identity) -> int:
        """Return how many tracks cannot be found until a new model has encoded them.

        :raises ForbiddenError: They are limited to some cameras.
        """
        who.require_every_camera("what waits to be encoded")
        return self._finder.coverage().waiting()

    def prepare(self) -> bool:
        """Add to the index what was ingested since, so that no search has to.

        :returns: False: the next look has time.
        :raises VehicleFinderError: The catalog or the index cannot be used.
        """
        self._finder.prepare()
        return False

    def ready(self) -> tuple[str, ...]:
        """Make sure that a search would be answered.

        :returns: What is done less well than it should be: nothing can be written, or others do not answer.
        :raises AuditError: It would be refused, as the audit log cannot be written.
        :raises VehicleFinderError: The catalog or the index cannot be used.
        """
        self._finder.index()
        said = self._audit.check()
        return (*self._finder.unwritten(), *filter(None, [said, self._missing()]))

    def peers(self, who: Identity, ask: bool = False) -> Mapping[str, PeerState]:
        """Return how each of the other searchers of this catalog fares, by host and port.

        :param ask: Ask them first, unless that was done moments ago.
        :raises ForbiddenError: They are limited to some cameras.
        """
        who.require_every_camera("the other searchers")
        if ask:
            self._presence.report()
        return self._finder.searchers.peers.states()

    def _missing(self) -> str | None:
        found = self._presence.report()
        if found is None or not found.missing:
            return None
        verb = "answers" if found.answered == 1 else "answer"
        return f"{found.answered} of {found.asked} shards {verb}: vehicles of the others are not found"


def _noted(answer: Answer, note: str | None) -> Answer:
    return replace(answer, notes=(*answer.notes, note)) if note else answer


def _detail(scope: Scope, answer: Answer) -> dict[str, object]:
    return {**_where(scope), "order": answer.order, "decision": answer.decision, "matches": len(answer.matches)}


def _where(scope: Scope) -> dict[str, object]:
    return {
        "cameras": list(scope.cameras),
        "since": scope.since.isoformat() if scope.since else None,
        "until": scope.until.isoformat() if scope.until else None,
        "zones": [list(zone) for zone in scope.zones],
    }
