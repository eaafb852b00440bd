"""The question and the answer."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from ner.filters import read_filters
from ner.keywords import Entity, Query, Target, TargetRole
from ner.kinds import find_kinds
from ner.labels import NOUNS
from vehiclefinder.core.errors import NotFoundError, StoreError
from vehiclefinder.core.types import Contribution, Decision, Match
from vehiclefinder.finder.answer import Answer, match_of
from vehiclefinder.finder.attribute_filter import AttributeFilter
from vehiclefinder.finder.judgement import ScoredTracks
from vehiclefinder.finder.moments import moment
from vehiclefinder.finder.plan import GREY, UNMEASURED, Check, Witness, plan, wanted_targets
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.similarity import likeness
from vehiclefinder.finder.track_scoring import TrackScorer
from vehiclefinder.finder.unsearched import missing, remedy
from vehiclefinder.finder.zones import Zones
from vehiclefinder.match.decision import Decider
from vehiclefinder.store.index.track_index import IndexKeeper, TrackIndex
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.coverage import Coverage
from vehiclefinder.store.tracks.facts import Facts
from vehiclefinder.store.tracks.records import StoredTrack

CHECKABLE = "type, colour, direction, place or motion"
AHEAD = "the time in the sentence lies ahead: nothing was seen then yet"
"""Said of a search that can find nothing because of when it looks."""


class Finder:
    """Answers sentences about the tracks of a catalog.

    :param reader: Sentence to targets, such as ``ner.reader.Reader``.
    :param decider: Vectors to probabilities and decisions.
    :param catalog: What was seen.
    :param index: The index over it.
    """

    def __init__(self, reader: Callable[[str], Query], decider: Decider, catalog: Catalog, index: IndexKeeper) -> None:
        self._reader = reader
        self._decider = decider
        self._catalog = catalog
        self._index = index
        self._scorer = TrackScorer(decider)
        self._zones = Zones(catalog)

    def read(self, sentence: str) -> Query:
        """Return what is understood of a sentence.

        :raises ValueError: It is empty, too long or no text.
        """
        return self._reader(sentence)

    def index(self) -> TrackIndex:
        """Return the index of what can be found now.

        :raises StoreError: The catalog cannot be read.
        """
        return self._index.current()

    def coverage(self) -> Coverage:
        """Return which tracks cannot be found now, for want of vectors of the present model.

        :raises StoreError: The catalog cannot be read.
        """
        return self._index.coverage()

    def find(
        self,
        sentence: str,
        scope: Scope = Scope(),
        now: datetime | None = None,
        attributes: Sequence[AttributeFilter] = (),
        ignored: Collection[Entity] = (),
    ) -> Answer:
        """Find the vehicles that a sentence describes, and remember that it was asked.

        :param sentence: Plain English, at most 1,000 characters; may be empty where there are attributes.
        :param scope: Where and when to look, and how many matches to return; what the sentence says of cameras and
            times ("on camera 3", "between 8 and 9 this morning") is added where the scope leaves it open.
        :param now: What "today" counts from, with its zone; the present unless given.
        :param attributes: What each wanted vehicle must be besides.
        :param ignored: Keywords that the sentence is searched without: label, first character, one past the last.
        :raises ValueError: The sentence cannot be read, or the scope names an unknown camera or zone.
        :raises StoreError: The catalog cannot be read.
        """
        answer = self.look(sentence, scope, now, attributes, ignored)
        asked = ", ".join((*filter(None, [sentence]), *map(str, attributes)))
        self._catalog.log_query(asked, answer.decision, max((m.score for m in answer.matches), default=None))
        return answer

    def look(
        self,
        sentence: str,
        scope: Scope = Scope(),
        now: datetime | None = None,
        attributes: Sequence[AttributeFilter] = (),
        ignored: Collection[Entity] = (),
    ) -> Answer:
        """Do what :meth:`find` does, for programs that ask the same for ever: it is not remembered."""
        began = time.perf_counter()
        query = Query("") if attributes and not sentence else self._reader(sentence)
        heard = query.without(ignored)
        checks = [self._scorer.understood(one) for one in _planned(heard, attributes)]
        coverage = self._index.coverage()
        index, cameras = self._index.current(), scope.seen(self._catalog.camera_ids())
        scope, told = _narrowed(scope, sentence, now, cameras)
        allowed = self._allowed(scope, index, cameras)
        checks = [_measurable(one, index.facts, allowed) for one in checks]
        scored = [self._scorer.score(one, index, allowed, scope.k) for one in checks]
        matches = self._matches(index, checks, scored)
        untold = (
            *_notes(heard, checks),
            *_unmeasured(checks, index.facts, allowed),
            *_grey(checks, index.facts, allowed, cameras),
            *scope.left_out(index.facts, cameras),
        )
        waiting, unseen = missing(coverage, index, scope, cameras)
        return Answer(query, matches, (*told, *untold, *unseen), time.perf_counter() - began, waiting)

    def where(self, sentence: str, scope: Scope = Scope(), now: datetime | None = None) -> Scope:
        """Return where and when a search for a sentence would look; see :meth:`find`.

        :raises StoreError: The catalog cannot be read.
        """
        return _narrowed(scope, sentence, now, scope.seen(self._catalog.camera_ids()))[0]

    def require_checkable(self, sentence: str) -> None:
        """Refuse a sentence that no track could ever match.

        :raises ValueError: It cannot be read, or nothing in it could be checked.
        """
        checks = [check for one in _planned(self._reader(sentence), ()) for check in self._scorer.understood(one)]
        if all(check.witness is Witness.NOBODY for check in checks):
            raise ValueError(f"expected a sentence with a {CHECKABLE}, got {sentence!r}")

    def similar(self, track_id: int, scope: Scope = Scope()) -> Answer:
        """Find the vehicles that look like one that was seen, from whatever side.

        The score is a similarity, not a calibrated probability: half the cosine of the appearance, half the mean of
        those of type, service and colour. Nothing is decided by it, and every match is ``possible``. What each slot
        says is among the contributions.

        :param track_id: The track that the others are held against; it is not among them.
        :param scope: Where and when to look, and how many matches to return.
        :raises NotFoundError: There is no such track, or its camera does not exist for whoever asks.
        :raises ValueError: The scope names an unknown camera.
        :raises StoreError: The track has no vector of the present model, or the catalog cannot be read.
        """
        began = time.perf_counter()
        coverage = self._index.coverage()
        index, cameras = self._index.current(), scope.seen(self._catalog.camera_ids())
        track = self._catalog.track(track_id)
        if track.camera not in cameras:
            raise NotFoundError(f"no track {track_id} in the catalog")
        alike = likeness(index, _row(index, track, coverage), self._allowed(scope, index, cameras), scope.k)
        ids = index.facts.track[alike.rows].tolist()
        stored = {track.id: track for track in self._catalog.tracks(ids)}
        matches = tuple(
            match_of(stored[id_], float(alike.scores[rank]), Decision.POSSIBLE, alike.contributions(rank))
            for rank, id_ in enumerate(ids)
            if id_ in stored
        )
        waiting, unseen = missing(coverage, index, scope, cameras)
        notes, query = (*scope.left_out(index.facts, cameras), *unseen), Query(f"similar to track {track_id}")
        return Answer(query, matches, notes, time.perf_counter() - began, waiting)

    def _allowed(self, scope: Scope, index: TrackIndex, cameras: Mapping[str, int]) -> NDArray[np.bool_]:
        allowed = scope.allows(index.facts, cameras)
        return allowed & self._zones.visited(index.facts, scope.zones, cameras) if scope.zones else allowed

    def _matches(
        self, index: TrackIndex, checks: Sequence[tuple[Check, ...]], scored: Sequence[ScoredTracks]
    ) -> tuple[Match, ...]:
        """The best of every wanted vehicle first, then the second best, so that none crowds out another."""
        ids = np.unique(np.concatenate([index.facts.track[v.rows] for v in scored] or [np.zeros(0, np.int64)]))
        stored = {track.id: track for track in self._catalog.tracks(ids.tolist())}
        ranked = [
            (rank, -float(tracks.scores[rank]), target, int(index.facts.track[row]))
            for target, tracks in enumerate(scored)
            for rank, row in enumerate(tracks.rows)
        ]
        return tuple(
            self._match(stored[track], target, scored[target], rank, checks[target])
            for rank, _, target, track in sorted(ranked)
            if track in stored
        )

    def _match(
        self, track: StoredTrack, target: int, tracks: ScoredTracks, rank: int, checks: Sequence[Check]
    ) -> Match:
        score = float(tracks.scores[rank])
        decision = self._decider.decide(score)
        return match_of(track, score, decision, _contributions(checks, tracks, rank, track), target)


def _narrowed(
    scope: Scope, sentence: str, now: datetime | None, cameras: Mapping[str, int]
) -> tuple[Scope, tuple[str, ...]]:
    now = now or datetime.now()
    narrowed, notes = scope.narrowed(read_filters(sentence, now, cameras), cameras)
    if scope.since is None and narrowed.since and narrowed.since.timestamp() > now.timestamp():
        notes = (*notes, AHEAD)
    return narrowed, notes


def _row(index: TrackIndex, track: StoredTrack, coverage: Coverage) -> int:
    rows = np.flatnonzero(index.facts.track == track.id)
    if not len(rows):
        why = remedy(coverage, track.source_id)
        raise StoreError(f"track {track.id} has no vector of the present model and cannot be compared: {why}")
    return int(rows[0])


def _planned(query: Query, attributes: Sequence[AttributeFilter]) -> list[tuple[Check, ...]]:
    """The checks of every wanted vehicle, the attributes among those of each."""
    wanted = wanted_targets(query)
    besides = tuple(check for one in attributes for check in plan(Target((one.keyword,)), one.text))
    if not wanted and besides:
        return [besides]
    return [(*plan(target, query.text), *besides) for target in wanted]


def _contributions(
    checks: Sequence[Check], tracks: ScoredTracks, rank: int, track: StoredTrack
) -> tuple[Contribution, ...]:
    def one(check: Check, probability: float) -> Contribution:
        known = None if np.isnan(probability) else round(float(probability), 4)
        untold = GREY if check.of_colour else UNMEASURED.get(check.witness, "cannot be told from this track")
        note = check.note or ("" if known is not None else untold)
        return Contribution(check.text, check.keywords[0].label, known, note, moment(check, track.phases))

    return tuple(one(check, tracks.probabilities[i, rank]) for i, check in enumerate(checks))


def _notes(query: Query, checks: Sequence[Sequence[Check]]) -> tuple[str, ...]:
    notes = [note for one in checks for check in one if (note := _note(check))]
    if not any(check.witness is not Witness.NOBODY for one in checks for check in one):
        notes.append(f"nothing in the sentence could be checked; name a {CHECKABLE}")
    aside = [k.text for target in query.targets if target.role is TargetRole.CONTEXT for k in target.keywords]
    aside += _unread(query)
    if aside and any(target.role is TargetRole.TARGET for target in query.targets):
        notes.append(f"other vehicles mentioned are not checked: {', '.join(aside)}")
    return tuple(dict.fromkeys(notes))


def _unread(query: Query) -> list[str]:
    """Kinds of vehicle that a sentence names beside those that were read, such as a caravan that is towed.

    Words with other meanings are among them where the sentence names no vehicle: "crane turning left".
    """
    read = query.keywords
    nameless = not any(keyword.label in NOUNS for keyword in read)
    named = [kind for kind in find_kinds(query.text) if kind.sure or nameless]
    return [query.text[k.start : k.end] for k in named if not any(r.start < k.end and k.start < r.end for r in read)]


def _note(check: Check) -> str:
    if check.note:
        return f"“{check.text}” did not count: {check.note}"
    return check.reservation.note if check.reservation else ""


def _measurable(checks: Sequence[Check], facts: Facts, allowed: NDArray[np.bool_]) -> tuple[Check, ...]:
    """Return the checks, those of speed or distance as nobody's where nothing that is searched was measured."""
    return tuple(
        Check(check.keywords, Witness.NOBODY, note=UNMEASURED[check.witness])
        if check.witness in UNMEASURED and _missing(check, facts, allowed) == np.count_nonzero(allowed)
        else check
        for check in checks
    )


