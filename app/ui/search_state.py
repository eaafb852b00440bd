"""What a search page asks, held in the session of its browser and told by its address.

Streamlit makes an entry of the browser's history of each change of ``st.query_params``, and on Back runs the page with
the address of the entry before and with none of its widgets: the address decides then. A change that deserves no entry
of its own is made in the browser, by ``address.js`` and ``gallery.js``.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import NoReturn, TypeVar
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from . import address
from .address import FIRST, SHORT, SearchAddress
from .component import component
from .page import HERE, PageContext
from .way_back import go

ADDRESS, BEFORE = "address", "address before"
"""Where it is kept what the address is, and what it was before this page changed it last."""
ASKED, NOTES = "asked", "notes of the address"
T = TypeVar("T")


def adopt(context: PageContext) -> bool:
    """Take over what the address asks, where it was not this page that wrote it.

    :returns: Whether the menu led here, whose address asks nothing: what was asked before stands.
    """
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    arrived, written = not st.session_state.get(HERE), st.session_state.get(ADDRESS)
    returned = bool(arrived and not query and written)
    # A run may have been asked for before the browser heard of the last change.
    late = query == st.session_state.get(BEFORE)
    if arrived or _of_history() or (query != written and not late):
        asked, notes = address.read(written if returned and written else query)
        cameras, zones = context.room.cameras.names(context.who), context.room.cameras.zones(context.who)
        put(replace(asked, cameras=_known(asked.cameras, cameras), zones=_known(asked.zones, zones)), context)
        gone = [one for one in (*asked.cameras, *map("/".join, asked.zones)) if one not in _names(cameras, zones)]
        st.session_state[NOTES] = (*notes, *(f"there is no {one!r}" for one in gone))
        st.session_state[ASKED] = _asked(current(context))
        st.session_state.update({ADDRESS: query, BEFORE: query, HERE: True})
    return returned


def publish(context: PageContext, *, returned: bool = False) -> SearchAddress:
    """Tell by the address what is asked now, and return it.

    What was selected, and how far one has scrolled, is of one question: another begins anew.

    :param returned: As :func:`adopt` said.
    """
    asked = current(context)
    if _asked(asked) != st.session_state.get(ASKED):
        asked = replace(asked, show=FIRST, selected=())
        st.session_state.update({"show": FIRST, "selected": (), ASKED: _asked(asked), NOTES: ()})
    query, written = asked.query, st.session_state.get(ADDRESS)
    if query != {name: st.query_params.get_all(name) for name in st.query_params} and not returned:
        st.query_params.from_dict(query)
    if query != written:
        st.session_state[BEFORE], st.session_state[ADDRESS] = written, query
    return asked


def keep_in_browser(asked: SearchAddress) -> None:
    """Write the address, where the browser shows another one, without an entry of its own in its history."""
    component("address")(data={"query": asked.text}, key="address in the browser")


def search_again(asked: SearchAddress | None = None) -> NoReturn:
    """Go from another page to that of searches.

    :param asked: What to ask there; else what was asked there last.
    """
    query = st.session_state.get(ADDRESS, {}) if asked is None else asked.query
    to = f"/search?{urlencode(query, doseq=True)}" if query else "/search"
    go(to)


def current(context: PageContext) -> SearchAddress:
    """Return what is asked now."""
    state = st.session_state
    chosen = {label: tuple(values) for label in SHORT.values() if (values := state.get(f"attribute {label}"))}
    return SearchAddress(
        sentence=state.get("sentence", "").strip(),
        without=tuple(state.get("off", ())),
        unheard=frozenset(state.get("unheard", ())),
        attributes=chosen,
        speed=state.get("attribute speed", "").strip(),
        cameras=tuple(state.get("cameras", ())),
        zones=tuple(state.get("zones", ())),
        since=_moment(context, "From", time.min),
        until=_moment(context, "To", time.max),
        order=state.get("order"),
        least=state.get("least", 0.0),
        similar=state.get("similar"),
        show=state.get("show", FIRST),
        selected=tuple(state.get("selected", ())),
    )


def put(asked: SearchAddress, context: PageContext) -> None:
    """Ask something from now on; widgets that are yet to be drawn show it."""
    chosen = asked.attributes or {}
    moments = {
        **_shown(context, "From", asked.since, time.min),
        **_shown(context, "To", asked.until, time.max),
    }
    st.session_state.update(
        {f"attribute {label}": list(chosen.get(label, ())) for label in SHORT.values()}
        | {"sentence": asked.sentence, "off": asked.without, "unheard": asked.unheard, "attribute speed": asked.speed}
        | {"cameras": list(asked.cameras), "zones": list(asked.zones), "order": asked.order, "least": asked.least}
        | {"similar": asked.similar, "show": asked.show, "selected": asked.selected}
        | moments
    )


def _of_history() -> bool:
    """Whether this run was asked for by Back or Forward."""
    run = get_script_run_ctx()
    return run is not None and run.is_history_navigation


def _asked(asked: SearchAddress) -> str:
    """Return the address of a question, however far one has scrolled and whatever is selected."""
    return replace(asked, show=FIRST, selected=()).text


def _moment(context: PageContext, name: str, otherwise: time) -> datetime | None:
    day: date | None = st.session_state.get(f"{name} day")
    at: time = st.session_state.get(f"{name} time") or otherwise
    return context.room.clock.local(datetime.combine(day, at)) if day else None


def _shown(context: PageContext, name: str, moment: datetime | None, otherwise: time) -> dict[str, date | time | None]:
    """Return what two boxes show of a moment; no time where the day says all."""
    local = context.room.clock.local(moment) if moment else None
    at = local.time() if local and local.time() != otherwise else None
    return {f"{name} day": local.date() if local else None, f"{name} time": at}


def _known(asked: Sequence[T], there: Collection[T]) -> tuple[T, ...]:
    return tuple(one for one in asked if one in there)


def _names(cameras: Sequence[str], zones: Sequence[tuple[str, str]]) -> set[str]:
    return {*cameras, *map("/".join, zones)}
