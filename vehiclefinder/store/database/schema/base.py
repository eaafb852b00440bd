"""What all tables have in common."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Double, Text
from sqlalchemy.orm import DeclarativeBase

from vehiclefinder.store.database.column_types import Blob, UtcDateTime


class Base(DeclarativeBase):
    """Base of the tables."""

    type_annotation_map = {bytes: Blob, datetime: UtcDateTime, float: Double, dict[str, Any]: JSON, str: Text}  # noqa: RUF012
