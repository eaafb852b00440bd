"""The page of watches: saved sentences, and alerts as they occur."""

from dataclasses import replace

import streamlit as st

from vehiclefinder.control import Role, StoredWatch, WatchRequest, all_pages

from . import secrets
from .alerts import alerts
from .page import PageContext, errors_shown, plain
from .readiness import readiness
from .stream_alarms import stream_alarms
from .watch_form import Draft, fields
from .watch_row import row, try_out

SHOWN = 20
"""Watches on one page of the list."""
NOTES = "notes of a watch"
"""Where it is kept what must be said of the one that was just made or changed: its name, notes and new secret."""


def page(context: PageContext) -> None:
    """Draw the page."""
    st.title("Watch")
    left, right = st.columns([3, 2], gap="medium")
    with right:
        _tell()
        watches = list(all_pages(lambda after: context.room.watches.list(context.who, 200, after)))
        if context.may(Role.OPERATOR):
            _new(context, first=not watches)
        _list(context, watches)
    with left:
        readiness(context)
        stream_alarms(context)
        alerts(context)


def _tell() -> None:
    """Say what must be said of a watch that was just made or changed."""
    name, notes, secret = st.session_state.pop(NOTES, ("", (), None))
    if secret:
        secrets.hold(f"The secret that signs the alerts of {plain(name)}", secret)
    secrets.tell()
    if notes:
        st.warning(" ".join(f"{plain(note[0].upper())}{plain(note[1:])}." for note in notes))


def _new(context: PageContext, *, first: bool) -> None:
    turn = st.session_state.setdefault("watch turn", 0)
    begin = Draft.of_address()
    with st.expander("New watch", expanded=first or begin != Draft(), icon=":material/add_alert:"), errors_shown():
        draft = fields(context, str(turn), begin)
        with st.container(horizontal=True):
            made = st.button("Start watching", type="primary")
            tried = st.button("Test", icon=":material/science:", key="test new", help="On what is stored")
        if tried:
            try_out(context, _named(draft).request())
        if made:
            _create(context, draft.request())


def _named(draft: Draft) -> Draft:
    """Return a draft that may be tried out before it has a name."""
    return replace(draft, name=draft.name or "test")


def _create(context: PageContext, request: WatchRequest) -> None:
    made = context.room.watches.create(context.who, request)
    st.session_state[NOTES] = (made.name, made.notes, made.secret)
    st.session_state["watch turn"] += 1
    st.query_params.clear()
    st.rerun()


def _list(context: PageContext, watches: list[StoredWatch]) -> None:
    if not watches:
        st.info("There is no watch yet. A watch tells of every new vehicle that a sentence fits.")
        return
    newest = watches[::-1]
    pages = -(-len(newest) // SHOWN)
    at = st.pagination(pages, key=f"watches page {pages}") if pages > 1 else 1
    for watch in newest[(at - 1) * SHOWN : at * SHOWN]:
        with st.container(border=True, gap="small"):
            row(context, watch)
