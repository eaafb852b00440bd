"""The operators' dashboard: pages over the control room, one module each.

Here belongs what is drawn and asked. A page reads and changes nothing but through ``vehiclefinder.control``.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from html import escape

import streamlit as st

from vehiclefinder.control import Role

from . import browse, cameras, cases, feedback, people, result, search, statistics, watches
from .bell import bell
from .page import HERE, STYLE, PageContext, errors_shown, open_page, stamp, titled

NAMES = {
    "search": ("Search", ":material/search:", search.page),
    "browse": ("Browse", ":material/view_timeline:", browse.page),
    "result": ("Result", ":material/movie:", result.page),
    "cases": ("Cases", ":material/folder:", cases.page),
    "cameras": ("Cameras", ":material/videocam:", cameras.page),
    "watch": ("Watch", ":material/notifications:", watches.page),
    "statistics": ("Statistics", ":material/bar_chart:", statistics.page),
    "people": ("People", ":material/group:", people.page),
    "feedback": ("Feedback", ":material/thumbs_up_down:", feedback.page),
}
"""Path -> title, icon and what draws the page."""
ICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#1f6feb"
 d="M3 17v-5l2-6h14l2 6v5h-2v2h-3v-2H8v2H5v-2zM6 8l-1 3h14l-1-3zM6 13v2h3v-2zM15 13v2h3v-2z"/></svg>"""
"""Of the browser's tab; by the name of an icon it would be fetched from another host."""
ADMINS = frozenset({"people"})
"""Pages that exist for admins alone."""


def run() -> None:
    """Draw the page that was asked for."""
    st.set_page_config("VehicleFinder", ICON, layout="wide")
    st.html(STYLE)
    with errors_shown():
        context = open_page()
        pages = {
            path: st.Page(_of(draw, context), title=title, icon=icon, url_path=path)
            for path, (title, icon, draw) in NAMES.items()
            if path not in ADMINS or context.may(Role.ADMIN)
        }
        st.session_state["pages"] = pages
        chosen = st.navigation(list(pages.values()), position="top")
        bell(context)
        titled(chosen.title)
        if chosen is not pages["search"]:
            st.session_state.pop(HERE, None)
        chosen.run()
        _clock(context)
        _who(context)


def _of(draw: Callable[[PageContext], None], context: PageContext) -> Callable[[], None]:
    def page() -> None:
        with errors_shown():
            draw(context)

    return page


def _clock(context: PageContext) -> None:
    """Name the zone of all times of a page."""
    clock, now = context.room.clock, datetime.now(UTC)
    st.html(f'<div class="vf-who">Times in {escape(clock.name(now))}, now {stamp(now, clock)}</div>')


def _who(context: PageContext) -> None:
    """Say who is logged in, and as what."""
    if context.with_accounts:
        st.html(
            f'<div class="vf-who">{escape(context.who.name)}, {context.who.role} · <a href="/logout">Log out</a></div>'
        )
    else:
        st.html('<div class="vf-who">This machine alone, without accounts</div>')
