"""Secrets that are told once: shown until whoever asked for them says that they are kept."""

import streamlit as st

HELD = "secret to tell"


def hold(what: str, secret: str) -> None:
    """Have a secret told when the page is drawn next.

    :param what: Whose it is, as a sentence in Markdown.
    """
    st.session_state[HELD] = (what, secret)


def tell() -> None:
    """Show the secret that is held, if there is one."""
    held: tuple[str, str] | None = st.session_state.get(HELD)
    if held is None:
        return
    what, secret = held
    with st.container(border=True):
        st.markdown(f"**{what}**")
        st.caption("Keep it now: it cannot be shown again.")
        st.code(secret, language=None, wrap_lines=True)
        st.button("I have kept it", type="primary", on_click=_forget)


def _forget() -> None:
    del st.session_state[HELD]
