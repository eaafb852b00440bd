"""Tokens and the audit log, for admins."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from vehiclefinder.control import AuditEntry, IssuedToken, Role, StoredToken, TokenRequest

from ..dependencies import Admin, After, CameraName, Id, PageSize, Room
from ..paging import Page, page

router = APIRouter(tags=["access"])


class NewTokenBody(BaseModel):
    """A token that is asked for."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$")]
    role: Role = Role.VIEWER
    cameras: Annotated[list[CameraName] | None, Field(min_length=1, max_length=1000, description="Null: all.")] = None
    days: Annotated[int | None, Field(ge=1, le=3660, description="Null: no end.")] = None


@router.post("/v1/tokens", status_code=201)
def create_token(body: NewTokenBody, who: Admin, room: Room, response: Response) -> IssuedToken:
    """Make a token; its secret is told this once, and cannot be asked for again, not even by an Idempotency-Key."""
    response.headers["Cache-Control"] = "no-store"
    cameras = None if body.cameras is None else tuple(body.cameras)
    return room.tokens.create(who, TokenRequest(body.name, body.role, cameras, body.days))


@router.get("/v1/tokens")
def list_tokens(who: Admin, room: Room, limit: PageSize = 50, after: After = None) -> Page[StoredToken]:
    """List tokens in the order of their creation, without their secrets, revoked ones too."""
    return page(room.tokens.list(who, limit, after), limit)


@router.delete("/v1/tokens/{token}", status_code=204)
def revoke_token(token: Id, who: Admin, room: Room) -> None:
    """End a token for good."""
    room.tokens.revoke(who, token)


@router.get("/v1/audit")
def list_audit(who: Admin, room: Room, limit: PageSize = 50, after: After = None) -> Page[AuditEntry]:
    """List who asked what, newest first."""
    return page(room.audit.list(who, limit, after), limit)
