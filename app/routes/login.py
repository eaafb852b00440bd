"""Logging in to the dashboard: a token is kept in a cookie that no script can read."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from vehiclefinder.control import UnauthorizedError

from ..authentication import COOKIE
from ..dependencies import Room
from ..security_headers import FORM, POLICY

HOURS = 12
"""How long a browser stays logged in."""
PAGE = (Path(__file__).parents[1] / "login.html").read_text(encoding="utf-8")

router = APIRouter(include_in_schema=False)


@router.get("/login")
def ask() -> HTMLResponse:
    """Show the form."""
    return _form("")


@router.post("/login")
def login(token: Annotated[str, Form(max_length=200)], room: Room, request: Request) -> Response:
    """Keep a good token, and go on to the dashboard."""
    try:
        room.tokens.identify(token.strip())
    except UnauthorizedError as error:
        return _form(f"{error}.", 401)
    response = RedirectResponse("/", 303)
    response.set_cookie(
        COOKIE, token.strip(), HOURS * 3600, httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )
    return response


@router.get("/logout")
def logout() -> Response:
    """Forget the token."""
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response


def _form(problem: str, status: int = 200) -> HTMLResponse:
    headers = {"Cache-Control": "no-store", POLICY: FORM}
    return HTMLResponse(PAGE.replace("{problem}", problem), status, headers)
