"""The question and the answer."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np

from ner.filters import read_filters
from ner.keywords import Query, Role, Target
from vehiclefinder.finder.answer import Answer
from vehiclefinder.finder.judge import Judge, Verdict
from vehiclefinder.finder.plan import Check, Witness, plan, wanted_targets
from vehiclefinder.finder.scope import Scope
from vehiclefinder.match.decide import Decider
from vehiclefinder.store.catalog import Catalog
from vehiclefinder.store.index import IndexKeeper, TrackIndex
from vehiclefinder.store.records import StoredTrack
from vehiclefinder.types import Contribution, Match


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
        self._judge = Judge(decider)

    def read(self, sentence: str) -> Query:
        """Return what is understood of a sentence.

        :raises ValueError: It is empty, too long or no text.
        """
        return self._reader(sentence)

    def find(self, sentence: str, scope: Scope = Scope(), now: datetime | None = None) -> Answer:
        """Find the vehicles that a sentence describes.

        :param sentence: Plain English, at most 1,000 characters.
        :param scope: Where and when to look, and how many matches to return; what the sentence says of cameras and
            times ("on camera 3", "between 8 and 9 this morning") is added where the scope leaves it open.
        :param now: What "today" counts from, with its zone; the present unless given.
        :raises ValueError: The sentence cannot be read, or the scope names an unknown camera.
        :raises StoreError: The catalog cannot be read.
        """
        began = time.perf_counter()
        query = self._reader(sentence)
        checks = [self._judge.understood(plan(target, sentence)) for target in wanted_targets(query)]
        index, cameras = self._index.current(), scope.seen(self._catalog.camera_ids())
        scope, told = scope.narrowed(read_filters(sentence, now or datetime.now(), cameras), cameras)
        allowed = scope.allows(index.facts, cameras)
        verdicts = [self._judge.judge(one, index, allowed, scope.k) for one in checks]
        matches = self._matches(index, checks, verdicts)
        untimed = index.facts.start[scope.of_cameras(index.facts, cameras)] if scope.timed else np.zeros(0)
        left_out = int(np.isnan(untimed).sum())
        notes = (*told, *_notes(query.targets, checks, left_out), *self._missing(index))
        answer = Answer(query, matches, notes, time.perf_counter() - began)
        self._catalog.log_query(sentence, answer.decision, max((m.score for m in matches), default=None))
        return answer

    def _missing(self, index: TrackIndex) -> tuple[str, ...]:
        """What is not searched at all, so that it does not look as if nothing matched."""
        if sources := self._index.outdated():
            return (f"{sources} sources were ingested with another model and are not searched; ingest them again",)
        return () if len(index) else ("nothing has been ingested yet",)

    def _matches(
        self, index: TrackIndex, checks: Sequence[tuple[Check, ...]], verdicts: Sequence[Verdict]
    ) -> tuple[Match, ...]:
        """The best of every wanted vehicle first, then the second best, so that none crowds out another."""
        ids = np.unique(np.concatenate([index.facts.track[v.rows] for v in verdicts] or [np.zeros(0, np.int64)]))
        stored = {track.id: track for track in self._catalog.tracks(ids.tolist())}
        ranked = [
            (rank, -float(verdict.scores[rank]), target, int(index.facts.track[row]))
            for target, verdict in enumerate(verdicts)
            for rank, row in enumerate(verdict.rows)
        ]
        return tuple(
            self._match(stored[track], target, verdicts[target], rank, checks[target])
            for rank, _, target, track in sorted(ranked)
            if track in stored
        )

    def _match(self, track: StoredTrack, target: int, verdict: Verdict, rank: int, checks: Sequence[Check]) -> Match:
        score = float(verdict.scores[rank])
        crop = track.crops[0] if track.crops else None
        best = np.array([crop.time, *crop.box]) if crop else track.path[len(track.path) // 2]
        best_time, x1, y1, x2, y2 = (float(v) for v in best)
        return Match(
            track=track.id,
            camera=track.camera,
            source=track.source,
            score=score,
            decision=self._decider.decide(score),
            start=track.start,
            end=track.end,
            best_time=best_time,
            best_box=(x1, y1, x2, y2),
            frame_size=track.frame_size,
            label=track.label,
            contributions=_contributions(checks, verdict, rank),
            crop=str(crop.path) if crop else "",
            target=target,
        )


def _contributions(checks: Sequence[Check], verdict: Verdict, rank: int) -> tuple[Contribution, ...]:
    def one(check: Check, probability: float) -> Contribution:
        known = None if np.isnan(probability) else round(float(probability), 4)
        note = check.note or ("" if known is not None else "cannot be told from this track")
        return Contribution(check.text, check.keywords[0].label, known, note)

    return tuple(one(check, verdict.probabilities[i, rank]) for i, check in enumerate(checks))


def _notes(targets: Sequence[Target], checks: Sequence[Sequence[Check]], untimed: int) -> tuple[str, ...]:
    notes = [f"“{check.text}” did not count: {check.note}" for one in checks for check in one if check.note]
    if not any(check.witness is not Witness.NOBODY for one in checks for check in one):
        notes.append("nothing in the sentence could be checked; name a type, colour, direction, place or motion")
    aside = [k.text for target in targets if target.role is Role.CONTEXT for k in target.keywords]
    if aside and any(target.role is Role.TARGET for target in targets):
        notes.append(f"other vehicles mentioned are not checked: {', '.join(aside)}")
    if untimed:
        notes.append(f"{untimed} tracks have no known time and were left out; give --start-time at ingest")
    return tuple(dict.fromkeys(notes))
