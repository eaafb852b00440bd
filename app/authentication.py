"""The gate in front of every route: it finds out who asks before anything else of a request is looked at."""

from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from vehiclefinder import VehicleFinderError
from vehiclefinder.control import UnauthorizedError

from .problems import problem_of

GUARDED = ("/v1/", "/metrics")
"""Where paths begin that tell something of what is stored; pages find out by themselves who asks."""
COOKIE = "vehiclefinder_token"
"""What a browser that is logged in to the dashboard sends."""
SAFE = frozenset({"GET", "HEAD"})
"""Methods that change nothing."""
REFUSED = 1008
"""Why a websocket is closed: policy (RFC 6455)."""


class AuthenticationMiddleware:
    """Middleware that leaves ``request.state.identity``, or refuses."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, once it is known who asks."""
        if scope["type"] in ("http", "websocket"):
            try:
                await run_in_threadpool(_admit, scope)
            except VehicleFinderError as error:
                await _refuse(error, scope, receive, send)
                return
        await self._app(scope, receive, send)


async def _refuse(error: VehicleFinderError, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await WebSocketClose(REFUSED, str(error))(scope, receive, send)
    else:
        await problem_of(error)(scope, receive, send)


def _admit(scope: Scope) -> None:
    tokens, headers = scope["app"].state.room.tokens, Headers(scope=scope)
    # A page of another site can point its own name at this machine (DNS rebinding), or post a form to it.
    for url in (f"//{headers.get('host', '')}", headers.get("origin")):
        if url is not None:
            tokens.require_host(_host(url))
    if scope["path"].startswith(GUARDED):
        scope.setdefault("state", {})["identity"] = tokens.identify(_secret(scope, headers))


def _secret(scope: Scope, headers: Headers) -> str | None:
    """Return the token of a request.

    :raises UnauthorizedError: What was sent is no token.
    """
    sent = headers.get("authorization")
    if sent is None:
        return _kept(scope, headers)
    scheme, _, secret = sent.partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise UnauthorizedError("expected Authorization: Bearer TOKEN, got something else")
    return secret.strip()


def _kept(scope: Scope, headers: Headers) -> str | None:
    """Return the token in the cookie; what changes something must come from a page of this very address."""
    own = urlsplit(headers.get("origin", "")).netloc == headers.get("host")
    secret: str | None = cookie_parser(headers.get("cookie", "")).get(COOKIE)
    return secret if own or scope["method"] in SAFE else None


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
