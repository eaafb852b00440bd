"""What is said of a source after it was ingested: when it began, and whose camera it is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vehiclefinder.core.errors import ConflictError
from vehiclefinder.store.database.rows import row_of
from vehiclefinder.store.database.schema.tracks import CameraRow, SourceRow
from vehiclefinder.store.tracks.changes import grow
from vehiclefinder.store.tracks.records import START_FROM, identity_of

CORRECTED = "corrected"
"""Where a start time comes from that was set later."""


@dataclass(frozen=True, slots=True)
class SourceCorrection:
    """What is to hold of a source from now on.

    :param camera: Name of its camera, which is made if there is none.
    :param start_time: Aware time of its first frame, or None where it is not known.
    """

    camera: str
    start_time: datetime | None

    def __post_init__(self) -> None:
        if self.start_time is not None and self.start_time.tzinfo is None:
            raise ValueError(f"expected a start time with its zone, got {self.start_time}")


def correct(session: Session, source_id: int, change: SourceCorrection) -> None:
    """Write a correction down; the catalog's generation grows, by which indexes notice.

    :raises NotFoundError: There is no such source.
    :raises ConflictError: The camera has the same video already.
    """
    source = row_of(session, SourceRow, source_id, f"source {source_id} in the catalog")
    identity = identity_of(source.fingerprint, change.camera, source.settings, source.encoder)
    same = select(SourceRow.id).where(SourceRow.identity == identity, SourceRow.id != source_id)
    if (other := session.scalar(same)) is not None:
        raise ConflictError(f"camera {change.camera!r} has the same video already, as source {other}")
    if source.start_time != change.start_time:
        source.settings = _told(source, change)
    source.camera_id, source.identity = camera_id(session, change.camera), identity
    source.start_time = change.start_time
    grow(session, SourceRow.id == source_id)


def camera_id(session: Session, name: str) -> int:
    """Return the id of a camera, which is made if there is none."""
    camera = session.scalar(select(CameraRow).where(CameraRow.name == name))
    if camera is None:
        camera = CameraRow(name=name)
        session.add(camera)
        session.flush()
    return camera.id


def _told(source: SourceRow, change: SourceCorrection) -> dict[str, object]:
    rest = {name: value for name, value in source.settings.items() if name != START_FROM}
    return rest if change.start_time is None else rest | {START_FROM: CORRECTED}
