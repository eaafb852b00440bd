"""What tracks do on the road, made again where the camera's calibration has changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from vehiclefinder.core.types import FloatArray, OnRoad
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.id_lists import among
from vehiclefinder.store.database.schema.tracks import CameraRow, CameraViewRow, RoadRow, SourceRow, TrackRow
from vehiclefinder.store.tracks.changes import grow
from vehiclefinder.store.tracks.packing import unpack
from vehiclefinder.store.tracks.phase_packing import road_columns


@dataclass(frozen=True, slots=True, eq=False)
class UnmeasuredTrack:
    """A track that the present calibration has not measured; ``path`` as in ``StoredTrack``."""

    track: int
    path: FloatArray
    frame_size: tuple[int, int]


class RoadMeasurements:
    """The measures of a catalog's tracks.

    :param database: The catalog's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def missing(self, camera: str, calibration: str, after: int, limit: int) -> list[UnmeasuredTrack]:
        """Return tracks of a camera that a calibration has not measured, those still being ingested too, by id.

        :param calibration: Its id.
        :param after: Only tracks of a larger id.
        """
        query = (
            select(TrackRow.id, TrackRow.path, TrackRow.width, TrackRow.height)
            .join(SourceRow, SourceRow.id == TrackRow.source_id)
            .join(CameraRow, CameraRow.id == SourceRow.camera_id)
            .outerjoin(RoadRow, (RoadRow.track_id == TrackRow.id) & (RoadRow.calibration == calibration))
            .where(CameraRow.name == camera, RoadRow.track_id.is_(None), TrackRow.id > after)
            .order_by(TrackRow.id)
            .limit(limit)
        )
        with self._database.read() as session:
            rows = session.execute(query)
            return [UnmeasuredTrack(row.id, unpack(row.path, -1, 5), (row.width, row.height)) for row in rows]

    def save(self, measures: Mapping[int, OnRoad]) -> None:
        """Store measures by track id in place of former ones.

        Tracks that are gone by now are left out, and so are those of a camera that is calibrated otherwise by now.
        """
        valid = (
            select(TrackRow.id, CameraViewRow.calibration)
            .join(SourceRow, SourceRow.id == TrackRow.source_id)
            .join(CameraViewRow, CameraViewRow.camera_id == SourceRow.camera_id)
            .where(among(TrackRow.id, measures))
        )
        with self._database.write() as session:
            wanted = {track for track, id_ in session.execute(valid) if id_ == measures[track].calibration}
            session.execute(delete(RoadRow).where(among(RoadRow.track_id, wanted)))
            if wanted:
                session.execute(
                    insert(RoadRow), [{"track_id": track, **road_columns(measures[track])} for track in wanted]
                )
            grow(session, SourceRow.id.in_(select(TrackRow.source_id).where(among(TrackRow.id, wanted))))
