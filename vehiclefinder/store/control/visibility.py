"""What is shown of rows that keep the camera they came from: those of cameras that exist for whoever asks."""

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import InstrumentedAttribute

VisibleCameras = frozenset[int] | None
"""Ids of the cameras that exist for whoever asks; None means all."""


def visible_rows(camera_id: InstrumentedAttribute[int], seen: VisibleCameras) -> ColumnElement[bool]:
    """Return the condition on rows that they are of a camera that is seen."""
    return true() if seen is None else camera_id.in_(seen)
