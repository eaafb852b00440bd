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
    from vehiclefinder.control.tokens import TokenWish
    from vehiclefinder.finder import Answer, Demand, Finder, Scope
    from vehiclefinder.ingest import Job
    from vehiclefinder.settings import Settings
    from vehiclefinder.store.catalog import Catalog
    from vehiclefinder.store.records import StoredTrack
    from vehiclefinder.store.replies import Claim, StoredReply
    from vehiclefinder.types import Match

__version__ = "0.1.0"
__all__ = [
    "LOCAL",
    "Answer",
    "Catalog",
    "Claim",
    "ConflictError",
    "ControlRoom",
    "Demand",
    "Finder",
    "ForbiddenError",
    "Identity",
    "Job",
    "Match",
    "NotFoundError",
    "Role",
    "Scope",
    "Settings",
    "StoredReply",
    "StoredTrack",
    "TokenWish",
    "UnauthorizedError",
    "VehicleFinderError",
    "__version__",
    "open_catalog",
    "open_control_room",
    "open_finder",
    "open_ingester",
    "open_reader",
]

_HOMES = {
    "LOCAL": "access",
    "Answer": "finder",
    "Catalog": "store.catalog",
    "Claim": "store.replies",
    "ControlRoom": "control",
    "Demand": "finder",
    "Finder": "finder",
    "Identity": "access",
    "Job": "ingest",
    "Match": "types",
    "Role": "access",
    "Scope": "finder",
    "Settings": "settings",
    "StoredReply": "store.replies",
    "StoredTrack": "store.records",
    "TokenWish": "control.tokens",
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
