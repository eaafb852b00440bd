"""What a sentence is answered with."""

from dataclasses import asdict, dataclass
from typing import Any

from ner.keywords import Query
from vehiclefinder.types import Decision, Match


@dataclass(frozen=True, slots=True)
class Answer:
    """The tracks that were held against a sentence, best first.

    :param query: The sentence, read.
    :param matches: At most k per wanted vehicle; also the nearest of those that do not match, marked ``none``.
    :param notes: What was not understood or could not be checked, in plain words.
    :param seconds: Time from sentence to answer.
    """

    query: Query
    matches: tuple[Match, ...]
    notes: tuple[str, ...]
    seconds: float

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
            "milliseconds": round(self.seconds * 1000, 2),
            "matches": [asdict(match) for match in self.matches],
        }
