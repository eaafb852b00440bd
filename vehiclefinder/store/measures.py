"""What tracks do on the road, made again where the camera's calibration has changed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, select, update

from vehiclefinder.store.columns import unpack
from vehiclefinder.store.database import Database
from vehiclefinder.store.schema import Camera, CameraView, Road, Source, State, Track
from vehiclefinder.types import FloatArray, OnRoad


@dataclass(frozen=True, slots=True, eq=False)
class Unmeasured:
    """A track that the present calibration has not measured; ``path`` as in ``StoredTrack``."""

    track: int
    path: FloatArray
    frame_size: tuple[int, int]


class Measures:
    """The measures of a catalog's tracks.

    :param database: The catalog's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def missing(self, camera: str, limit: int) -> list[Unmeasured]:
        """Return tracks of a camera that its calibration has not measured, those still being ingested too."""
        query = (
            select(Track.id, Track.path, Track.width, Track.height)
            .join(Source, Source.id == Track.source_id)
            .join(Camera, Camera.id == Source.camera_id)
            .join(CameraView, CameraView.camera_id == Camera.id)
            .outerjoin(Road, (Road.track_id == Track.id) & (Road.calibration == CameraView.calibration))
            .where(Camera.name == camera, CameraView.calibration.is_not(None), Road.track_id.is_(None))
            .limit(limit)
        )
        with self._database.read() as session:
            rows = session.execute(query)
            return [Unmeasured(row.id, unpack(row.path, -1, 5), (row.width, row.height)) for row in rows]

    def save(self, measures: Sequence[tuple[int, OnRoad]]) -> None:
        """Store measures by track id in place of former ones; tracks that are gone by now are left out."""
        ids = [track for track, _ in measures]
        with self._database.write() as session:
            there = set(session.scalars(select(Track.id).where(Track.id.in_(ids))))
            rows = [{"track_id": track, **asdict(road)} for track, road in measures if track in there]
            session.execute(delete(Road).where(Road.track_id.in_(ids)))
            if rows:
                session.execute(insert(Road), rows)
            session.execute(update(State).values(generation=State.generation + 1))
