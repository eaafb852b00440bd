"""Logging in and out, by forms: a browser keeps the secret of a session in a cookie that no script can read."""

import re
from html import escape
from pathlib import Path
from string import Template
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from vehiclefinder.control import BusyError, ForbiddenError, TooManyAttemptsError, UnauthorizedError

from ..authentication import COOKIE, require_same_origin_form
from ..dependencies import From, PasswordLimit, Room
from ..security_headers import FORM, POLICY

HOURS = 12
"""How long a browser keeps the cookie; its session lasts no longer."""
FORMER_COOKIE = "vehiclefinder_token"
"""In which earlier versions kept the token itself."""
FRAME, LOGIN, LOGOUT = (
    Template((Path(__file__).parents[1] / f"{name}.html").read_text(encoding="utf-8"))
    for name in ("form", "login", "logout")
)
OWN_PATH = re.compile(r"/(?!/)[!#-\[\]-~]*", re.ASCII)
"""A path of this very site, with its query: what begins with two slashes is another host, and a backslash is one."""
LONGEST_PATH = 16_000
"""Characters: an address of a search may hold a long sentence in any script. What is longer leads to the first page."""

router = APIRouter(include_in_schema=False)


class LoginForm(BaseModel):
    """A name and a password, or a token; and where to go then."""

    name: Annotated[str, Field(max_length=200)] = ""
    password: Annotated[str, Field(max_length=4000)] = ""
    token: Annotated[str, Field(max_length=200)] = ""
    next: str = "/"


@router.get("/login")
async def ask(after: Annotated[str, Query(alias="next")] = "/") -> HTMLResponse:
    """Show the form."""
    return _form("", after)


@router.post("/login")
async def login(
    form: Annotated[LoginForm, Form()], room: Room, request: Request, client: From, limit: PasswordLimit
) -> Response:
    """Begin a session for a good password or token, and go on."""
    after, name = form.next, form.name.strip()
    try:
        require_same_origin_form(request.headers)
        async with limit.slot():
            if token := form.token.strip():
                secret = await run_in_threadpool(room.logins.by_token, token, client)
            else:
                secret = await run_in_threadpool(room.logins.by_password, name, form.password, client)
    except ForbiddenError as error:
        return _form(str(error), after, 403)
    except UnauthorizedError as error:
        return _form(str(error), after, 401, name)
    except BusyError as error:
        refused = _form(str(error), after, 429 if isinstance(error, TooManyAttemptsError) else 503, name)
        refused.headers["Retry-After"] = str(error.seconds)
        return refused
    response = RedirectResponse(own_path(after), 303)
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, secret, HOURS * 3600, httponly=True, samesite="strict", secure=secure)
    response.delete_cookie(FORMER_COOKIE)
    return response


@router.get("/logout")
async def ask_to_leave() -> HTMLResponse:
    """Show the button: a link alone, which any page could hold, ends nothing."""
    return _page("log out", LOGOUT.substitute())


@router.post("/logout")
async def logout(room: Room, request: Request) -> Response:
    """End the session."""
    try:
        require_same_origin_form(request.headers)
    except ForbiddenError as error:
        return _form(str(error), "/", 403)
    if secret := request.cookies.get(COOKIE):
        await run_in_threadpool(room.sessions.end, secret)
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    response.delete_cookie(FORMER_COOKIE)
    return response


def own_path(path: str) -> str:
    """Return a path where it leads to a page of this very site, else the first page."""
    return path if len(path) <= LONGEST_PATH and OWN_PATH.fullmatch(path) else "/"


def _form(problem: str, after: str, status: int = 200, name: str = "") -> HTMLResponse:
    told = f"{problem[:1].upper()}{problem[1:]}." if problem else ""
    values = {"problem": told, "name": name, "next": own_path(after)}
    return _page("log in", LOGIN.substitute({key: escape(value) for key, value in values.items()}), status)


def _page(title: str, body: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(FRAME.substitute(title=title, body=body), status, {"Cache-Control": "no-store", POLICY: FORM})
