"""What every search reads from the catalog, by one statement each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, select, true

from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.moments import moment_of
from vehiclefinder.core.types import Phase
from vehiclefinder.store.database.id_lists import among
from vehiclefinder.store.database.schema.tracks import (
    CameraRow,
    CropRow,
    RoadRow,
    SourceRow,
    SourceStatus,
    StateRow,
    TrackRow,
)
from vehiclefinder.store.files.media import Media, MediaFile
from vehiclefinder.store.tracks.packing import unpack
from vehiclefinder.store.tracks.present_road import with_present_road
from vehiclefinder.store.tracks.queries import phases_of


@dataclass(frozen=True, slots=True)
class CatalogState:
    """A catalog at one moment.

    :param generation: Its id, and the number that grows whenever what can be found changes.
    :param cameras: Name -> id; a camera may come, go or be renamed within a generation.
    """

    generation: tuple[str, int]
    cameras: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FoundTrack:
    """What an answer tells of a track of a finished source; of one generation, it hardly changes.

    :param camera: Name of its camera, which alone may change within a generation.
    :param source: Where the video lies.
    :param start_time: Time of the source's first frame, or None.
    :param start: Seconds in the source, as all times here.
    :param best_time: When it was seen best: its best picture, or the middle of its path where it has none.
    :param best_box: xyxy, pixels, at that time.
    :param crop: The best picture, a JPEG; None where it has none.
    :param phases: As in ``StoredTrack``.
    """

    id: int
    camera_id: int
    camera: str
    source: str
    start_time: datetime | None
    label: str
    start: float
    end: float
    frame_size: tuple[int, int]
    best_time: float
    best_box: tuple[float, float, float, float]
    crop: MediaFile | None
    phases: tuple[Phase, ...]

    @property
    def seen(self) -> datetime | None:
        """As in ``StoredTrack``."""
        return moment_of(self.start_time, self.start)


def state(connection: Connection) -> CatalogState:
    """Return generation and cameras."""
    rows = connection.execute(_STATE).all()
    if not rows:
        raise StoreError("the catalog is damaged: it has lost its own id")
    cameras = {row.name: row.id for row in rows if row.id is not None}
    return CatalogState((rows[0].catalog, rows[0].generation), cameras)


def tracks(connection: Connection, media: Media, track_ids: Sequence[int]) -> dict[int, FoundTrack]:
    """Return tracks of finished sources by id, without those that are not there."""
    rows = connection.execute(_FOUND.where(among(TrackRow.id, track_ids))) if track_ids else ()
    return {row.id: _found(row, media) for row in rows}


def _found(row: Any, media: Media) -> FoundTrack:
    if row.file is None:
        path = unpack(row.path, -1, 5)
        best_time, x1, y1, x2, y2 = path[len(path) // 2].tolist()
    else:
        best_time, (x1, y1, x2, y2) = row.time, unpack(row.box, 4).tolist()
    return FoundTrack(
        id=row.id,
        camera_id=row.camera_id,
        camera=row.name,
        source=row.uri,
        start_time=row.start_time,
        label=row.label,
        start=row.start,
        end=row.end,
        frame_size=(row.width, row.height),
        best_time=best_time,
        best_box=(x1, y1, x2, y2),
        crop=None if row.file is None else MediaFile(media, row.file),
        phases=phases_of(row, row.on_road),
    )


_STATE = (
    select(StateRow.catalog, StateRow.generation, CameraRow.name, CameraRow.id)
    .outerjoin(CameraRow, true())
    .order_by(CameraRow.id)
)

_FOUND = with_present_road(
    select(
        TrackRow.id, SourceRow.camera_id, CameraRow.name, SourceRow.uri, SourceRow.start_time, TrackRow.label,
        TrackRow.start, TrackRow.end, TrackRow.heading, TrackRow.motion, TrackRow.phases, TrackRow.width,
        TrackRow.height, RoadRow.phases.label("on_road"), CropRow.time, CropRow.box, CropRow.file,
        # a path may be long, and is looked at only where there is no picture
        case((CropRow.file.is_(None), TrackRow.path)).label("path"),
    )
    .join(SourceRow, SourceRow.id == TrackRow.source_id)
    .join(CameraRow, CameraRow.id == SourceRow.camera_id)
    .outerjoin(CropRow, (CropRow.track_id == TrackRow.id) & (CropRow.rank == 0))
    .where(SourceRow.status == SourceStatus.DONE)
)  # fmt: skip
