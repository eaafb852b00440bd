"""The page of watches: saved sentences, and alerts as they occur."""

import streamlit as st

from vehiclefinder import Decision
from vehiclefinder.control import Role, StoredWatch, WatchChange, WatchRequest, all_pages

from . import secrets
from .alerts import alerts
from .page import PageContext, errors_shown, plain, site_clock
from .readiness import readiness
from .sentence_chips import marked
from .stream_alarms import stream_alarms

LEAST = {Decision.MATCH: "Matches", Decision.POSSIBLE: "Matches and possible ones"}
SHOWN = 20
"""Watches on one page of the list."""
NOTES = "notes of a new watch"
"""Where it is kept what must be said of the one that was just made."""
WEBHOOK = (
    "An https address that is posted every alert, signed. Its host must be allowed: VEHICLEFINDER_WEBHOOK_HOSTS of the "
    "service."
)


def page(context: PageContext) -> None:
    """Draw the page."""
    st.subheader("Watch")
    left, right = st.columns([3, 2], gap="medium")
    with right:
        secrets.tell()
        if notes := st.session_state.pop(NOTES, ()):
            st.warning(" ".join(map(_sentence, notes)))
        watches = list(all_pages(lambda after: context.room.watches.list(context.who, 200, after)))
        if context.may(Role.OPERATOR):
            _new(context, first=not watches)
        _list(context, watches)
    with left:
        readiness(context)
        stream_alarms(context)
        alerts(context)


def _new(context: PageContext, *, first: bool) -> None:
    """Ask for a watch; no form, so that what is understood is shown while it is asked for."""
    turn = st.session_state.setdefault("watch turn", 0)
    with st.expander("New watch", expanded=first, icon=":material/add_alert:"), errors_shown():
        sentence = st.text_input(
            "Sentence", key=f"watch sentence {turn}", max_chars=1000, placeholder="red van going away"
        ).strip()
        if sentence:
            _tell_understood(context, sentence)
        name = st.text_input("Name", key=f"watch name {turn}", max_chars=100, placeholder="Red vans at the gate")
        names = context.room.cameras.names(context.who)
        cameras = st.multiselect("Cameras", names, key=f"watch cameras {turn}", placeholder="All that you may see")
        least = st.segmented_control(
            "Tell of",
            list(LEAST),
            default=Decision.MATCH,
            format_func=LEAST.__getitem__,
            key=f"watch least {turn}",
            required=True,
        )
        webhook = st.text_input("Webhook (optional)", key=f"watch hook {turn}", max_chars=2000, help=WEBHOOK).strip()
        if st.button("Start watching", type="primary"):
            _create(
                context, WatchRequest(name.strip(), sentence, tuple(cameras) or None, Decision(least), webhook or None)
            )


def _tell_understood(context: PageContext, sentence: str) -> None:
    """Show what is understood of a sentence, and what of it does not count."""
    understood = context.room.search.understanding(context.who, sentence)
    st.html(f'<div class="vf-sentence">{marked(understood.query, understood.unchecked)}</div>')


def _sentence(note: str) -> str:
    return f"{plain(note[0].upper())}{plain(note[1:])}."


def _create(context: PageContext, request: WatchRequest) -> None:
    made = context.room.watches.create(context.who, request)
    st.session_state[NOTES] = made.notes
    if made.secret:
        secrets.hold(f"The secret that signs the alerts of {plain(made.name)}", made.secret)
    st.session_state["watch turn"] += 1
    st.rerun()


def _list(context: PageContext, watches: list[StoredWatch]) -> None:
    if not watches:
        st.info("There is no watch yet. A watch tells of every new vehicle that a sentence fits.")
        return
    newest = watches[::-1]
    pages = -(-len(newest) // SHOWN)
    at = st.pagination(pages, key=f"watches page {pages}") if pages > 1 else 1
    for watch in newest[(at - 1) * SHOWN : at * SHOWN]:
        with st.container(border=True, gap="small"):
            _row(context, watch)


def _row(context: PageContext, watch: StoredWatch) -> None:
    st.markdown(f"**{plain(watch.name)}**" + ("" if watch.active else " :gray-badge[paused]"))
    _tell_understood(context, watch.sentence)
    st.caption(plain(_facts(watch)))
    if not context.may(Role.ADMIN) and (watch.who != context.who.name or not context.may(Role.OPERATOR)):
        return
    with st.container(horizontal=True, vertical_alignment="center"), errors_shown():
        label, icon = ("Pause", "pause") if watch.active else ("Resume", "play_arrow")
        if st.button(label, icon=f":material/{icon}:", key=f"switch {watch.id}"):
            context.room.watches.update(context.who, watch.id, WatchChange(active=not watch.active))
            st.rerun()
        with st.popover("Delete", icon=":material/delete:"):
            st.write("It stops for good; its alerts stay.")
            if st.button("Delete for good", key=f"delete {watch.id}", type="primary"):
                context.room.watches.delete(context.who, watch.id)
                st.rerun()


def _facts(watch: StoredWatch) -> str:
    cameras = "all cameras" if watch.cameras is None else ", ".join(watch.cameras)
    told = f" · told to {watch.webhook}" if watch.webhook else ""
    return f"{LEAST[watch.least]} · {cameras} · by {watch.who}, {site_clock().day(watch.created)}{told}"