def _unmeasured(checks: Sequence[Sequence[Check]], facts: Facts, allowed: NDArray[np.bool_]) -> tuple[str, ...]:
    """Say for how many of the tracks that are searched a speed or distance could not be checked."""
    return tuple(
        f"“{check.text}” did not count for {missing} of {np.count_nonzero(allowed)} vehicles: "
        f"{UNMEASURED[check.witness]}"
        for one in checks
        for check in one
        if check.witness in UNMEASURED and (missing := _missing(check, facts, allowed))
    )


def _grey(
    checks: Sequence[Sequence[Check]], facts: Facts, allowed: NDArray[np.bool_], cameras: Mapping[str, int]
) -> tuple[str, ...]:
    """Say of how many of the tracks that are searched the colour could not be told, where it is asked for."""
    if not any(check.of_colour for one in checks for check in one):
        return ()
    grey = facts.camera[allowed & facts.monochrome]
    if not len(grey):
        return ()
    names = ", ".join(sorted(name for name, id_ in cameras.items() if id_ in grey))
    if len(grey) == 1:
        return (f"1 track of {names} is a grey picture: its colour could not be told",)
    return (f"{len(grey)} tracks of {names} are grey pictures: their colour could not be told",)


def _missing(check: Check, facts: Facts, allowed: NDArray[np.bool_]) -> int:
    measured = facts.speed if check.witness is Witness.SPEED else facts.nearest
    return int(np.count_nonzero(allowed & np.isnan(measured)))
