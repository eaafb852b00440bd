"""Commands that start the faces: serve (REST) and dashboard (Streamlit)."""

import subprocess
import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from vehiclefinder.cli.common import settings_of
from vehiclefinder.errors import VehicleFinderError
from vehiclefinder.resources import shipped_folder

HOST = "127.0.0.1"
Port = Annotated[int, typer.Option(min=1, max=65535, help="TCP port on this machine.")]


def serve(context: typer.Context, port: Port = 8000) -> None:
    """Serve the REST endpoint to this machine alone; there are no accounts yet."""
    _require("uvicorn")
    import uvicorn

    rest = _load(app_folder() / "rest.py")
    uvicorn.run(rest.create_app(settings_of(context)), host=HOST, port=port)


def dashboard(context: typer.Context, port: Port = 8501) -> None:
    """Open the operator's dashboard to this machine alone; there are no accounts yet."""
    _require("streamlit")
    page, home = str(app_folder() / "dashboard.py"), str(settings_of(context).home)
    options = ["--server.address", HOST, "--server.port", str(port), "--server.headless", "true"]
    quiet = ["--browser.gatherUsageStats", "false"]
    done = subprocess.run([sys.executable, "-m", "streamlit", "run", page, *options, *quiet, "--", home], check=False)
    raise typer.Exit(done.returncode)


def app_folder() -> Path:
    """Return the folder of the faces, inside the package or in the source tree."""
    return shipped_folder("_app", "app")


def _require(module: str) -> None:
    try:
        import_module(module)
    except ImportError as error:
        raise VehicleFinderError(f"{module} is not installed: pip install 'vehiclefinder[ui]'") from error


def _load(path: Path) -> ModuleType:
    spec = spec_from_file_location(f"vehiclefinder_app_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise VehicleFinderError(f"no module at {path}")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
