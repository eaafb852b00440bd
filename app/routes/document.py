"""The OpenAPI document for people: Swagger UI, whose files a package brings, so that no other host is asked."""

from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from vehiclefinder import VehicleFinderError

from ..security_headers import POLICY, policy

FOLDER = Path(__file__).parents[1]
PACKAGE = "fastapi_offline"
SCRIPT, STYLE = "text/javascript", "text/css"
DOCUMENT = policy(script_src="'self'", style_src="'self' 'unsafe-inline'", img_src="'self' data:", connect_src="'self'")

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def page() -> HTMLResponse:
    """Show the document."""
    return HTMLResponse((FOLDER / "document.html").read_text(encoding="utf-8"), headers={POLICY: DOCUMENT})


@router.get("/docs/swagger.js")
def start() -> Response:
    """Return what starts Swagger UI; in the page itself it would have to be allowed by its hash."""
    return Response((FOLDER / "swagger.js").read_bytes(), media_type=SCRIPT)


@router.get("/docs/swagger-ui-bundle.js")
def script() -> Response:
    """Return Swagger UI."""
    return Response(_shipped("swagger-ui-bundle.js"), media_type=SCRIPT)


@router.get("/docs/swagger-ui.css")
def style() -> Response:
    """Return what it looks like."""
    return Response(_shipped("swagger-ui.css"), media_type=STYLE)


def _shipped(name: str) -> bytes:
    try:
        return (files(PACKAGE) / "static" / name).read_bytes()
    except (ImportError, OSError) as error:
        raise VehicleFinderError("fastapi-offline is not installed: pip install 'vehiclefinder[ui]'") from error
