"""What a sentence is answered with."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ner.keywords import Query
from ner.leftovers import Leftover
from vehiclefinder.core.shard import Shard
from vehiclefinder.core.types import Contribution, Decision, Match
from vehiclefinder.finder.alternatives import Ways
from vehiclefinder.finder.moments import moment
from vehiclefinder.finder.ordering import Order
from vehiclefinder.finder.plan import GREY, WHY_UNTOLD, Check
from vehiclefinder.store.tracks.found import FoundTrack

COUNTED = "each track counts as one vehicle: one that was lost and found again counts twice"
"""Said of every count."""


@dataclass(frozen=True, slots=True)
class VehicleCount:
    """How many tracks are what is looked for.

    :param vehicle: It, in the words of the sentence.
    :param matches: Those that match.
    :param possible: Those that may, beside them.
    :param untold: Those of the possible ones of which something that is asked for cannot be told.
    """

    vehicle: str
    matches: int
    possible: int
    untold: int

    def __str__(self) -> str:
        untold = f", {self.untold} of them because something cannot be told of them" if self.untold else ""
        return f"{self.vehicle}: {self.matches} found, {self.possible} more possible, not certain{untold}"


@dataclass(frozen=True, slots=True)
class ShardReport:
    """Which of several searchers answered, each of which holds a part of the vehicles.

    :param asked: How many parts there are.
    :param answered: How many of them were searched.
    :param missing: Which were not: "2/4" is the third of four.
    :param reasons: Why not, as far as it is known, in plain words.
    """

    asked: int
    answered: int
    missing: tuple[str, ...]
    reasons: tuple[str, ...]

    def lacks(self, source: int) -> bool:
        """Whether the vehicles of a source were not searched."""
        return any(source in Shard.of(one) for one in self.missing)

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be said of an answer in which something is missing."""
        if not self.missing:
            return self.reasons
        ones = "the missing one" if len(self.missing) == 1 else "the missing ones"
        why = f" ({'; '.join(self.reasons)})" if self.reasons else ""
        told = f"{self.answered} of {self.asked} searchers answered"
        return (f"{told}: vehicles of {ones} are not among the results{why}",)


@dataclass(frozen=True, slots=True)
class Answer:
    """The tracks that were held against a sentence, the best first or in the order that was asked for.

    :param query: The sentence, read; without targets where it was another track that was asked for.
    :param matches: At most k per wanted vehicle; also the nearest of those that do not match, marked ``none``.
    :param notes: What was not understood, could not be checked or is not told apart, in plain words.
    :param seconds: Time from sentence to answer.
    :param waiting: Tracks of the cameras that were searched that could not be judged, since the model changed and has
        not encoded them yet.
    :param order: What the matches are ordered by.
    :param found: How many tracks there are of which the matches are the first, where all were judged, as they are for
        every order but the best first; else None.
    :param counts: How many of each wanted vehicle there are, where that was asked.
    :param unchecked: What of the sentence nobody used; the notes tell it, too.
    :param searched: How many tracks lay within where and when it was looked.
    :param shards: Which searchers answered, where each holds a part of the vehicles; None where one holds all.
    """

    query: Query
    matches: tuple[Match, ...]
    notes: tuple[str, ...]
    seconds: float
    waiting: int = 0
    order: Order = Order.BEST
    found: int | None = None
    counts: tuple[VehicleCount, ...] = ()
    unchecked: tuple[Leftover, ...] = ()
    searched: int = 0
    shards: ShardReport | None = None

    @property
    def decision(self) -> Decision:
        """The best decision of all matches; ``none`` says honestly that nothing matches."""
        order = list(Decision)
        return min((match.decision for match in self.matches), key=order.index, default=Decision.NONE)

    @property
    def headline(self) -> str:
        """The decision in plain words."""
        if self.decision is Decision.NONE:
            return "nothing matches; the nearest are" if self.matches else "nothing matches"
        return "found" if self.decision is Decision.MATCH else "possible, not certain"

    @property
    def told(self) -> tuple[str, ...]:
        """What was counted, in plain words, or how many more there are than are shown."""
        counts = tuple(map(str, self.counts))
        more = self.found is not None and self.found > len(self.matches)
        return counts or ((f"the first {len(self.matches)} of {self.found}",) if more else ())

    def to_json(self) -> dict[str, Any]:
        """Return plain values, ready for ``json.dumps``."""
        return {
            "query": self.query.text,
            "decision": self.decision,
            "targets": [asdict(target) for target in self.query.targets],
            "order": self.order,
            "found": self.found,
            "counts": [asdict(count) for count in self.counts],
            "notes": list(self.notes),
            "unchecked": [asdict(leftover) for leftover in self.unchecked],
            "waiting": self.waiting,
            "searched": self.searched,
            "shards": asdict(self.shards) if self.shards else None,
            "milliseconds": round(self.seconds * 1000, 2),
            "matches": [asdict(match) for match in self.matches],
        }


def counted_as(ways: Ways, counts: tuple[int, int, int]) -> VehicleCount:
    """Return how many there are of a wanted vehicle: those that match, that may, and of which something is untold."""
    words = " or ".join(dict.fromkeys(" ".join(dict.fromkeys(check.text for check in way.checks)) for way in ways))
    return VehicleCount(words, *counts)


def match_of(
    track: FoundTrack, score: float, decision: Decision, contributions: tuple[Contribution, ...], target: int = 0
) -> Match:
    """Return a track as a match."""
    return Match(
        track=track.id,
        camera=track.camera,
        source=track.source,
        score=score,
        decision=decision,
        start=track.start,
        end=track.end,
        best_time=track.best_time,
        best_box=track.best_box,
        frame_size=track.frame_size,
        label=track.label,
        contributions=contributions,
        crop=str(track.crop) if track.crop else "",
        target=target,
        seen=track.seen,
    )


def contributions_of(
    checks: Sequence[Check], probabilities: Iterable[float | None], track: FoundTrack
) -> tuple[Contribution, ...]:
    """Return what each check says of a track.

    :param probabilities: One per check, None where it could not be made.
    """

    def one(check: Check, probability: float | None) -> Contribution:
        known = None if probability is None else round(probability, 4)
        untold = GREY if check.of_colour else WHY_UNTOLD.get(check.witness, "cannot be told from this track")
        note = check.note or ("" if known is not None else untold)
        return Contribution(check.text, check.keywords[0].label, known, note, moment(check, track.phases))

    return tuple(map(one, checks, probabilities))
