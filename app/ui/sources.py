"""Video to ingest: by path, by the address of a stream, or sent by the browser; and how far each is."""

from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Literal

import streamlit as st

from vehiclefinder.control import SUFFIXES, JobState, SourceRequest, StoredJob, counted

from .component import component, nothing
from .filters import moment
from .page import PageContext, errors_shown, plain

ACCEPTED = ",".join(("video/*", *SUFFIXES))
"""What a browser offers to send."""
SHOWN = 20
"""Videos that are listed, the latest."""
EVERY, IDLE = 2.0, 30.0
"""Seconds between two looks at how far they are, while some are under way and while none is."""
PATH, STREAM, UPLOAD = "A file or folder on the server", "A live stream", "From this computer"
TONES: dict[JobState, Literal["green", "red", "gray", "blue"]] = {
    JobState.QUEUED: "blue",
    JobState.RUNNING: "blue",
    JobState.DONE: "green",
    JobState.FAILED: "red",
    JobState.CANCELLED: "gray",
}


def add(context: PageContext) -> None:
    """Ask for a video."""
    with st.expander("Add video", icon=":material/video_call:"), errors_shown():
        way = st.segmented_control("Where is it?", [PATH, STREAM, UPLOAD], default=PATH, key="way", required=True)
        camera = st.text_input("Camera", key="video camera", max_chars=200, placeholder="gate 3").strip()
        camera_fault = st.empty()
        start = None if way == STREAM else moment("Video begins", time.min)
        if way == UPLOAD:
            _upload(camera, start)
            return
        label = "Address" if way == STREAM else "Path"
        hint = "rtsp://camera-3/live" if way == STREAM else "/videos/gate-3.mp4"
        place = st.text_input(label, key=f"video {label}", max_chars=2000, placeholder=hint).strip()
        place_fault = st.empty()
        if st.button("Ingest", type="primary"):
            if not camera:
                camera_fault.caption(":red[Name the camera.]")
            if not place:
                place_fault.caption(f":red[Give the {'address' if way == STREAM else 'path'}, such as {hint}.]")
            if not (camera and place):
                return
            path, url = (None, place) if way == STREAM else (place, None)
            job = context.room.sources.submit(context.who, SourceRequest(camera, path, url, start))
            st.toast(plain(f"Queued as number {job.id}."))


def _upload(camera: str, start: datetime | None) -> None:
    """The browser sends the video to REST by itself, so that it is never held in memory here."""
    if not camera:
        st.caption("Name the camera first.")
        return
    data = {"camera": camera, "start_time": start.isoformat() if start else "", "accept": ACCEPTED}
    component("upload")(data=data, key="upload", on_queued_change=nothing)  # the page runs again, and shows it


def listed(context: PageContext, *, may_cancel: bool, camera: str | None = None) -> None:
    """Show the latest videos, and how far they are.

    :param camera: Of this camera, and those under way alone; None means all.
    """
    going = _going(_jobs(context, camera))
    st.fragment(_listed, run_every=EVERY if going else IDLE)(context, going, may_cancel=may_cancel, camera=camera)


def _jobs(context: PageContext, camera: str | None) -> Sequence[StoredJob]:
    found = context.room.sources.list(context.who, SHOWN)
    return found if camera is None else [job for job in found if job.camera == camera and job.ended is None]


def _going(jobs: Sequence[StoredJob]) -> int:
    return sum(job.ended is None for job in jobs)


def _listed(context: PageContext, going: int, *, may_cancel: bool, camera: str | None) -> None:
    with errors_shown():
        _looked(context, going, may_cancel=may_cancel, camera=camera)


def _looked(context: PageContext, going: int, *, may_cancel: bool, camera: str | None) -> None:
    jobs = _jobs(context, camera)
    if _going(jobs) != going:  # what the rest of the page shows has changed, and how often to look
        st.rerun()
    if jobs:
        st.markdown("**Video**" if camera is None else "**Under way**")
    for job in jobs:
        with st.container(border=True), errors_shown():
            _row(context, job, may_cancel=may_cancel)


def _row(context: PageContext, job: StoredJob, *, may_cancel: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        _badge(job)
        st.markdown(f"**{plain(job.camera)}**")
        st.caption(plain(f"{Path(job.uri).name or job.uri} · {_speed(job)}"))
        if may_cancel and job.ended is None and st.button("Cancel", key=f"cancel {job.id}"):
            context.room.sources.cancel(context.who, job.id)
            st.rerun(scope="fragment")
    if job.state is JobState.RUNNING and job.total:
        st.progress(min(job.frames / job.total, 1.0))
    if job.away_since:
        reason = f": {plain(job.away_reason)}" if job.away_reason else ""
        st.caption(f":orange[reconnecting since {context.room.clock.minute(job.away_since)}{reason}]")
    if job.error:
        st.caption(f":red[{plain(job.error)}]")


def _badge(job: StoredJob) -> None:
    if job.away_since is None:
        st.badge(job.state, color=TONES[job.state])
    else:
        st.badge("reconnecting", color="orange")


def _speed(job: StoredJob) -> str:
    if job.state is JobState.QUEUED:
        return "waits"
    frames = f"{job.frames:,} of about {counted(job.total, 'frame')}" if job.total else counted(job.frames, "frame")
    return f"{frames}, {job.fps:.0f} a second" if job.fps else frames
