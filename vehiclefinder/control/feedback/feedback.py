"""Feedback: right or wrong on a result, kept for evaluation and training."""

import csv
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ner.keywords import Query
from ner.languages.english import english_of
from vehiclefinder.control.cases.exporting import PAGE
from vehiclefinder.control.cases.selection import MAX_NOTE, MAX_SENTENCE
from vehiclefinder.control.cases.track_copies import facts_of
from vehiclefinder.control.feedback.feedback_labels import labels_of
from vehiclefinder.control.visibility import visible_cameras, visible_track
from vehiclefinder.core.access import Identity, Role
from vehiclefinder.core.errors import ForbiddenError, NotFoundError
from vehiclefinder.core.labelled_crops import COLUMNS, CROPS, PAIRS, TABLE
from vehiclefinder.core.paging import all_pages
from vehiclefinder.core.types import Decision
from vehiclefinder.core.unwritable import write_error
from vehiclefinder.finder.plan import plan, wanted_targets
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.feedback import FeedbackStore as FeedbackTable
from vehiclefinder.store.control.feedback import NewFeedback, StoredFeedback, Verdict
from vehiclefinder.store.tracks.catalog import Catalog

KEPT_FACTS = ("label", "heading", "motion", "phases", "place", "monochrome")
"""What is known of a vehicle beside its crop, for a judge who has the crop alone."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody says of a result.

    :param sentence: What it was found with.
    :param target: Number of the wanted vehicle in the sentence, from 0.
    :param decision: What the system made of it, where it is known.
    :param score: Likewise, in [0, 1].
    """

    track: int
    sentence: str
    verdict: Verdict
    target: int = 0
    decision: Decision | None = None
    score: float | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.sentence.strip()) <= MAX_SENTENCE or len(self.sentence) > MAX_SENTENCE:
            raise ValueError(f"expected a sentence of 1 to {MAX_SENTENCE} characters, got {len(self.sentence)}")
        if self.score is not None and not 0 <= self.score <= 1:
            raise ValueError(f"expected a score in [0, 1], got {self.score}")
        if self.target < 0:
            raise ValueError(f"expected a target from 0, got {self.target}")
        if len(self.note) > MAX_NOTE:
            raise ValueError(f"expected a note of at most {MAX_NOTE} characters, got {len(self.note)}")


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export holds: rows of ``labels.csv``, lines of ``pairs.jsonl``, and verdicts that have no picture."""

    labels: int
    pairs: int
    without_picture: int


class Feedback:
    """What may be done with verdicts; those on cameras that do not exist for whoever asks do not exist for them either.

    :param catalog: What was seen.
    :param read: Sentence to targets, such as ``Finder.read``.
    :param audit: Where it is written down who did what; the catalog's unless given.
    """

    def __init__(self, catalog: Catalog, read: Callable[[str], Query], audit: AuditLog | None = None) -> None:
        self._catalog = catalog
        self._table = FeedbackTable(catalog.database, catalog.media)
        self._read = read
        self._audit = audit or AuditLog(catalog.database)

    def add(self, who: Identity, judgement: Judgement) -> StoredFeedback:
        """Keep a verdict; it replaces the one that they gave of the same result before.

        :raises ForbiddenError: They are no operator.
        :raises NotFoundError: There is no such track, or not for them.
        :raises StoreError: The picture cannot be copied.
        """
        who.require(Role.OPERATOR)
        track = visible_track(self._catalog, who, judgement.track)
        new = NewFeedback(
            track=track.id,
            camera_id=self._catalog.camera_ids()[track.camera],
            camera=track.camera,
            sentence=judgement.sentence,
            target=judgement.target,
            verdict=judgement.verdict,
            decision=judgement.decision,
            score=judgement.score,
            note=judgement.note,
            facts={name: value for name, value in facts_of(track).items() if name in KEPT_FACTS},
            crop=track.crops[0].file.fetch() if track.crops else None,
        )
        given = self._table.add(new, who.name)
        told = {"id": given.id, "track": track.id, "sentence": given.sentence, "verdict": given.verdict.value}
        self._audit.write(who, "feedback.add", told | {"target": given.target, "note": given.note}, track.camera)
        return given

    def given(self, who: Identity, sentence: str, tracks: Sequence[int]) -> Sequence[StoredFeedback]:
        """Return what they themselves said of some tracks as results of a sentence."""
        return [one for one in self._table.given(who.name, sentence, tracks) if who.sees(one.camera)]

    def remove(self, who: Identity, feedback_id: int) -> None:
        """Take a verdict back.

        :raises ForbiddenError: They are no operator, or it is another's and they are no admin.
        :raises NotFoundError: There is no such verdict, or not for them.
        """
        who.require(Role.OPERATOR)
        given = self._table.get(feedback_id, visible_cameras(self._catalog, who))
        if given.given_by != who.name and not who.role.covers(Role.ADMIN):
            raise ForbiddenError(f"verdict {feedback_id} was given by {given.given_by}; only they and admins remove it")
        self._table.remove(feedback_id)
        told = {"id": given.id, "track": given.track, "sentence": given.sentence, "verdict": given.verdict.value}
        self._audit.write(who, "feedback.remove", told, given.camera)

    def list(self, who: Identity, limit: int = 50, after: int | None = None) -> Sequence[StoredFeedback]:
        """Return verdicts in the order in which they were given.

        :param after: Only those with a larger id: the last one of the page before.
        """
        return self._table.list(visible_cameras(self._catalog, who), limit, after)

    def latest(self, who: Identity, limit: int = 50) -> Sequence[StoredFeedback]:
        """Return the verdicts that were given last, the last one first."""
        return self._table.latest(visible_cameras(self._catalog, who), limit)

    def counts(self, who: Identity) -> Mapping[tuple[Verdict, Decision | None], int]:
        """Return how many verdicts there are, by what was said and what the search had made of the result."""
        return self._table.counts(visible_cameras(self._catalog, who))

    def crop(self, who: Identity, feedback_id: int) -> Path:
        """Return where the picture that was judged lies, a JPEG.

        :raises NotFoundError: There is no such verdict, or not for them, or it has no picture.
        """
        crop = self._table.get(feedback_id, visible_cameras(self._catalog, who)).crop
        if crop is None or (path := crop.fetch()) is None:
            raise NotFoundError(f"no picture of feedback {feedback_id}")
        return path

    def export(self, who: Identity, folder: Path) -> Exported:
        """Write what training and evaluation read.

        ``labels.csv`` and ``crops/`` are for ``train matcher`` and ``eval matcher``: one row for each result that was
        judged right and whose sentence names at least one canonical value. ``pairs.jsonl`` is for ``eval feedback``:
        every crop with its sentence and verdict.

        :param folder: New or empty.
        :raises ForbiddenError: They are no operator.
        :raises ValueError: There is something in the folder.
        :raises StoreError: Something cannot be written.
        """
        who.require(Role.OPERATOR)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise ValueError(f"expected a new or empty folder, got {folder}")
        verdicts = list(all_pages(lambda after: self.list(who, PAGE, after)))
        shown = [one for one in verdicts if one.crop is not None and one.crop.fetch()]
        rows = [row for one in shown if len(row := self._row(one)) > 1]
        try:
            _write(folder, shown, rows)
        except OSError as error:
            raise write_error(f"cannot write {folder}", error) from error
        done = Exported(len(rows), len(shown), len(verdicts) - len(shown))
        self._audit.write(who, "feedback.export", {"folder": str(folder), **asdict(done)})
        return done

    def _row(self, one: StoredFeedback) -> dict[str, str]:
        """The row of ``labels.csv``, without the slots of which nothing is known."""
        row = {"file": _name(one)}
        query = english_of(self._read(one.sentence)).query
        targets = wanted_targets(query) if one.verdict is Verdict.RIGHT else []
        if one.target >= len(targets):
            return row
        checks = plan(targets[one.target], query.text)
        return row | labels_of(check for check in checks if not (check.of_colour and one.facts.get("monochrome")))


def _write(folder: Path, verdicts: Sequence[StoredFeedback], rows: Sequence[dict[str, str]]) -> None:
    (folder / CROPS).mkdir(parents=True)
    for one in verdicts:
        if one.crop:
            shutil.copyfile(one.crop.path, folder / CROPS / _name(one))
    with (folder / TABLE).open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, ["file", *COLUMNS.values()], restval="")
        table.writeheader()
        table.writerows(rows)
    with (folder / PAIRS).open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(_pair(one), ensure_ascii=False) + "\n" for one in verdicts)


def _pair(one: StoredFeedback) -> dict[str, Any]:
    said = {"sentence": one.sentence, "target": one.target, "verdict": one.verdict}
    return {"crop": f"{CROPS}/{_name(one)}", **said, **one.facts}


def _name(one: StoredFeedback) -> str:
    return f"{one.id}.jpg"
