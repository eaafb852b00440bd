"""Finds vehicles in traffic video from a sentence.

Importing the package loads no engine; the names below are fetched when they are first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from vehiclefinder.errors import VehicleFinderError

if TYPE_CHECKING:
    from vehiclefinder.assemble import open_catalog, open_finder, open_ingester, open_reader
    from vehiclefinder.control.cases import CaseChange, Selection
    from vehiclefinder.control.feedback import Judgement
    from vehiclefinder.finder import Answer, Finder, Scope
    from vehiclefinder.ingest import Job
    from vehiclefinder.settings import Settings
    from vehiclefinder.store.catalog import Catalog
    from vehiclefinder.store.feedback import Verdict
    from vehiclefinder.store.records import StoredTrack
    from vehiclefinder.types import Decision, Match

__version__ = "0.1.0"
__all__ = [
    "Answer",
    "CaseChange",
    "Catalog",
    "Decision",
    "Finder",
    "Job",
    "Judgement",
    "Match",
    "Scope",
    "Selection",
    "Settings",
    "StoredTrack",
    "VehicleFinderError",
    "Verdict",
    "__version__",
    "open_catalog",
    "open_finder",
    "open_ingester",
    "open_reader",
]

_HOMES = {
    "Answer": "finder",
    "CaseChange": "control.cases",
    "Catalog": "store.catalog",
    "Decision": "types",
    "Finder": "finder",
    "Job": "ingest",
    "Judgement": "control.feedback",
    "Match": "types",
    "Scope": "finder",
    "Selection": "control.cases",
    "Settings": "settings",
    "StoredTrack": "store.records",
    "Verdict": "store.feedback",
    "open_catalog": "assemble",
    "open_finder": "assemble",
    "open_ingester": "assemble",
    "open_reader": "assemble",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"vehiclefinder.{_HOMES[name]}"), name)
