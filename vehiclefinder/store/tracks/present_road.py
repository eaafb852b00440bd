"""What is measured of tracks on the road counts while their camera has the calibration that it was measured by."""

from typing import TypeVarTuple

from sqlalchemy import Select

from vehiclefinder.store.database.schema.tracks import CameraViewRow, RoadRow, SourceRow, TrackRow

Columns = TypeVarTuple("Columns")


def with_present_road(query: Select[*Columns]) -> Select[*Columns]:
    """Join to tracks and their sources the ``RoadRow`` by the present calibration, where there is one."""
    of_track = (RoadRow.track_id == TrackRow.id) & (RoadRow.calibration == CameraViewRow.calibration)
    return query.outerjoin(CameraViewRow, CameraViewRow.camera_id == SourceRow.camera_id).outerjoin(RoadRow, of_track)
