"""Measures the tracks of a camera whose calibration is new."""

from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.road_measurements import RoadMeasurements
from vehiclefinder.video.tracking.road_plane import on_road

BATCH = 1000
"""Tracks in one transaction, below the number of values that every database takes at once."""


def measure(database: Database, camera: str) -> int:
    """Measure every track that the camera's calibration has not measured yet, and return how many those were.

    What was interrupted goes on where it stopped; where the calibration is changed meanwhile, the later one wins.

    :param database: The catalog's.
    :raises StoreError: The catalog cannot be read or written.
    """
    calibration, measures = CameraStore(database).view(camera).calibration, RoadMeasurements(database)
    done = last = 0
    while calibration and (tracks := measures.missing(camera, calibration.id, last, BATCH)):
        measures.save({one.track: on_road(one.path, one.frame_size, calibration) for one in tracks})
        done, last = done + len(tracks), tracks[-1].track
    return done
