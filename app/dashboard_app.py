"""The dashboard and the REST endpoint on one port, so that pages, pictures and clips come from one place.

Start it with ``vehiclefinder dashboard``.
"""

from pathlib import Path

from fastapi import FastAPI
from streamlit.file_util import get_static_dir
from streamlit.starlette import App

from vehiclefinder import Settings

from .pages import Pages, page_policy
from .request_limits import RequestLimits
from .rest import create_app
from .routes import login
from .ui import NAMES

SCRIPT = Path(__file__).with_name("dashboard_script.py")


def create_dashboard_app(settings: Settings, limits: RequestLimits = RequestLimits()) -> FastAPI:
    """Make the application; see :func:`create_app`. One a process: Streamlit allows no second."""
    streamlit = App(SCRIPT)
    app = create_app(settings, limits, beside=streamlit.lifespan())
    app.include_router(login.router)
    # Where no route is meant, not mounted at "/": there it would answer for a route's other methods, too.
    app.router.default = Pages(streamlit, NAMES, page_policy(Path(get_static_dir(), "index.html")))
    return app
