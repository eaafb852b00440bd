"""What was ingested of a camera: when it began and whose it is, corrected or deleted."""

from datetime import datetime

import streamlit as st

from vehiclefinder.control import Role, StoredSource, VideoChange

from .page import PageContext, counted, errors_shown, plain

SHOWN = 20
"""Videos on one page of the list."""
MOST = 100_000
"""Videos that are listed, the latest."""


def videos(context: PageContext, camera: str) -> None:
    """List the videos of a camera, newest first."""
    found = context.room.videos.list(context.who, MOST, camera=camera)
    if not found:
        st.caption("There is no video of this camera yet.")
        return
    pages = -(-len(found) // SHOWN)
    at = st.pagination(pages, key=f"videos page {pages}") if pages > 1 else 1
    for video in found[(at - 1) * SHOWN : at * SHOWN]:
        with st.container(border=True, horizontal=True, vertical_alignment="center"), errors_shown():
            _row(context, video)


def _row(context: PageContext, video: StoredSource) -> None:
    st.markdown(f"**{plain(video.name)}**")
    st.caption(plain(_told(video)))
    if not context.may(Role.ADMIN):
        return
    with st.popover("Correct", icon=":material/edit:", key=f"correct {video.id}"):
        _form(context, video)
    with st.popover("Delete", icon=":material/delete:", key=f"delete {video.id}"):
        st.write("Its vehicles are not found any more. Cases, alerts and feedback keep what they hold.")
        if st.button("Delete for good", type="primary", key=f"delete video {video.id}"):
            context.room.videos.delete(context.who, video.id)
            st.rerun()


def _form(context: PageContext, video: StoredSource) -> None:
    with st.form(f"video {video.id}", border=False):
        camera = st.text_input("Camera", video.camera, max_chars=200, key=f"camera of video {video.id}").strip()
        now = video.start_time.astimezone().isoformat(sep=" ") if video.start_time else ""
        hint = "Such as 2026-11-23 08:00:00+01:00; empty: not known."
        text = st.text_input("Begins at", now, key=f"start of video {video.id}", help=hint)
        if st.form_submit_button("Save", type="primary"):
            context.room.videos.update(context.who, video.id, _change(camera, text.strip()))
            st.rerun()


def _change(camera: str, text: str) -> VideoChange:
    if not text:
        return VideoChange(camera, untimed=True)
    try:
        return VideoChange(camera, datetime.fromisoformat(text).astimezone())
    except ValueError:
        raise ValueError(f"expected a time such as 2026-11-23 08:00:00+01:00, got {text!r}") from None


def _told(video: StoredSource) -> str:
    begins = f"from {video.start_time.astimezone():%Y-%m-%d %H:%M:%S}" if video.start_time else "no start time"
    length = "" if video.duration is None else f" · {video.duration:.0f} s"
    return f"{video.status} · {begins}{length} · {counted(video.tracks, 'track')}"
