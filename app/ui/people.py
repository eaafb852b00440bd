"""The page of people, for admins: who may use the system, who is logged in, and who asked what."""

import json

import streamlit as st

from vehiclefinder.control import StoredSession

from . import secrets
from .page import PageContext, errors_shown, plain, site_clock
from .people_tokens import tokens
from .people_users import users

FIRST = (
    "There are no accounts yet: whoever is at this machine may do everything. From the first user or token on "
    "everybody must log in, here too, and other machines may be served. The first one is an admin, for all cameras."
)
SHOWN = 50
"""Sessions, and entries of the log, on one page."""


def page(context: PageContext) -> None:
    """Draw the page."""
    st.title("People")
    secrets.tell()
    if not context.with_accounts:
        st.warning(FIRST)
    parts = {"Users": users, "Tokens": tokens, "Logged in": _sessions, "Who asked what": _log}
    for tab, draw in zip(st.tabs(list(parts)), parts.values(), strict=True):
        with tab, errors_shown():
            draw(context)


def _sessions(context: PageContext) -> None:
    listed = context.room.sessions.list(context.who, SHOWN)
    going = [one for one in listed if one.open]
    if not going:
        st.caption("Nobody is logged in by this page's own form.")
    for session in going:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            _session(context, session)


def _session(context: PageContext, session: StoredSession) -> None:
    st.markdown(f"**{plain(session.name)}**")
    times = f"since {site_clock().minute(session.created)}, last used {site_clock().minute(session.seen)}"
    st.caption(plain(f"{times}, from {session.address}, {session.agent}"))
    if st.button("Log out", key=f"session {session.id}", icon=":material/logout:"):
        context.room.sessions.revoke(context.who, session.id)
        st.rerun()


def _log(context: PageContext) -> None:
    after: int | None = st.session_state.get("log after")
    entries = context.room.audit.list(context.who, SHOWN, after)
    rows = [
        {
            "When": site_clock().local(entry.time).replace(tzinfo=None),
            "Who": entry.who,
            "What": entry.action,
            "Camera": entry.camera or "",
            "Details": json.dumps(entry.detail, ensure_ascii=False),
        }
        for entry in entries
    ]
    st.dataframe(rows, hide_index=True)
    with st.container(horizontal=True):
        if st.button("Newest", disabled=after is None):
            del st.session_state["log after"]
            st.rerun()
        if st.button("Older", disabled=len(entries) < SHOWN):
            st.session_state["log after"] = entries[-1].id
            st.rerun()
