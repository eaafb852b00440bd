"""What a handler may ask for: the control room, somebody of at least a role, numbers within their bounds."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Path, Query, Request, Security
from fastapi.security import HTTPBearer
from pydantic import Field

from vehiclefinder.control import Client, ControlRoom, Identity, Role

from .caller import Caller
from .concurrency_limit import ConcurrencyLimit
from .metrics import Metrics

MAX_ID = 2**31 - 1
"""The largest id that every database holds."""

BEARER = HTTPBearer(auto_error=False, description="A token of `vehiclefinder token create`.")
"""For the OpenAPI document alone: the gate in front of every route reads the token."""


# None of these waits for anything: as coroutines they cost no turn in a thread.
async def _room(request: Request) -> ControlRoom:
    room: ControlRoom = request.app.state.room
    return room


async def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


async def _search_limit(request: Request) -> ConcurrencyLimit:
    limit: ConcurrencyLimit = request.app.state.search_limit
    return limit


async def _password_limit(request: Request) -> ConcurrencyLimit:
    limit: ConcurrencyLimit = request.app.state.password_limit
    return limit


async def _caller(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


async def _client(request: Request) -> Client:
    return Client(request.client.host if request.client else "", request.headers.get("user-agent", ""))


def _least(role: Role) -> Callable[..., Awaitable[Identity]]:
    async def identity(request: Request, _token: Annotated[object, Security(BEARER)]) -> Identity:
        who: Identity = request.state.identity
        who.require(role)
        return who

    return identity


Room = Annotated[ControlRoom, Depends(_room)]
"""All that people and programs may do."""

Meters = Annotated[Metrics, Depends(_metrics)]
"""What Prometheus reads."""

SearchLimit = Annotated[ConcurrencyLimit, Depends(_search_limit)]
"""Where a search waits for its turn."""

PasswordLimit = Annotated[ConcurrencyLimit, Depends(_password_limit)]
"""Where a password waits for being checked."""

CurrentCaller = Annotated[Caller, Depends(_caller)]
"""Whoever asks, for what takes longer: asked again, it refuses when their rights ended."""

From = Annotated[Client, Depends(_client)]
"""From where somebody asks."""

Viewer = Annotated[Identity, Depends(_least(Role.VIEWER))]
Operator = Annotated[Identity, Depends(_least(Role.OPERATOR))]
Admin = Annotated[Identity, Depends(_least(Role.ADMIN))]
"""Whoever asks, refused where they have a lesser role."""

Id = Annotated[int, Path(ge=1, le=MAX_ID)]
"""A number in the path."""

CameraName = Annotated[str, Field(min_length=1, max_length=200)]
"""The name of a camera in a body."""

PageSize = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
After = Annotated[int | None, Query(ge=0, le=MAX_ID, description="The `next` of the page before.")]
"""How lists are paged: ``limit: PageSize = 50, after: After = None``."""
