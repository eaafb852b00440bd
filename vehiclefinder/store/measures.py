"""What tracks do on the road, made again where the camera's calibration has changed."""

from collections.abc import Mapping
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

    def missing(self, camera: str, calibration: str, after: int, limit: int) -> list[Unmeasured]:
        """Return tracks of a camera that a calibration has not measured, those still being ingested too, by id.

        :param calibration: Its id.
        :param after: Only tracks of a larger id.
        """
        query = (
            select(Track.id, Track.path, Track.width, Track.height)
            .join(Source, Source.id == Track.source_id)
            .join(Camera, Camera.id == Source.camera_id)
            .outerjoin(Road, (Road.track_id == Track.id) & (Road.calibration == calibration))
            .where(Camera.name == camera, Road.track_id.is_(None), Track.id > after)
            .order_by(Track.id)
            .limit(limit)
        )
        with self._database.read() as session:
            rows = session.execute(query)
            return [Unmeasured(row.id, unpack(row.path, -1, 5), (row.width, row.height)) for row in rows]

    def save(self, measures: Mapping[int, OnRoad]) -> None:
        """Store measures by track id in place of former ones.

        Tracks that are gone by now are left out, and so are those of a camera that is calibrated otherwise by now.
        """
        valid = (
            select(Track.id, CameraView.calibration)
            .join(Source, Source.id == Track.source_id)
            .join(CameraView, CameraView.camera_id == Source.camera_id)
            .where(Track.id.in_(measures))
        )
        with self._database.write() as session:
            wanted = {track for track, id_ in session.execute(valid) if id_ == measures[track].calibration}
            session.execute(delete(Road).where(Road.track_id.in_(wanted)))
            if wanted:
                session.execute(insert(Road), [{"track_id": track, **asdict(measures[track])} for track in wanted])
            session.execute(update(State).values(generation=State.generation + 1))
