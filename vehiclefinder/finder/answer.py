"""What a sentence is answered with."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from ner.keywords import Query
from vehiclefinder.core.types import Contribution, Decision, Match
from vehiclefinder.store.tracks.found import FoundTrack


@dataclass(frozen=True, slots=True)
class Answer:
    """The tracks that were held against a sentence, best first.

    :param query: The sentence, read; without targets where it was another track that was asked for.
    :param matches: At most k per wanted vehicle; also the nearest of those that do not match, marked ``none``.
    :param notes: What was not understood, could not be checked or is not told apart, in plain words.
    :param seconds: Time from sentence to answer.
    :param waiting: Tracks of the cameras that were searched that could not be judged, since the model changed and has
        not encoded them yet.
    """

    query: Query
    matches: tuple[Match, ...]
    notes: tuple[str, ...]
    seconds: float
    waiting: int = 0

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

    def to_json(self) -> dict[str, Any]:
        """Return plain values, ready for ``json.dumps``."""
        return {
            "query": self.query.text,
            "decision": self.decision,
            "targets": [asdict(target) for target in self.query.targets],
            "notes": list(self.notes),
            "waiting": self.waiting,
            "milliseconds": round(self.seconds * 1000, 2),
            "matches": [asdict(match) for match in self.matches],
        }


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
        seen=track.start_time + timedelta(seconds=track.start) if track.start_time else None,
    )
