"""Finds vehicles in traffic video from a sentence.

Importing the package loads no engine; the names below are fetched when they are first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from vehiclefinder.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    UnauthorizedError,
    VehicleFinderError,
)

if TYPE_CHECKING:
    from vehiclefinder.access import LOCAL, Identity, Role
    from vehiclefinder.assemble import open_catalog, open_control_room, open_finder, open_ingester, open_reader
    from vehiclefinder.control import ControlRoom
    from vehiclefinder.control.cameras import CameraCard
    from vehiclefinder.control.cases import CaseChange, Selection
    from vehiclefinder.control.feedback import Judgement
    from vehiclefinder.control.sources import UPLOAD_BYTES, SourceWish
    from vehiclefinder.control.tally import Bucket, Counts, Grouping
    from vehiclefinder.control.tokens import FreshToken, TokenWish
    from vehiclefinder.control.watches import SavedWatch, WatchChange, WatchWish
    from vehiclefinder.finder import CHOICES, Answer, Demand, Finder, Keyword, Limit, Query, Scope, Target
    from vehiclefinder.ingest import Job
    from vehiclefinder.paged import every
    from vehiclefinder.resources import load_app
    from vehiclefinder.settings import Settings
    from vehiclefinder.store.audit import AuditEntry
    from vehiclefinder.store.case_records import StoredCase, StoredItem
    from vehiclefinder.store.catalog import Catalog
    from vehiclefinder.store.feedback import StoredFeedback, Verdict
    from vehiclefinder.store.jobs import JobKind, StoredJob
    from vehiclefinder.store.records import StoredTrack
    from vehiclefinder.store.replies import Claim, StoredReply
    from vehiclefinder.store.schema import JobState
    from vehiclefinder.store.tokens import StoredToken
    from vehiclefinder.store.watch_records import StoredAlert, StoredWatch
    from vehiclefinder.types import Decision, Match

__version__ = "0.1.0"
__all__ = [
    "CHOICES",
    "LOCAL",
    "UPLOAD_BYTES",
    "Answer",
    "AuditEntry",
    "Bucket",
    "CameraCard",
    "CaseChange",
    "Catalog",
    "Claim",
    "ConflictError",
    "ControlRoom",
    "Counts",
    "Decision",
    "Demand",
    "Finder",
    "ForbiddenError",
    "FreshToken",
    "Grouping",
    "Identity",
    "Job",
    "JobKind",
    "JobState",
    "Judgement",
    "Keyword",
    "Limit",
    "Match",
    "NotFoundError",
    "Query",
    "Role",
    "SavedWatch",
    "Scope",
    "Selection",
    "Settings",
    "SourceWish",
    "StoredAlert",
    "StoredCase",
    "StoredFeedback",
    "StoredItem",
    "StoredJob",
    "StoredReply",
    "StoredToken",
    "StoredTrack",
    "StoredWatch",
    "Target",
    "TokenWish",
    "UnauthorizedError",
    "VehicleFinderError",
    "Verdict",
    "WatchChange",
    "WatchWish",
    "__version__",
    "every",
    "load_app",
    "open_catalog",
    "open_control_room",
    "open_finder",
    "open_ingester",
    "open_reader",
]

_HOMES = {
    "CHOICES": "finder",
    "LOCAL": "access",
    "UPLOAD_BYTES": "control.sources",
    "Answer": "finder",
    "AuditEntry": "store.audit",
    "Bucket": "control.tally",
    "CameraCard": "control.cameras",
    "CaseChange": "control.cases",
    "Catalog": "store.catalog",
    "Claim": "store.replies",
    "ControlRoom": "control",
    "Counts": "control.tally",
    "Decision": "types",
    "Demand": "finder",
    "Finder": "finder",
    "FreshToken": "control.tokens",
    "Grouping": "control.tally",
    "Identity": "access",
    "Job": "ingest",
    "Judgement": "control.feedback",
    "Keyword": "finder",
    "Limit": "finder",
    "Match": "types",
    "Query": "finder",
    "Role": "access",
    "SavedWatch": "control.watches",
    "Scope": "finder",
    "Selection": "control.cases",
    "Settings": "settings",
    "StoredAlert": "store.watch_records",
    "StoredCase": "store.case_records",
    "StoredItem": "store.case_records",
    "StoredFeedback": "store.feedback",
    "StoredReply": "store.replies",
    "StoredToken": "store.tokens",
    "StoredTrack": "store.records",
    "StoredWatch": "store.watch_records",
    "Target": "finder",
    "TokenWish": "control.tokens",
    "Verdict": "store.feedback",
    "WatchChange": "control.watches",
    "WatchWish": "control.watches",
    "JobKind": "store.jobs",
    "JobState": "store.schema",
    "SourceWish": "control.sources",
    "StoredJob": "store.jobs",
    "every": "paged",
    "load_app": "resources",
    "open_catalog": "assemble",
    "open_control_room": "assemble",
    "open_finder": "assemble",
    "open_ingester": "assemble",
    "open_reader": "assemble",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"vehiclefinder.{_HOMES[name]}"), name)
