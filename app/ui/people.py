"""The page of people, for admins: who may use the system, and who asked what."""

import json
from datetime import UTC, datetime

import streamlit as st

from vehiclefinder.control import Role, StoredToken, TokenRequest, all_pages

from . import secrets
from .page import PageContext, errors_shown, plain

ROLES = {
    Role.VIEWER: "Viewer: searches, looks, counts",
    Role.OPERATOR: "Operator: also cases, watches, feedback",
    Role.ADMIN: "Admin: also cameras, video, people",
}
FIRST = (
    "There are no accounts yet: whoever is at this machine may do everything. From the first token on everybody must "
    "log in, here too, and other machines may be served. The first one is an admin's, for all cameras."
)
LAST = (
    "It is the last good one of an admin: without one nobody comes to this page. Another one is made on the machine "
    'itself: "vehiclefinder token create NAME --role admin".'
)
SHOWN = 50
"""Entries of the log on one page."""


def page(context: PageContext) -> None:
    """Draw the page."""
    st.subheader("People")
    secrets.tell()
    tokens, log = st.tabs(["Tokens", "Who asked what"])
    with tokens, errors_shown():
        _tokens(context)
    with log, errors_shown():
        _log(context)


def _tokens(context: PageContext) -> None:
    if not context.with_accounts:
        st.warning(FIRST)
    request = _asked(context)
    if request is not None:
        _make(context, request)
    tokens = list(all_pages(lambda after: context.room.tokens.list(context.who, 200, after)))
    now = datetime.now(UTC)
    admins = {token.name for token in tokens if token.role is Role.ADMIN and token.good(now)}
    for token in tokens:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            _row(context, token, last=admins == {token.name})


def _asked(context: PageContext) -> TokenRequest | None:
    """Ask for a token; the first one is an admin's, or nobody could make another."""
    with st.form("token", clear_on_submit=True):
        left, middle, right = st.columns([2, 2, 1])
        name = left.text_input("Name", max_chars=64, placeholder="ada")
        roles = list(ROLES) if context.with_accounts else [Role.ADMIN]
        role = middle.selectbox("Role", roles, format_func=ROLES.__getitem__)
        days = right.number_input("Ends after days", 1, 3650, None, placeholder="never")
        names = context.room.cameras.names(context.who) if context.with_accounts else []
        cameras = st.multiselect("Cameras", names, placeholder="All cameras", disabled=not context.with_accounts)
        if not st.form_submit_button("Make a token", type="primary"):
            return None
    return TokenRequest(name.strip(), role, tuple(cameras) or None, days)


def _make(context: PageContext, request: TokenRequest) -> None:
    made = context.room.tokens.create(context.who, request)
    secrets.hold(f"The token of {plain(made.name)}", made.secret)
    st.rerun()  # after the first one this page wants it, and it is told beside the way to log in


def _row(context: PageContext, token: StoredToken, *, last: bool) -> None:
    cameras = "all cameras" if token.cameras is None else ", ".join(token.cameras)
    ends = f", ends {token.expires.astimezone():%d %b %Y}" if token.expires else ""
    st.markdown(f"**{plain(token.name)}**")
    st.caption(plain(f"{token.role}, {cameras}, made {token.created.astimezone():%d %b %Y}{ends}"))
    if token.revoked:
        st.badge("revoked", color="gray")
        return
    with st.popover("Revoke", icon=":material/block:"):
        st.write("Whoever holds it is locked out at once, for good.")
        if token.name == context.who.name:
            st.warning("It is your own: you are logged out.")
        if last:
            st.warning(plain(LAST))
        if st.button("Revoke for good", key=f"revoke {token.id}", type="primary"):
            context.room.tokens.revoke(context.who, token.id)
            st.rerun()


def _log(context: PageContext) -> None:
    after: int | None = st.session_state.get("log after")
    entries = context.room.audit.list(context.who, SHOWN, after)
    rows = [
        {
            "When": entry.time.astimezone(),
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
