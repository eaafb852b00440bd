"""What a search said of a vehicle when it was kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from vehiclefinder.core.types import Contribution, Decision
from vehiclefinder.finder.answer import Answer

MAX_WORDS = 200
"""Contributions, notes or unchecked words of one finding."""
MAX_TEXT = 1000
"""Characters of each."""


@dataclass(frozen=True, slots=True)
class SearchFinding:
    """What a search said of one track.

    :param contributions: What each keyword added.
    :param notes: What was said of the answer as a whole.
    :param unchecked: Words of the sentence that nobody used.
    """

    decision: Decision
    contributions: tuple[Contribution, ...] = ()
    notes: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if max(len(self.contributions), len(self.notes), len(self.unchecked)) > MAX_WORDS:
            raise ValueError(f"expected at most {MAX_WORDS} contributions, notes and unchecked words each")
        said = (*self.notes, *self.unchecked, *(text for one in self.contributions for text in (one.keyword, one.note)))
        if long := [text for text in said if len(text) > MAX_TEXT]:
            raise ValueError(f"expected texts of at most {MAX_TEXT} characters in a finding, got {len(long[0])}")
        shares = [one.probability for one in self.contributions if one.probability is not None]
        if wrong := [share for share in shares if not 0 <= share <= 1]:
            raise ValueError(f"expected shares in [0, 1], got {wrong[0]}")

    def to_json(self) -> dict[str, Any]:
        """Return plain values, ready for ``json.dumps``."""
        return {
            "decision": str(self.decision),
            "contributions": [
                asdict(one) | {"seconds": one.seconds and list(one.seconds)} for one in self.contributions
            ],
            "notes": list(self.notes),
            "unchecked": list(self.unchecked),
        }


def findings_of(answer: Answer) -> Mapping[int, SearchFinding]:
    """Return what an answer says of each of its tracks; of one that is found twice, its better match."""
    unchecked = tuple(word.text for word in answer.unchecked)
    best = sorted(answer.matches, key=lambda match: match.score)
    return {match.track: SearchFinding(match.decision, match.contributions, answer.notes, unchecked) for match in best}
