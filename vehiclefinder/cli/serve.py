"""Commands that start the faces: serve (REST) and dashboard (Streamlit, with REST beside it)."""

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Annotated

import typer

from vehiclefinder.assemble.accounts import open_accounts
from vehiclefinder.assemble.alarm_webhook import alarm_webhook
from vehiclefinder.assemble.peers import require_peers
from vehiclefinder.cli.common import errors, settings_of
from vehiclefinder.cli.worker_processes import serve_by_workers
from vehiclefinder.core.errors import VehicleFinderError
from vehiclefinder.core.shard import Shard
from vehiclefinder.runtime.resources import load_app
from vehiclefinder.settings.sources import PREFIX
from vehiclefinder.store.files.scratch import METRICS, scratch

if TYPE_CHECKING:
    from vehiclefinder.settings import Settings

HOST = "127.0.0.1"
NEEDED = ("uvicorn", "fastapi", "prometheus_client", "python_multipart")
"""Packages that answer over HTTP."""
GRACE = 5
"""Seconds that what is being answered is given when the service stops; a stream of alerts would take minutes."""
END = 2 * GRACE
"""Seconds in which a worker must have ended; one that hangs is killed."""
WORKER = "vehiclefinder.cli.worker_process:create_app"
Host = Annotated[str, typer.Option(help="Address to serve; another than this machine's own needs an account first.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="TCP port on this machine.")]
Workers = Annotated[
    int, typer.Option(min=1, max=64, help="Processes that answer; each holds models, and shares the home.")
]
HeldShard = Annotated[
    str | None,
    typer.Option("--shard", metavar="NUMBER/COUNT", help="Hold only a part of the vehicles: 0/4 is the first of four."),
]


def serve(
    context: typer.Context, host: Host = HOST, port: Port = 8000, workers: Workers = 1, shard: HeldShard = None
) -> None:
    """Serve the REST endpoint: to this machine alone, until there is an account."""
    settings = _checked(context, host, port, shard)
    if workers > 1:
        _run_workers(settings, host, port, workers)
    else:
        _run("rest", "create_app", settings, host, port)


def dashboard(context: typer.Context, host: Host = HOST, port: Port = 8501, shard: HeldShard = None) -> None:
    """Serve the operators' dashboard and the REST endpoint, likewise."""
    require("streamlit")
    _run("dashboard_app", "create_dashboard_app", _checked(context, host, port, shard), host, port)


def _checked(context: typer.Context, host: str, port: int, shard: str | None = None) -> "Settings":
    for needed in NEEDED:
        require(needed)
    settings = settings_of(context)
    settings = settings if shard is None else settings.replace(shard=str(Shard.of(shard)))
    require_peers(settings)
    alarm_webhook(settings)  # what is wrong with it is told at once, and in one line
    with open_accounts(settings) as accounts:
        accounts.tokens.require_host(host)
        require_port(host, port)
        if accounts.tokens.local_only:
            errors.print("No accounts: whoever is at this machine may do everything, and nobody else anything.")
    return settings


def _run(module: str, maker: str, settings: "Settings", host: str, port: int) -> None:
    import uvicorn

    app = getattr(load_app(module), maker)(settings)
    with _told():  # the application itself knows which proxies to believe
        uvicorn.run(app, host=host, port=port, timeout_graceful_shutdown=GRACE, proxy_headers=False)


def _run_workers(settings: "Settings", host: str, port: int, workers: int) -> None:
    """Let several processes accept what comes to one port; they read their settings from the environment."""
    import uvicorn

    searches = settings.searches or max(1, (os.cpu_count() or 1) // workers)
    with scratch(Path(gettempdir()), METRICS) as folder, _told():
        os.environ |= {f"{PREFIX}HOME": str(settings.home), f"{PREFIX}SEARCHES": str(searches)}
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        if settings.shard:
            os.environ[f"{PREFIX}SHARD"] = settings.shard
        config = uvicorn.Config(
            WORKER,
            factory=True,
            host=host,
            port=port,
            workers=workers,
            timeout_graceful_shutdown=GRACE,
            proxy_headers=False,
        )
        serve_by_workers(config, END)


@contextmanager
def _told() -> Iterator[None]:
    """Turn it into an error of ours where uvicorn, having said why, ends the process by an exit code of its own."""
    try:
        yield
    except SystemExit as end:
        raise VehicleFinderError("the service could not start: what it wrote before tells why") from end


def require_port(host: str, port: int) -> None:
    """Find out before models are loaded whether the port can be served.

    :raises VehicleFinderError: It cannot.
    """
    try:
        for family, kind, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            with socket.socket(family, kind) as tried:
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                tried.bind(address)
    except OSError as error:
        if error.errno != errno.EADDRNOTAVAIL:  # a name may also be of an address that this machine lacks
            told = f"cannot serve port {port} of {host}: {error.strerror}"
            raise VehicleFinderError(f"{told}; --port and --host choose another") from error


def require(module: str) -> None:
    """Find out whether a package of the extra ``ui`` is installed.

    :raises VehicleFinderError: It is not.
    """
    try:
        import_module(module)
    except ImportError as error:
        raise VehicleFinderError(f"{module} is not installed: pip install 'vehiclefinder[ui]'") from error
