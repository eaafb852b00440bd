"""All tables, for what looks at the database as a whole."""

from sqlalchemy import MetaData

from vehiclefinder.store.database.schema import (
    access,
    accounts,
    cases,
    jobs,
    mqtt,
    saved_searches,
    stream_alarms,
    tracks,
    watches,
)
from vehiclefinder.store.database.schema.base import Base

SUBJECTS = (access, accounts, cases, jobs, mqtt, saved_searches, stream_alarms, tracks, watches)
"""Importing a module is what makes its tables known."""

TABLES: MetaData = Base.metadata
