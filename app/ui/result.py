"""The page of one track: its clip, facts, path over the frame and pictures, and all of it as JSON."""

from collections.abc import Sequence
from contextlib import suppress

import streamlit as st

from vehiclefinder import Answer, Match, VehicleFinderError
from vehiclefinder.control import Role, StoredTrack, Verdict

from ..routes.tracks import TrackBody
from .add_to_case import add_to_case
from .address import SearchAddress
from .feedback import judge
from .page import PageContext, errors_shown, number, plain
from .search_state import search_again
from .track_facts import table

VERDICTS = {Verdict.RIGHT: ":material/thumb_up:", Verdict.WRONG: ":material/thumb_down:"}


def page(context: PageContext) -> None:
    """Draw the page of the track that the address names."""
    named = number("track")
    if named is None:
        st.info("Choose a result on the search page.")
        return
    track = context.room.tracks.get(context.who, named)
    sentence, match = _found(track.id)
    st.subheader(f"{track.label.capitalize()} on {plain(track.camera)}, track {track.id}")
    _acts(context, track, sentence, match)
    left, right = st.columns([3, 2], gap="medium")
    with right:
        if match:
            _tell(context, sentence, match)
        st.html(table(track.to_json()))
        _pictures(track)
        st.link_button("Open as JSON", f"/v1/tracks/{track.id}", icon=":material/data_object:")
        st.json(TrackBody.of(track).model_dump(mode="json"), expanded=False)
    with left:
        _video(context, track)


def _found(track: int) -> tuple[str, Match | None]:
    """What the last search was for, empty where it was no sentence, and what it said of a track."""
    asked, answer = st.session_state.get("answer", ((None,), None))
    matches: Sequence[Match] = answer.matches if isinstance(answer, Answer) else ()
    return asked[0] if isinstance(asked[0], str) else "", next((one for one in matches if one.track == track), None)


def _answer() -> Answer | None:
    answer = st.session_state.get("answer", (None, None))[1]
    return answer if isinstance(answer, Answer) else None


def _tell(context: PageContext, sentence: str, match: Match) -> None:
    found = f"Found with “{sentence}”" if sentence else "Found"
    with st.container(horizontal=True, vertical_alignment="center"), errors_shown():
        st.caption(plain(f"{found}: {match.decision}, score {match.score:.2f}"))
        if sentence and context.may(Role.OPERATOR):
            for verdict, icon in VERDICTS.items():
                if st.button(verdict.capitalize(), icon=icon):
                    judge(context, match, sentence, verdict)


def _acts(context: PageContext, track: StoredTrack, sentence: str, match: Match | None) -> None:
    shown: tuple[int, ...] = st.session_state.get("shown", ())
    at = shown.index(track.id) if track.id in shown else -1
    with st.container(horizontal=True, vertical_alignment="center"):
        _step("Previous", "P", ":material/chevron_left:", shown[at - 1] if at > 0 else None)
        _step("Next", "N", ":material/chevron_right:", shown[at + 1] if 0 <= at < len(shown) - 1 else None)
        if at >= 0:
            st.caption(f"{at + 1} of {len(shown)}", width="content")
        if st.button("Back to results", icon=":material/apps:", shortcut="B"):
            search_again()
        if st.button("Similar", icon=":material/image_search:", shortcut="S", help="Find vehicles that look like it."):
            search_again(SearchAddress(similar=track.id))
        if context.may(Role.OPERATOR):
            with st.popover("Keep in a case", icon=":material/folder:"):
                add_to_case(
                    context, [track.id], sentence if match else "", {track.id: match.score} if match else {}, _answer()
                )


def _step(label: str, key: str, icon: str, to: int | None) -> None:
    st.button(label, icon=icon, shortcut=key, disabled=to is None, on_click=_go, args=(to,))


def _go(to: int) -> None:
    st.query_params["track"] = str(to)


def _video(context: PageContext, track: StoredTrack) -> None:
    seconds = st.slider("Seconds before and after", 0, 10, 2, key="seconds")
    with errors_shown():
        with st.spinner("Cutting the clip …", show_time=True):
            context.room.clips.clip(context.who, track.id, seconds)
        source = f"/v1/tracks/{track.id}/clip?seconds={seconds}"
        st.html(f'<video class="vf-media" src="{source}" controls autoplay muted playsinline></video>')
    with suppress(VehicleFinderError):  # what is wrong with the video was told of the clip
        context.room.clips.still(context.who, track.id)
        st.caption("Its path over the frame of its best moment")
        st.html(f'<img class="vf-media" src="/v1/tracks/{track.id}/still" alt="the path of track {track.id}">')


def _pictures(track: StoredTrack) -> None:
    shown = "".join(
        f'<figure><img src="/v1/tracks/{track.id}/crop?rank={rank}" alt="picture {rank}" loading="lazy">'
        f"<figcaption>{crop.time:.1f} s</figcaption></figure>"
        for rank, crop in enumerate(track.crops, 1)
    )
    st.html(f'<div class="vf-crops">{shown}</div>' if shown else "<p>No picture was kept of it.</p>")
