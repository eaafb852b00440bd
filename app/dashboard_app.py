"""The dashboard and the REST endpoint on one port, so that pages, pictures and clips come from one place.

Start it with ``vehiclefinder dashboard``.
"""

from pathlib import Path

from fastapi import FastAPI
from streamlit.starlette import App

from vehiclefinder import Settings

from .request_limits import RequestLimits
from .rest import create_app
from .routes import login

SCRIPT = Path(__file__).with_name("dashboard_script.py")


def create_dashboard_app(settings: Settings, limits: RequestLimits = RequestLimits()) -> FastAPI:
    """Make the application; see :func:`create_app`. One a process: Streamlit allows no second."""
    pages = App(SCRIPT)
    app = create_app(settings, limits, beside=pages.lifespan())
    app.include_router(login.router)
    app.mount("/", pages)
    return app
