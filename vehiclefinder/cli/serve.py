"""Commands that start the faces: serve (REST) and dashboard (Streamlit)."""

import subprocess
import sys
from importlib import import_module
from typing import Annotated

import typer

from vehiclefinder.assemble import open_tokens
from vehiclefinder.cli.common import errors, settings_of
from vehiclefinder.errors import VehicleFinderError
from vehiclefinder.resources import app_folder, load_app

HOST = "127.0.0.1"
GRACE = 5
"""Seconds that what is being answered is given when the service stops; a stream of alerts would take minutes."""
Host = Annotated[str, typer.Option(help="Address to serve; another than this machine's own needs a token first.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="TCP port on this machine.")]


def serve(context: typer.Context, host: Host = HOST, port: Port = 8000) -> None:
    """Serve the REST endpoint: to this machine alone, until there is a token."""
    for module in ("uvicorn", "fastapi", "prometheus_client", "python_multipart"):
        _require(module)
    import uvicorn

    settings = settings_of(context)
    with open_tokens(settings) as tokens:
        tokens.require_host(host)
        if tokens.local_only:
            errors.print("No tokens: whoever is at this machine may do everything, and nobody else anything.")
    uvicorn.run(load_app("rest").create_app(settings), host=host, port=port, timeout_graceful_shutdown=GRACE)


def dashboard(context: typer.Context, port: Port = 8501) -> None:
    """Open the operator's dashboard to this machine alone; there are no accounts yet."""
    _require("streamlit")
    page, home = str(app_folder() / "dashboard.py"), str(settings_of(context).home)
    options = ["--server.address", HOST, "--server.port", str(port), "--server.headless", "true"]
    quiet = ["--browser.gatherUsageStats", "false"]
    done = subprocess.run([sys.executable, "-m", "streamlit", "run", page, *options, *quiet, "--", home], check=False)
    raise typer.Exit(done.returncode)


def _require(module: str) -> None:
    try:
        import_module(module)
    except ImportError as error:
        raise VehicleFinderError(f"{module} is not installed: pip install 'vehiclefinder[ui]'") from error
