"""What people give: tracks that go into a case, and what becomes of it; with its limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from vehiclefinder.control.cases.findings import SearchFinding

MAX_NAME = 200
MAX_NOTE = 10_000
"""Characters of a note, on a case or on an item."""
MAX_SENTENCE = 1000
MAX_TRACKS = 200
"""Tracks that are added at once; for each of them a clip may have to be cut."""


@dataclass(frozen=True, slots=True)
class CaseChange:
    """What becomes of a case; what is None stays as it is. A closed case takes and loses no items."""

    name: str | None = None
    notes: str | None = None
    closed: bool | None = None

    def __post_init__(self) -> None:
        if self.name is not None and not 1 <= len(self.name.strip()) <= MAX_NAME:
            raise ValueError(f"expected a name of 1 to {MAX_NAME} characters, got {len(self.name.strip())}")
        _require_length("notes", self.notes, MAX_NOTE)


@dataclass(frozen=True, slots=True)
class Selection:
    """Tracks that go into a case together.

    :param tracks: 1 to ``MAX_TRACKS`` of them.
    :param sentence: What they were found with, or None.
    :param scores: Track -> its score in that search, in [0, 1].
    :param findings: Track -> what that search said of it.
    """

    tracks: tuple[int, ...]
    sentence: str | None = None
    note: str = ""
    scores: Mapping[int, float] = field(default_factory=dict)
    findings: Mapping[int, SearchFinding] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 1 <= len(self.tracks) <= MAX_TRACKS:
            raise ValueError(f"expected 1 to {MAX_TRACKS} tracks, got {len(self.tracks)}")
        if wrong := [score for score in self.scores.values() if not 0 <= score <= 1]:
            raise ValueError(f"expected scores in [0, 1], got {wrong[0]}")
        _require_length("a sentence", self.sentence, MAX_SENTENCE)
        _require_length("a note", self.note, MAX_NOTE)


def _require_length(what: str, text: str | None, most: int) -> None:
    if text is not None and len(text) > most:
        raise ValueError(f"expected {what} of at most {most} characters, got {len(text)}")
