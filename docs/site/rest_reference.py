"""The document of the REST endpoint, without a home or models."""

from pathlib import Path
from tempfile import gettempdir
from typing import Any

from app.rest import create_app
from vehiclefinder import Settings


def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    return create_app(Settings(home=Path(gettempdir()))).openapi()
