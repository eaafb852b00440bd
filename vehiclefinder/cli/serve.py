"""Commands that start the faces: serve (REST) and dashboard (Streamlit, with REST beside it)."""

import os
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from vehiclefinder.assemble.tokens import open_tokens
from vehiclefinder.cli.common import errors, settings_of
from vehiclefinder.core.errors import VehicleFinderError
from vehiclefinder.runtime.resources import load_app
from vehiclefinder.settings.sources import PREFIX

if TYPE_CHECKING:
    from vehiclefinder.settings import Settings

HOST = "127.0.0.1"
GRACE = 5
"""Seconds that what is being answered is given when the service stops; a stream of alerts would take minutes."""
HUNG = 60
"""Seconds of silence after which a worker is taken for hung and replaced."""
WORKER = "vehiclefinder.cli.worker_process:create_app"
Host = Annotated[str, typer.Option(help="Address to serve; another than this machine's own needs a token first.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="TCP port on this machine.")]
Workers = Annotated[
    int, typer.Option(min=1, max=64, help="Processes that answer; each holds models, and shares the home.")
]


def serve(context: typer.Context, host: Host = HOST, port: Port = 8000, workers: Workers = 1) -> None:
    """Serve the REST endpoint: to this machine alone, until there is a token."""
    settings = _checked(context, host)
    if workers > 1:
        _run_workers(settings, host, port, workers)
    else:
        _run("rest", "create_app", settings, host, port)


def dashboard(context: typer.Context, host: Host = HOST, port: Port = 8501) -> None:
    """Serve the operators' dashboard and the REST endpoint, likewise."""
    _require("streamlit")
    _run("dashboard_app", "create_dashboard_app", _checked(context, host), host, port)


def _checked(context: typer.Context, host: str) -> "Settings":
    for needed in ("uvicorn", "fastapi", "prometheus_client", "python_multipart"):
        _require(needed)
    settings = settings_of(context)
    with open_tokens(settings) as tokens:
        tokens.require_host(host)
        if tokens.local_only:
            errors.print("No tokens: whoever is at this machine may do everything, and nobody else anything.")
    return settings


def _run(module: str, maker: str, settings: "Settings", host: str, port: int) -> None:
    import uvicorn

    app = getattr(load_app(module), maker)(settings)
    uvicorn.run(app, host=host, port=port, timeout_graceful_shutdown=GRACE)


def _run_workers(settings: "Settings", host: str, port: int, workers: int) -> None:
    """Let several processes accept what comes to one port; they read their settings from the environment."""
    import uvicorn

    searches = settings.searches or max(1, (os.cpu_count() or 1) // workers)
    with TemporaryDirectory(prefix="vehiclefinder-metrics-") as folder:
        os.environ |= {f"{PREFIX}HOME": str(settings.home), f"{PREFIX}SEARCHES": str(searches)}
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        uvicorn.run(
            WORKER,
            factory=True,
            host=host,
            port=port,
            workers=workers,
            timeout_graceful_shutdown=GRACE,
            timeout_worker_healthcheck=HUNG,
        )
        if not any(Path(folder).iterdir()):  # where each worker counts once it has opened what it needs
            raise VehicleFinderError("no worker could start: what it wrote before tells why")


def _require(module: str) -> None:
    try:
        import_module(module)
    except ImportError as error:
        raise VehicleFinderError(f"{module} is not installed: pip install 'vehiclefinder[ui]'") from error
