"""Tokens on the page of people: for programs."""

import streamlit as st

from vehiclefinder.control import StoredToken, TokenRequest, all_pages

from . import secrets
from .page import PageContext, plain, site_clock
from .people_rights import LAST, admins, asked_rights, told_rights


def tokens(context: PageContext) -> None:
    """Make tokens, list and revoke them."""
    request = _asked(context)
    if request is not None:
        made = context.room.tokens.create(context.who, request)
        secrets.hold(f"The token of {plain(made.name)}", made.secret)
        st.rerun()  # after the first one this page wants it, and it is told beside the way to log in
    of_admins = admins(context)
    for token in all_pages(lambda after: context.room.tokens.list(context.who, 200, after)):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            _row(context, token, last=of_admins == {token.name})


def _asked(context: PageContext) -> TokenRequest | None:
    with st.form("token", clear_on_submit=True):
        left, right = st.columns([3, 1])
        name = left.text_input("Name", max_chars=64, placeholder="robot", key="token name")
        days = right.number_input("Ends after days", 1, 3650, None, placeholder="never")
        rights = asked_rights(context, "token")
        if not st.form_submit_button("Make a token", type="primary"):
            return None
    return TokenRequest(name.strip(), rights.role, rights.cameras, days)


def _row(context: PageContext, token: StoredToken, *, last: bool) -> None:
    ends = f", ends {site_clock().day(token.expires)}" if token.expires else ""
    st.markdown(f"**{plain(token.name)}**")
    rights = told_rights(token.role, token.cameras)
    st.caption(plain(f"{rights}, made {site_clock().day(token.created)}{ends}"))
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
