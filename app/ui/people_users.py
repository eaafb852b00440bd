"""Users on the page of people: who logs in by name and password."""

import streamlit as st

from vehiclefinder.control import StoredUser, UserRequest, all_pages

from .page import PageContext, plain, site_clock
from .people_rights import LAST, Rights, admins, asked_rights, told_rights


def users(context: PageContext) -> None:
    """Make users, list and change them."""
    _make(context)
    of_admins = admins(context)
    for user in all_pages(lambda after: context.room.users.list(context.who, 200, after)):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            _row(context, user, last=of_admins == {user.name})


def _make(context: PageContext) -> None:
    with st.form("user", clear_on_submit=True):
        left, right = st.columns(2)
        name = left.text_input("Name", max_chars=64, placeholder="ada", key="user name")
        password = right.text_input("Password", type="password", max_chars=1024, key="user password")
        st.caption("At least 10 characters. Without one a proxy that is trusted must say who they are.")
        rights = asked_rights(context, "user")
        wanted = st.form_submit_button("Make a user", type="primary")
    if wanted:
        if not password and not context.with_accounts:
            raise ValueError("expected a password for the first user, who would be locked out, got none")
        request = UserRequest(name.strip(), rights.role, rights.cameras)
        made = context.room.users.create(context.who, request, password or None)
        st.toast(plain(f"{made.name} may log in."))
        st.rerun()


def _row(context: PageContext, user: StoredUser, *, last: bool) -> None:
    st.markdown(f"**{plain(user.name)}**")
    password = "" if user.has_password else ", no password"
    rights = told_rights(user.role, user.cameras)
    st.caption(plain(f"{rights}{password}, made {site_clock().day(user.created)}"))
    if user.disabled:
        st.badge("disabled", color="gray")
        if st.button("Let in again", key=f"enable {user.id}"):
            context.room.users.set_disabled(context.who, user.id, disabled=False)
            st.rerun()
        return
    with st.popover("Change", icon=":material/edit:"):
        _change(context, user, last=last)


def _change(context: PageContext, user: StoredUser, *, last: bool) -> None:
    if user.name == context.who.name:
        st.warning("It is you: what you take away is gone at once.")
    if last:
        st.warning(plain(LAST))
    with st.form(f"rights {user.id}", border=False):
        rights = asked_rights(context, f"rights {user.id}", Rights(user.role, user.cameras))
        if st.form_submit_button("Set rights"):
            context.room.users.set_rights(context.who, user.id, rights.role, rights.cameras)
            st.rerun()
    with st.form(f"password {user.id}", border=False, clear_on_submit=True):
        password = st.text_input("Another password", type="password", max_chars=1024, key=f"password {user.id} text")
        if st.form_submit_button("Set password and log out"):
            context.room.users.set_password(context.who, user.id, password)
            st.rerun()
    if st.button("Disable", key=f"disable {user.id}", icon=":material/block:"):
        context.room.users.set_disabled(context.who, user.id, disabled=True)
        st.rerun()
