"""The script that Streamlit runs for every page of the dashboard; see :mod:`app.ui`."""

from vehiclefinder.runtime.resources import load_app

load_app("ui").run()
