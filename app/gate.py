"""The gate in front of every route: it finds out who asks before anything else of a request is looked at."""

from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from vehiclefinder import ControlRoom, Identity, UnauthorizedError, VehicleFinderError

from .problems import problem_of

OPEN = frozenset({"/healthz", "/readyz", "/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc"})
"""Paths that tell nothing of what is stored."""


class Gate:
    """Middleware that leaves ``request.state.identity``, or refuses."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, once it is known who asks."""
        if scope["type"] == "http" and scope["path"] not in OPEN:
            try:
                who = await run_in_threadpool(_identity, scope["app"].state.room, Headers(scope=scope))
            except VehicleFinderError as error:
                await problem_of(error)(scope, receive, send)
                return
            scope.setdefault("state", {})["identity"] = who
        await self._app(scope, receive, send)


def _identity(room: ControlRoom, headers: Headers) -> Identity:
    # A page of another site can point its own name at this machine (DNS rebinding), or post a form to it.
    for url in (f"//{headers.get('host', '')}", headers.get("origin")):
        if url is not None:
            room.tokens.require_host(_host(url))
    return room.tokens.identify(_secret(headers))


def _secret(headers: Headers) -> str | None:
    """Return the token of a request.

    :raises UnauthorizedError: What was sent is no token.
    """
    sent = headers.get("authorization")
    if sent is None:
        return None
    scheme, _, secret = sent.partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise UnauthorizedError("expected Authorization: Bearer TOKEN, got something else")
    return secret.strip()


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
