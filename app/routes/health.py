"""Whether the service runs; open to everybody, and silent on what is stored."""

import logging

from fastapi import APIRouter, Response

from vehiclefinder import VehicleFinderError, __version__

from ..dependencies import Room
from ..problems import documented, problem

router = APIRouter(tags=["health"])
log = logging.getLogger(__name__)


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok", "version": __version__}


@router.get("/readyz", response_model=dict[str, str], responses=documented(503))
def readyz(room: Room) -> dict[str, str] | Response:
    """Say that a search would be answered: models, catalog and index can be used."""
    try:
        room.search.ready()
    except VehicleFinderError as error:
        log.warning("not ready: %s", error)
        return problem(503, "a model, the catalog or the index cannot be used; the log of the server tells more")
    return {"status": "ready"}
