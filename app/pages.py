"""The dashboard's pages among the routes of the REST endpoint: what answers where no route does."""

import re
from base64 import b64encode
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .problems import problem
from .security_headers import POLICY, policy

SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
ELSEWHERE = frozenset({301, 307, 308, 400, 404, 405})
"""Statuses by which Streamlit answers where it has nothing, or takes a path for an attack."""
FILES = frozenset({"/favicon.png", "/manifest.json", "/_stcore/health", "/_stcore/host-config", "/_stcore/stream"})
FOLDERS = ("/static/", "/media/", "/component/", "/_stcore/bidi-components/", "/_stcore/upload_file/")
"""What pages ask of Streamlit; it offers more, such as metrics and logins of its own, and any release may add to it."""


def page_policy(index: Path) -> str:
    """Return the content security policy of Streamlit's page, as strict as it bears.

    Its styles are written into the page while it runs, and our components come as blobs.

    :param index: The page; scripts that stand in it are allowed by their hash, whatever they become.
    """
    inline = SCRIPT.findall(index.read_text(encoding="utf-8"))
    hashes = "".join(f" 'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in inline)
    return policy(
        script_src=f"'self' blob:{hashes}",
        style_src="'self' 'unsafe-inline'",
        font_src="'self' data:",
        img_src="'self' data:",
        media_src="'self'",
        connect_src="'self'",
        manifest_src="'self'",
        form_action="'self'",
    )


class Pages:
    """Streamlit, which answers any path by its page, kept to the pages that there are.

    :param names: Their paths, such as ``cases``; the page of the empty path is there in any case.
    :param policy: The content security policy of pages.
    """

    def __init__(self, streamlit: ASGIApp, names: Collection[str], policy: str) -> None:
        self._streamlit = streamlit
        self._names = frozenset(names) | {""}
        self._policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by a page, by what belongs to one, or by a problem."""
        if scope["type"] != "http":
            await self._streamlit(scope, receive, send)
            return
        path = scope["path"]
        page = path.strip("/") in self._names
        if not (page or path in FILES or path.startswith(FOLDERS)):
            await problem(404, HINTS[404])(scope, receive, send)
            return
        answer = _Answer(scope, send, self._policy, page=page)
        await self._streamlit(scope, receive, answer.send)
        if answer.status:
            await problem(answer.status, HINTS[answer.status])(scope, receive, send)


HINTS = {404: "there is nothing at this address", 405: "a page is read: expected GET or HEAD"}


class _Answer:
    """What Streamlit answers, held back where it is not to be told.

    :ivar status: That of the problem to be told instead, or 0.
    """

    def __init__(self, scope: Scope, send: Send, policy: str, *, page: bool) -> None:
        self._send = send
        self._policy = policy
        self._page = page
        self.status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            html = headers.get("content-type", "").startswith("text/html")
            if self._page:
                self.status = {400: 404, 405: 405}.get(message["status"], 0)
            elif html or message["status"] in ELSEWHERE:
                self.status = 404
            if html or self._page:  # of a page that has not changed (304), the browser takes over this header alone
                headers[POLICY] = self._policy
        if not self.status:
            await self._send(message)
