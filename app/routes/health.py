"""Whether the service runs; open to everybody, and silent on what is stored."""

import logging
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from vehiclefinder import VehicleFinderError, __version__
from vehiclefinder.control import AuditError

from ..dependencies import Room
from ..problems import UNUSABLE, documented, problem

router = APIRouter(tags=["health"])
log = logging.getLogger(__name__)


class Liveness(BaseModel):
    """That the process answers."""

    status: Literal["ok"] = "ok"
    version: str = __version__


@router.get("/healthz")
def healthz() -> Liveness:
    """Say that the process answers."""
    return Liveness()


class Readiness(BaseModel):
    """That searches are answered, and what is not done meanwhile."""

    status: Literal["ready"] = "ready"
    warnings: Annotated[
        list[str],
        Field(description="What cannot be written, as on a full disk, published, or searched; none where all is well."),
    ] = []


@router.get("/readyz", response_model=Readiness, responses=documented(503))
def readyz(room: Room) -> Readiness | Response:
    """Say that a search would be answered: models, catalog and index can be used, the audit log too where it must."""
    try:
        failing = [task.error for task in room.scheduler.status() if task.name == "mqtt" and task.error]
        return Readiness(warnings=[*room.search.ready(), *failing])
    except AuditError as error:
        log.warning("not ready: %s", error)
        return problem(503, str(error))
    except VehicleFinderError as error:
        log.warning("not ready: %s", error)
        return problem(503, UNUSABLE)
