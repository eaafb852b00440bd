"""A watch in the list: what it looks for, and what is done with it in place."""

from datetime import UTC, datetime

import streamlit as st

from vehiclefinder.control import Role, StoredWatch, WatchChange, WatchRequest, counted

from .page import PageContext, errors_shown, plain
from .watch_form import COOLDOWNS, LEAST, Draft, fields, tell_understood

EDITED = "watch that is edited"
SNOOZES = {1: "1 hour", 8: "8 hours", 24: "24 hours", 168: "7 days"}
"""Hours -> what they are called."""
TRIED = {24: "24 hours", 168: "7 days"}
LATEST = 5
"""Vehicles of a trial that are linked."""


def row(context: PageContext, watch: StoredWatch) -> None:
    """Draw a watch."""
    st.markdown(f"**{plain(watch.name)}** {_badges(context, watch)}")
    edited = st.session_state.get(EDITED) == watch.id
    if not edited:
        tell_understood(context, watch.sentence)
        st.caption(plain(_facts(context, watch)))
    if not context.may(Role.ADMIN) and (watch.who != context.who.name or not context.may(Role.OPERATOR)):
        return
    with errors_shown():
        if edited:
            _edit(context, watch)
        else:
            _acts(context, watch)


def try_out(context: PageContext, request: WatchRequest) -> None:
    """Say what a watch would have told of what is stored."""
    trials = {said: context.room.watches.try_out(context.who, request, hours) for hours, said in TRIED.items()}
    told = [
        f"**{'at least ' if trial.more else ''}{counted(trial.alerts, 'alert')}** in the last {said}"
        for said, trial in trials.items()
    ]
    week = list(trials.values())[-1]
    links = ", ".join(f"[{track}](/result?track={track})" for track in week.tracks[:LATEST])
    latest = f" The latest: {links}." if links else ""
    st.markdown(f"Would have raised {', '.join(told)}.{latest}")
    for note in week.notes:
        st.caption(plain(f"{note[0].upper()}{note[1:]}."))


def _acts(context: PageContext, watch: StoredWatch) -> None:
    change = context.room.watches.update
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        label, icon = ("Pause", "pause") if watch.active else ("Resume", "play_arrow")
        if st.button(label, icon=f":material/{icon}:", key=f"switch {watch.id}"):
            change(context.who, watch.id, WatchChange(active=not watch.active))
            st.rerun()
        _snooze(context, watch)
        if st.button("Edit", icon=":material/edit:", key=f"edit {watch.id}"):
            st.session_state[EDITED] = watch.id
            st.rerun()
        tried = st.button("Test", icon=":material/science:", key=f"test {watch.id}", help="On what is stored")
        with st.popover("Delete", icon=":material/delete:"):
            st.write("It stops for good; its alerts stay.")
            if st.button("Delete for good", key=f"delete {watch.id}", type="primary"):
                context.room.watches.delete(context.who, watch.id)
                st.rerun()
    if tried:
        try_out(context, Draft.of(watch).request())


def _snooze(context: PageContext, watch: StoredWatch) -> None:
    change = context.room.watches.update
    if watch.snoozes(datetime.now(UTC)):
        if st.button("Wake", icon=":material/notifications_active:", key=f"wake {watch.id}"):
            change(context.who, watch.id, WatchChange(snooze=0))
            st.rerun()
        return
    with st.popover("Snooze", icon=":material/snooze:"):
        for hours, said in SNOOZES.items():
            if st.button(said, key=f"snooze {watch.id} {hours}", width="stretch"):
                change(context.who, watch.id, WatchChange(snooze=hours * 60))
                st.rerun()


def _edit(context: PageContext, watch: StoredWatch) -> None:
    before = Draft.of(watch)
    draft = fields(context, f"of {watch.id}", before)
    if watch.webhook:
        st.caption(f"Told to {plain(watch.webhook)} until another webhook stands here.")
    with st.container(horizontal=True):
        saved = st.button("Save", type="primary", key=f"save {watch.id}")
        tried = st.button("Test", icon=":material/science:", key=f"test {watch.id}")
        stopped = bool(watch.webhook) and st.button("Remove webhook", key=f"unhook {watch.id}")
        left = st.button("Cancel", key=f"cancel {watch.id}")
    if tried:
        try_out(context, draft.request())
    if saved or stopped:
        change = WatchChange(webhook="") if stopped else draft.change(before)
        done = context.room.watches.update(context.who, watch.id, change)
        st.session_state["notes of a watch"] = (done.name, done.notes, done.secret)
    if saved or stopped or left:
        del st.session_state[EDITED]
        st.rerun()


def _badges(context: PageContext, watch: StoredWatch) -> str:
    if not watch.active:
        return ":gray-badge[paused]"
    if watch.snoozed_until and watch.snoozes(datetime.now(UTC)):
        return f":orange-badge[snoozes until {plain(context.room.clock.minute(watch.snoozed_until))}]"
    return ""


def _facts(context: PageContext, watch: StoredWatch) -> str:
    names = context.room.cameras.names(context.who)
    known = [name if name in names else f"{name}, which is not there" for name in watch.cameras or ()]
    cameras = "all cameras" if watch.cameras is None else ", ".join(known)
    drawn = context.room.cameras.zones(context.who) if watch.zones else ()
    zones = ", ".join(
        f"{one.zone} ({one.camera}){'' if one.pair in drawn else ', which is gone'}" for one in watch.zones
    )
    silent = COOLDOWNS.get(watch.cooldown, f"{watch.cooldown} min")
    facts = (
        LEAST[watch.least],
        zones or cameras,
        watch.schedule,
        f"silent for {silent} after an alert" if watch.cooldown else "",
        f"by {watch.who}, {context.room.clock.day(watch.created)}",
        f"told to {watch.webhook}" if watch.webhook else "",
    )
    return " · ".join(filter(None, facts))
