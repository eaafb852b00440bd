"""What goes into a case and what comes out of it, free of any database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from vehiclefinder.store.files.media import MediaFile


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case; ``items`` is how many of its items exist for whoever asks, ``closed`` when it was closed, or None."""

    id: int
    name: str
    notes: str
    created: datetime
    created_by: str
    closed: datetime | None
    items: int

    def to_json(self) -> dict[str, Any]:
        """Return plain values, ready for ``json.dumps``."""
        return {
            "id": self.id,
            "name": self.name,
            "notes": self.notes,
            "created": self.created.isoformat(),
            "created_by": self.created_by,
            "closed": self.closed.isoformat() if self.closed else None,
            "items": self.items,
        }


@dataclass(frozen=True, slots=True)
class NewItem:
    """A track on its way into a case.

    :param facts: What is known of it, plain values.
    :param sentence: What it was found with, or None.
    :param score: Of that search, in [0, 1], or None.
    :param files: Name of the copy -> the file.
    :param finding: What that search said of it, plain values, or None.
    :param video: Which video it was seen in, plain values, or None.
    """

    track: int
    camera_id: int
    camera: str
    facts: Mapping[str, Any]
    sentence: str | None = None
    score: float | None = None
    note: str = ""
    files: Mapping[str, Path] = field(default_factory=dict)
    finding: Mapping[str, Any] | None = None
    video: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class StoredItem:
    """A track in a case, as it was when it was added.

    :param facts: ``StoredTrack.to_json`` of then; its crops name their ``file``.
    :param files: Name -> sha256, when it was added, of each copy in ``folder``.
    :param finding: What the search said of it; None where that was not kept.
    :param video: Which video it was seen in; None where that was not kept.
    """

    id: int
    case: int
    track: int
    camera: str
    sentence: str | None
    score: float | None
    note: str
    facts: Mapping[str, Any]
    files: Mapping[str, str]
    folder: MediaFile
    added: datetime
    added_by: str
    finding: Mapping[str, Any] | None = None
    video: Mapping[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """Return plain values, ready for ``json.dumps``; the path, which is long, is left out."""
        return {
            "id": self.id,
            "case": self.case,
            "track": self.track,
            "camera": self.camera,
            "sentence": self.sentence,
            "score": self.score,
            "note": self.note,
            "facts": {name: value for name, value in self.facts.items() if name != "path"},
            "files": dict(self.files),
            "finding": self.finding and dict(self.finding),
            "video": self.video and dict(self.video),
            "added": self.added.isoformat(),
            "added_by": self.added_by,
        }
