"""Users, for admins; and one's own password."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field

from vehiclefinder.control import Role, StoredUser, UserRequest

from ..dependencies import Admin, After, CameraName, From, Id, PageSize, PasswordLimit, Room, Viewer
from ..paging import Page, page
from ..problems import documented

router = APIRouter(tags=["access"])

Cameras = Annotated[list[CameraName] | None, Field(min_length=1, max_length=1000, description="Null: all.")]
Password = Annotated[str, Field(max_length=1024, description="At least 10 characters, at most 1,024 bytes.")]


class NewUserBody(BaseModel):
    """A user that is asked for; the password follows."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$")]
    role: Role = Role.VIEWER
    cameras: Cameras = None


class UserChangeBody(BaseModel):
    """What is to be otherwise; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    role: Role | None = None
    cameras: Cameras = None
    disabled: bool | None = None


class NewPasswordBody(BaseModel):
    """A user's new password."""

    model_config = ConfigDict(extra="forbid")

    password: Password


class OwnPasswordBody(BaseModel):
    """One's own passwords."""

    model_config = ConfigDict(extra="forbid")

    present: Password
    new: Password


@router.post("/v1/users", status_code=201)
def create_user(body: NewUserBody, who: Admin, room: Room) -> StoredUser:
    """Make a user, who can log in once there is a password, or a trusted proxy names them."""
    return room.users.create(who, UserRequest(body.name, body.role, _tuple(body.cameras)))


@router.get("/v1/users")
def list_users(who: Admin, room: Room, limit: PageSize = 50, after: After = None) -> Page[StoredUser]:
    """List users in the order of their creation, disabled ones too."""
    return page(room.users.list(who, limit, after), limit)


@router.get("/v1/users/{user}")
def show_user(user: Id, who: Admin, room: Room) -> StoredUser:
    """Return a user."""
    return room.users.get(who, user)


@router.patch("/v1/users/{user}")
def change_user(user: Id, body: UserChangeBody, who: Admin, room: Room) -> StoredUser:
    """Give a user other rights, lock them out (which ends their sessions) or let them in again; it holds at once."""
    changed = room.users.get(who, user)
    if body.model_fields_set & {"role", "cameras"}:
        role = body.role or changed.role
        cameras = _tuple(body.cameras) if "cameras" in body.model_fields_set else changed.cameras
        changed = room.users.set_rights(who, user, role, cameras)
    if body.disabled is not None:
        changed = room.users.set_disabled(who, user, disabled=body.disabled)
    return changed


@router.put("/v1/users/{user}/password", status_code=204)
async def set_password(user: Id, body: NewPasswordBody, who: Admin, room: Room, limit: PasswordLimit) -> None:
    """Give a user a password, which ends their sessions."""
    async with limit.slot():
        await run_in_threadpool(room.users.set_password, who, user, body.password)


@router.put("/v1/password", status_code=204, responses=documented(429))
async def change_own_password(
    body: OwnPasswordBody, who: Viewer, room: Room, client: From, limit: PasswordLimit
) -> None:
    """Change your own password, which ends all of your sessions: log in again."""
    async with limit.slot():
        await run_in_threadpool(room.logins.change_password, who, body.present, body.new, client)


def _tuple(cameras: list[str] | None) -> tuple[str, ...] | None:
    return None if cameras is None else tuple(cameras)
