"""What every answer tells browsers about what they may do with it.

Only what comes from here is loaded: nothing asks another host, so that the product works, and keeps to itself, offline.
Strict-Transport-Security is left to the proxy that speaks TLS, for here nobody knows whether there is one.
"""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOT_MODIFIED = 304
POLICY = "content-security-policy"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""The same for all answers."""


def policy(**directives: str) -> str:
    """Return a content security policy that allows what is named, such as ``img_src="'self'"``, and nothing else."""
    named = "".join(f"{name.replace('_', '-')} {sources}; " for name, sources in directives.items())
    return f"default-src 'none'; {named}base-uri 'none'; frame-ancestors 'none'"


NOTHING = policy()
"""For what is no page: data, and errors."""
MEDIA = policy(img_src="'self'", media_src="'self'", style_src="'unsafe-inline'")
"""For pictures and clips, which browsers show in a page of their own making."""
FORM = policy(style_src="'unsafe-inline'", img_src="'self' data:", form_action="'self'")
"""For a page with a form and without scripts."""


class SecurityHeadersMiddleware:
    """Middleware that adds ``HEADERS`` to every answer, and a policy to those that bring none of their own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_headers(MutableHeaders(scope=message), message["status"])
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)


def add_headers(headers: MutableHeaders, status: int) -> None:
    """Add to the headers of one answer what they lack."""
    headers.update(HEADERS)
    if status == NOT_MODIFIED:  # the policy of what the browser holds goes on
        return
    shown = headers.get("content-type", "").startswith(("image/", "video/"))
    headers.setdefault(POLICY, MEDIA if shown else NOTHING)
