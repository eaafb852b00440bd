"""The gate in front of every route: it finds out who asks before anything else of a request is looked at."""

from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from vehiclefinder import VehicleFinderError
from vehiclefinder.control import LOCAL, ControlRoom, Credentials, ForbiddenError, UnauthorizedError

from . import reauthorization
from .caller import Caller
from .problems import problem_of
from .proxies import ForgedHeaderError, Proxies, is_address
from .reauthorization import REFUSED
from .safe_requests import SAFE

GUARDED = ("/v1/", "/metrics", "/media/")
"""Where paths begin that tell something of what is stored; pages find out by themselves who asks."""
COOKIE = "vehiclefinder_session"
"""What a browser that is logged in sends: the secret of its session."""
OF_A_PAGE = (
    "whoever is logged in changes something from the pages of this very address alone, as Origin says; "
    "a program sends Authorization: Bearer TOKEN"
)


class AuthenticationMiddleware:
    """Middleware that leaves ``request.state.identity`` and ``request.state.caller``, or refuses."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, once it is known who asks; ask again while it lasts."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        room: ControlRoom = scope["app"].state.room  # a mounted application puts itself there
        try:
            scope, caller = await run_in_threadpool(_admit, scope)
        except VehicleFinderError as error:
            await _refuse(error, scope, receive, send)
            return
        if caller is None:
            await self._app(scope, receive, send)
        else:
            await reauthorization.serve(self._app, caller, scope, receive, send)
        if room.sessions.used:
            await run_in_threadpool(room.sessions.note_use)


async def _refuse(error: VehicleFinderError, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await WebSocketClose(REFUSED, str(error)[:100])(scope, receive, send)
    else:
        await problem_of(error)(scope, receive, send)


def _admit(asked: Scope) -> tuple[Scope, Caller | None]:
    """Return a request as it was made, and who makes it, where that is known and may end."""
    room: ControlRoom = asked["app"].state.room
    proxies: Proxies = asked["app"].state.proxies
    headers, address = Headers(scope=asked), _address(asked)
    try:
        scope, user = proxies.through(asked)
    except ForgedHeaderError:
        room.rejections.note("proxy.forged", address)
        raise
    _require_place(room, scope, headers)
    if proxies.hides(asked):
        room.tokens.require_host("what a proxy passes on")
    if scope["type"] == "websocket":
        return scope, _websocket_caller(room, scope, headers, user)
    if not scope["path"].startswith(GUARDED):
        return scope, None
    shown = _credentials(scope, headers, user)
    try:
        caller = Caller(lambda: room.identification.of(shown))
    except UnauthorizedError:
        if shown.token is not None:
            room.rejections.note("token.failure", _address(scope))
        if shown == Credentials() and (user or _cookie(headers)):
            raise UnauthorizedError(OF_A_PAGE) from None
        raise
    scope["state"] = {**scope.get("state", {}), "identity": caller.identity, "caller": caller}
    return scope, caller


def _require_place(room: ControlRoom, scope: Scope, headers: Headers) -> None:
    # A page of another site can point its own name at this machine (DNS rebinding), or post a form to it.
    for url in (f"//{headers.get('host', '')}", headers.get("origin")):
        if url is not None:
            room.tokens.require_host(_host(url))
    if is_address(_address(scope)):
        room.tokens.require_host(_address(scope))
    if scope["type"] == "websocket" and "origin" in headers and not _same_origin(headers):
        raise ForbiddenError("a page of another address asks")
    # Another port of this machine is another site: what it serves may be anybody's.
    if scope["type"] == "http" and scope["method"] not in SAFE and room.tokens.local_only:
        require_same_origin_form(headers)


def _websocket_caller(room: ControlRoom, scope: Scope, headers: Headers, user: str | None) -> Caller | None:
    """Return who opens a page's websocket; None where nobody knows, or there are no accounts: then the page asks."""
    session = _cookie(headers)
    if user is None and session is None:
        return None
    try:
        caller = Caller(lambda: room.identification.of(Credentials(proxy_user=user, session=session)))
    except (UnauthorizedError, ForbiddenError):
        return None
    return None if caller.identity == LOCAL else caller


def _credentials(scope: Scope, headers: Headers, user: str | None) -> Credentials:
    """Return what a request shows.

    :raises UnauthorizedError: What was sent is no token.
    """
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and secret.strip():
        return Credentials(token=secret.strip())
    if scheme and user is None:
        raise UnauthorizedError("expected Authorization: Bearer TOKEN, got something else")
    # What browsers send by themselves changes something from a page of this very address alone.
    if not _same_origin(headers) and scope["method"] not in SAFE:
        return Credentials()
    return Credentials(proxy_user=user, session=_cookie(headers))


def _cookie(headers: Headers) -> str | None:
    secret: str | None = cookie_parser(headers.get("cookie", "")).get(COOKIE)
    return secret


def _same_origin(headers: Headers) -> bool:
    """Whether a page of this very address asks."""
    return _netloc(headers.get("origin", "")) == headers.get("host")


def require_same_origin_form(headers: Headers) -> None:
    """Refuse what a page of another address sent, such as a form.

    Browsers say so by ``Origin``, or where that was withheld (``null``) by ``Sec-Fetch-Site``, which no page can set;
    where neither is there, no browser of today has sent it.

    :raises ForbiddenError: Another page sent it.
    """
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    by_origin = origin is None or (origin == "null" and site is not None) or _same_origin(headers)
    if not by_origin or site not in (None, "same-origin", "none"):
        raise ForbiddenError("it was sent by a page of another address")


def _address(scope: Scope) -> str:
    return scope["client"][0] if scope.get("client") else ""


def _netloc(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
