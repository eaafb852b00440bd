"""The operator's dashboard: a sentence in, vehicles out. Start it with ``vehiclefinder dashboard``."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from vehiclefinder import Answer, Match, Scope, Settings, VehicleFinderError, open_catalog, open_finder

MARKS = {"match": ":green[match]", "possible": ":orange[possible]", "none": ":gray[no match]"}
COLUMNS = 4


def page(settings: Settings) -> None:
    """Draw the page."""
    st.set_page_config("VehicleFinder", ":material/search:", layout="wide")
    st.title("VehicleFinder")
    with _told_plainly():
        with open_catalog(settings) as catalog:
            cameras = catalog.cameras()
        chosen = st.sidebar.multiselect("Cameras", [camera.name for camera in cameras], placeholder="All cameras")
        k = st.sidebar.slider("Results", 4, 48, 12, 4)
        st.sidebar.caption(f"{sum(camera.tracks for camera in cameras)} vehicles from {len(cameras)} cameras")
        sentence = st.text_input(
            "What are you looking for?", placeholder="white van on the left going away, not a taxi"
        )
        if sentence.strip():
            with open_finder(settings) as finder:
                _show(finder.find(sentence, Scope(k, tuple(chosen))))


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except (ValueError, VehicleFinderError) as error:
        st.error(str(error))


def _show(answer: Answer) -> None:
    st.subheader(f"{answer.headline[0].upper()}{answer.headline[1:]}.")
    st.caption(f"{answer.seconds * 1000:.0f} ms. " + " ".join(f"{note}." for note in answer.notes))
    for start in range(0, len(answer.matches), COLUMNS):
        for column, match in zip(st.columns(COLUMNS), answer.matches[start : start + COLUMNS], strict=False):
            with column.container(border=True):
                _card(match)


def _card(match: Match) -> None:
    if Path(match.crop).is_file():
        st.image(match.crop, width="stretch")
    st.markdown(f"**{match.score:.2f}** {MARKS[match.decision]} · track {match.track}")
    st.caption(f"{match.camera}, {match.start:.1f}–{match.end:.1f} s, {match.label}")
    for part in match.contributions:
        if part.probability is None:
            st.caption(f"{part.keyword}: {part.note}")
        else:
            st.progress(part.probability, part.keyword)


if __name__ == "__main__":
    page(Settings.from_environment(home=Path(sys.argv[1]) if len(sys.argv) > 1 else None))
