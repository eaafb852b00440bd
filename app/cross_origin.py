"""Pages of other origins that may ask the REST endpoint (CORS): those that the settings name, with a token alone."""

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from .idempotency import HEADER

SHARED = "/v1/"
"""Where paths begin that other origins may ask for."""
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
SENT = ("Authorization", "Content-Type", "If-None-Match", "Last-Event-ID", "Range", HEADER)
READ = ("Content-Disposition", "Content-Range", "ETag", "RateLimit", "RateLimit-Policy", "Retry-After")


class CrossOriginMiddleware:
    """Middleware that answers preflights, and lets browsers show answers to pages of some origins.

    Cookies are no credentials there: a page of another origin shows a token.
    """

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self._app = app
        self._shared = CORSMiddleware(
            app, allow_origins=origins, allow_methods=METHODS, allow_headers=SENT, expose_headers=READ, max_age=600
        )
        self._any = bool(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        shared = self._any and scope["type"] == "http" and scope["path"].startswith(SHARED)
        await (self._shared if shared else self._app)(scope, receive, send)
