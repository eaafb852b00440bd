"""The page of one result: its clip, what is known of it, its path over the frame, and all of it as JSON."""

import streamlit as st

from .shell import Desk


def page(desk: Desk) -> None:
    """Draw the page of the track that the address names."""
    named = st.query_params.get("track", "")
    if not named.isdigit():
        st.info("Choose a result on the search page.")
        return
    track = desk.room.tracks.get(desk.who, int(named))
    st.subheader(f"Track {track.id}, {track.camera}")
    st.html(f'<video class="vf-media" src="/v1/tracks/{track.id}/clip" controls autoplay muted playsinline></video>')
