"""What was ingested of a camera: when it began and whose it is, corrected or deleted."""

from datetime import UTC, datetime

import streamlit as st

from vehiclefinder.control import IngestAgain, Looks, Role, StoredSource, VideoChange, counted

from .page import PageContext, errors_shown, plain

SIDES = (512, 640, 736)
"""Sizes that the detector may be told to look in."""
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
    st.caption(plain(_told(context, video)))
    if not context.may(Role.ADMIN):
        return
    with st.popover("Correct", icon=":material/edit:", key=f"correct {video.id}"):
        _form(context, video)
    with st.popover("Ingest again", icon=":material/restart_alt:", key=f"again {video.id}"):
        _again(context, video)
    with st.popover("Delete", icon=":material/delete:", key=f"delete {video.id}"):
        going = f"{plain(video.name)} and its {counted(video.tracks, 'vehicle')} go, {_kept(video)}"
        st.write(f"{going}. Links to them lead nowhere. Cases, alerts and feedback keep what they hold.")
        if st.button("Delete for good", type="primary", key=f"delete video {video.id}"):
            context.room.videos.delete(context.who, video.id)
            st.rerun()


def _form(context: PageContext, video: StoredSource) -> None:
    with st.form(f"video {video.id}", border=False):
        camera = st.text_input("Camera", video.camera, max_chars=200, key=f"camera of video {video.id}").strip()
        now = context.room.clock.iso(video.start_time) if video.start_time else ""
        hint = f"Such as 2026-11-23 08:00, {_zone(context)}; empty: not known."
        text = st.text_input("Begins at", now, key=f"start of video {video.id}", help=hint)
        if st.form_submit_button("Save", type="primary"):
            context.room.videos.update(context.who, video.id, _change(context, camera, text.strip()))
            st.rerun()


def _again(context: PageContext, video: StoredSource) -> None:
    """Ask for a video to be ingested again."""
    with st.form(f"again {video.id}", border=False):
        st.write("Its vehicles are replaced when the new ones are all there. Links to those of now then lead nowhere; "
                 "cases, alerts and feedback keep what they hold.")  # fmt: skip
        camera = st.text_input("Camera", video.camera, max_chars=200, key=f"camera again {video.id}").strip()
        now = context.room.clock.iso(video.start_time) if video.start_time else ""
        text = st.text_input("Begins at", now, key=f"start again {video.id}", help=f"In {_zone(context)}.").strip()
        often = st.number_input(
            "Looks a second", 1, 30, None, key=f"often {video.id}", placeholder="As the settings say"
        )
        side = st.selectbox(
            "Detector's longest side, pixels", SIDES, None, key=f"side {video.id}", placeholder="As the settings say"
        )
        if st.form_submit_button("Ingest again", type="primary"):
            start = context.room.clock.read(text) if text else None
            how = IngestAgain(camera, start, looks=Looks(often, side))
            job = context.room.videos.ingest_again(context.who, video.id, how)
            st.toast(plain(f"Queued as number {job.id}."))


def _change(context: PageContext, camera: str, text: str) -> VideoChange:
    return VideoChange(camera, context.room.clock.read(text)) if text else VideoChange(camera, untimed=True)


def _zone(context: PageContext) -> str:
    return context.room.clock.name(datetime.now(UTC))


def _kept(video: StoredSource) -> str:
    """Say what becomes of the file of a video."""
    return "with the video where it was sent or recorded" if video.kind != "folder" else "the folder stays"


def _told(context: PageContext, video: StoredSource) -> str:
    begins = f"from {context.room.clock.second(video.start_time)}" if video.start_time else "no start time"
    length = "" if video.duration is None else f" · {video.duration:.0f} s"
    return f"{video.status} · {begins}{length} · {counted(video.tracks, 'track')}"
