"""Commands that start the faces: serve (REST) and dashboard (Streamlit, with REST beside it)."""

from importlib import import_module
from typing import Annotated

import typer

from vehiclefinder.assemble import open_tokens
from vehiclefinder.cli.common import errors, settings_of
from vehiclefinder.core.errors import VehicleFinderError
from vehiclefinder.runtime.resources import load_app

HOST = "127.0.0.1"
GRACE = 5
"""Seconds that what is being answered is given when the service stops; a stream of alerts would take minutes."""
Host = Annotated[str, typer.Option(help="Address to serve; another than this machine's own needs a token first.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="TCP port on this machine.")]


def serve(context: typer.Context, host: Host = HOST, port: Port = 8000) -> None:
    """Serve the REST endpoint: to this machine alone, until there is a token."""
    _run("rest", "create_app", context, host, port)


def dashboard(context: typer.Context, host: Host = HOST, port: Port = 8501) -> None:
    """Serve the operators' dashboard and the REST endpoint: to this machine alone, until there is a token."""
    _require("streamlit")
    _run("dashboard_app", "create_dashboard_app", context, host, port)


def _run(module: str, maker: str, context: typer.Context, host: str, port: int) -> None:
    for needed in ("uvicorn", "fastapi", "prometheus_client", "python_multipart"):
        _require(needed)
    import uvicorn

    settings = settings_of(context)
    with open_tokens(settings) as tokens:
        tokens.require_host(host)
        if tokens.local_only:
            errors.print("No tokens: whoever is at this machine may do everything, and nobody else anything.")
    app = getattr(load_app(module), maker)(settings)
    uvicorn.run(app, host=host, port=port, timeout_graceful_shutdown=GRACE)


def _require(module: str) -> None:
    try:
        import_module(module)
    except ImportError as error:
        raise VehicleFinderError(f"{module} is not installed: pip install 'vehiclefinder[ui]'") from error
