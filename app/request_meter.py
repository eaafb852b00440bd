"""Counts what is asked over HTTP, and for how long it is answered."""

import time

from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .metrics import Metrics

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"
"""The route of what is none of ours, such as pages and their files, and any further method: labels must not grow."""


class RequestMeterMiddleware:
    """Middleware that counts by route, method and status, and measures until the last byte was sent."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        metrics: Metrics = scope["app"].state.metrics
        asked = dict(scope)  # as it came: who answers, such as Streamlit, names itself as the application in it
        began, status = time.monotonic(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            method = scope["method"] if scope["method"] in METHODS else OTHER
            metrics.request(method, _route(asked), status, time.monotonic() - began)


def _route(scope: Scope) -> str:
    """Return the path of a request with names for its numbers."""
    best = OTHER
    for route in scope["app"].state.measured_routes:
        match, _ = route.matches(scope)
        if match is Match.FULL:
            return str(route.path)
        if match is Match.PARTIAL:
            best = str(route.path)
    return best
