"""What operators say of results, with a copy of what they saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from vehiclefinder.core.errors import NotFoundError
from vehiclefinder.core.types import Decision
from vehiclefinder.store.control.copies import released_unless_stored
from vehiclefinder.store.control.visibility import VisibleCameras, visible_rows
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.id_lists import among
from vehiclefinder.store.database.row_ids import reserve_ids
from vehiclefinder.store.database.schema.cases import FeedbackRow
from vehiclefinder.store.files import file_copies
from vehiclefinder.store.files.media import Media, MediaFile, release

FOLDER = "feedback"
CROP = "crop.jpg"


class Verdict(StrEnum):
    """Whether a result is what the sentence describes."""

    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class NewFeedback:
    """A verdict on its way into the store.

    :param facts: What is known of the track, plain values.
    :param target: Number of the wanted vehicle in the sentence, from 0.
    :param decision: What the system made of it, or None.
    :param score: In [0, 1], or None.
    :param crop: The picture that was judged, or None.
    """

    track: int
    camera_id: int
    camera: str
    sentence: str
    target: int
    verdict: Verdict
    decision: Decision | None
    score: float | None
    note: str
    facts: Mapping[str, Any]
    crop: Path | None


@dataclass(frozen=True, slots=True)
class StoredFeedback:
    """A verdict; ``crop`` is a JPEG of the track's best picture then, or None where there was none."""

    id: int
    track: int
    camera: str
    sentence: str
    target: int
    verdict: Verdict
    decision: Decision | None
    score: float | None
    note: str
    facts: Mapping[str, Any]
    crop: MediaFile | None
    given: datetime
    given_by: str

    def to_json(self) -> dict[str, Any]:
        """Return plain values, ready for ``json.dumps``; ``crop`` says whether there is a picture."""
        return {
            "id": self.id,
            "track": self.track,
            "camera": self.camera,
            "sentence": self.sentence,
            "target": self.target,
            "verdict": self.verdict,
            "decision": self.decision,
            "score": self.score,
            "note": self.note,
            "crop": self.crop is not None,
            "given": self.given.isoformat(),
            "given_by": self.given_by,
        }


class FeedbackStore:
    """The verdicts of a home. Where ``seen`` is asked for, those of other cameras are as if they were not there.

    :param media: Where the pictures lie, in ``feedback/``.
    """

    def __init__(self, database: Database, media: Media) -> None:
        self._database = database
        self._media = media

    def add(self, new: NewFeedback, who: str) -> StoredFeedback:
        """Store a verdict, in place of the one that the same person gave of the same result before.

        :raises StoreError: The picture cannot be copied.
        """
        with file_copies.staging(self._media.home) as folder:
            staged = file_copies.copy({CROP: new.crop} if new.crop else {}, folder / "new")
            with self._database.write() as session:
                (feedback_id,) = reserve_ids(session, FeedbackRow, 1)
            row, copies = _row(new, CROP in staged, who, feedback_id), {feedback_id: _crop(feedback_id)}
            with released_unless_stored(self._database, self._media, FeedbackRow.id, copies if row.crop else {}):
                if row.crop:  # before the transaction: a store may be slow
                    self._media.keep(folder / "new" / CROP, copies[feedback_id])
                with self._database.write() as session:
                    before = _before(session, row)
                    session.execute(delete(FeedbackRow).where(among(FeedbackRow.id, before)))
                    session.add(row)
                    session.flush()
                    stored = self._stored(row)
        for replaced in before:
            release(self._media, _crop(replaced))
        return stored

    def list(self, seen: VisibleCameras, limit: int, after: int | None) -> Sequence[StoredFeedback]:
        """Return verdicts in the order in which they were given, those after an id."""
        query = select(FeedbackRow).where(visible_rows(FeedbackRow.camera_id, seen), FeedbackRow.id > (after or 0))
        with self._database.read() as session:
            return [self._stored(row) for row in session.scalars(query.order_by(FeedbackRow.id).limit(limit))]

    def latest(self, seen: VisibleCameras, limit: int) -> Sequence[StoredFeedback]:
        """Return the verdicts that were given last, the last one first."""
        query = select(FeedbackRow).where(visible_rows(FeedbackRow.camera_id, seen)).order_by(FeedbackRow.id.desc())
        with self._database.read() as session:
            return [self._stored(row) for row in session.scalars(query.limit(limit))]

    def counts(self, seen: VisibleCameras) -> Mapping[tuple[Verdict, Decision | None], int]:
        """Return how many verdicts there are, by what was said and what the system had made of the result."""
        by = FeedbackRow.verdict, FeedbackRow.decision
        query = select(*by, func.count()).where(visible_rows(FeedbackRow.camera_id, seen)).group_by(*by)
        with self._database.read() as session:
            return {
                (Verdict(verdict), None if decision is None else Decision(decision)): many
                for verdict, decision, many in session.execute(query)
            }

    def get(self, feedback_id: int, seen: VisibleCameras) -> StoredFeedback:
        """Return one verdict.

        :raises NotFoundError: There is none.
        """
        with self._database.read() as session:
            query = select(FeedbackRow).where(FeedbackRow.id == feedback_id, visible_rows(FeedbackRow.camera_id, seen))
            row = session.scalar(query)
            if row is None:
                raise NotFoundError(f"no feedback {feedback_id}")
            return self._stored(row)

    def given(self, who: str, sentence: str, tracks: Sequence[int]) -> Sequence[StoredFeedback]:
        """Return what somebody said of some tracks as results of a sentence."""
        own = FeedbackRow.given_by == who, FeedbackRow.sentence == sentence, among(FeedbackRow.track_id, tracks)
        with self._database.read() as session:
            return [self._stored(row) for row in session.scalars(select(FeedbackRow).where(*own))]

    def remove(self, feedback_id: int) -> None:
        """Remove a verdict with its picture."""
        with self._database.write() as session:
            session.execute(delete(FeedbackRow).where(FeedbackRow.id == feedback_id))
        release(self._media, _crop(feedback_id))

    def _stored(self, row: FeedbackRow) -> StoredFeedback:
        return StoredFeedback(
            id=row.id,
            track=row.track_id,
            camera=row.camera,
            sentence=row.sentence,
            target=row.target,
            verdict=Verdict(row.verdict),
            decision=None if row.decision is None else Decision(row.decision),
            score=row.score,
            note=row.note,
            facts=row.facts,
            crop=MediaFile(self._media, _crop(row.id)) if row.crop else None,
            given=row.given,
            given_by=row.given_by,
        )


def _crop(feedback_id: int) -> str:
    return f"{FOLDER}/{feedback_id}.jpg"


def _before(session: Session, row: FeedbackRow) -> list[int]:
    same = (
        FeedbackRow.track_id == row.track_id,
        FeedbackRow.sentence == row.sentence,
        FeedbackRow.target == row.target,
        FeedbackRow.given_by == row.given_by,
    )
    return [*session.scalars(select(FeedbackRow.id).where(*same))]


def _row(new: NewFeedback, crop: bool, who: str, feedback_id: int) -> FeedbackRow:
    return FeedbackRow(
        id=feedback_id,
        track_id=new.track,
        camera_id=new.camera_id,
        camera=new.camera,
        sentence=new.sentence,
        target=new.target,
        verdict=new.verdict,
        decision=new.decision,
        score=new.score,
        note=new.note,
        facts=dict(new.facts),
        crop=crop,
        given=datetime.now(UTC),
        given_by=who,
    )
