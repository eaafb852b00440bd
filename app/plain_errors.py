"""Errors that the framework says in plain text, such as a refused preflight, as problems like all others."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .problems import problem

REST = "/v1/"
OF_THE_TEXT = ("content-length", "content-type")


class PlainErrorsMiddleware:
    """Middleware that holds an error in plain text back, and answers by a problem with the same words and headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or not scope["path"].startswith(REST):
            await self._app(scope, receive, send)
            return
        held: list[Message] = []

        async def checked(message: Message) -> None:
            if held or (message["type"] == "http.response.start" and _is_plain(message)):
                held.append(message)
            else:
                await send(message)

        await self._app(scope, receive, checked)
        if held:
            start, *rest = held
            text = b"".join(message.get("body", b"") for message in rest).decode()
            await _problem(start, text)(scope, receive, send)


def _is_plain(start: Message) -> bool:
    media_type = Headers(raw=start["headers"]).get("content-type", "")
    return start["status"] >= 400 and (not media_type or media_type.startswith("text/plain"))


def _problem(start: Message, text: str) -> ASGIApp:
    headers = MutableHeaders(raw=start["headers"])
    response = problem(start["status"], text or "it cannot be answered")
    response.headers.update({name: value for name, value in headers.items() if name not in OF_THE_TEXT})
    return response
