"""What every page stands on: the control room, whoever asks, how errors are told and how it looks."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from vehiclefinder import Settings, VehicleFinderError, open_control_room
from vehiclefinder.control import ControlRoom, Credentials, Identity, Role, SiteClock, UnauthorizedError

from ..authentication import COOKIE
from ..caller import Caller
from ..problems import told
from ..shared_room import shared_room
from . import secrets

STYLE = Path(__file__).with_name("style.css")
HERE = "the page of searches is here"
"""Where it is kept that no other page was drawn since."""


@dataclass(frozen=True, slots=True)
class PageContext:
    """Where somebody sits.

    :param caller: Who it is, asked again when it is needed: parts of a page run by themselves long after it was drawn.
    :param with_accounts: Whether there are tokens, and so somebody to log in as.
    """

    room: ControlRoom
    caller: Caller
    with_accounts: bool

    @property
    def who(self) -> Identity:
        """Who it is.

        :raises UnauthorizedError: It is nobody any more, or somebody with other rights.
        """
        return self.caller.recheck()

    def may(self, role: Role) -> bool:
        """Whether they may do what a role may."""
        return self.who.role.covers(role)


def open_page() -> PageContext:
    """Find out who asks; a page for logging in is all that others see.

    :raises VehicleFinderError: A model or the home cannot be used.
    """
    settings = Settings.from_environment()
    room = shared_room() or _own_room(settings.home, settings.database_url, settings)
    shown = _credentials(settings.proxy_user_header)
    st.session_state["clock"] = room.clock
    try:
        return PageContext(room, Caller(lambda: room.identification.of(shown)), not room.tokens.local_only)
    except UnauthorizedError:
        st.title("VehicleFinder")
        st.write("You are not logged in, or not any more.")
        secrets.tell()
        st.html(f'<a class="vf-button" href="/login?next={quote(_path())}" target="_self">Log in</a>')
        st.stop()


def site_clock() -> SiteClock:
    """Return the clock by which a page tells every moment, that of the site; outside of pages that of this machine."""
    clock: SiteClock = st.session_state.get("clock", SiteClock())
    return clock


def stamp(moment: datetime, clock: SiteClock, told: Callable[[SiteClock, datetime], str] = SiteClock.minute) -> str:
    """Return a moment as HTML by the clock of the site; by the pointer, as UTC."""
    utc = moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return f'<time datetime="{utc}" title="{utc}">{escape(told(clock, moment))}</time>'


def _credentials(proxy_user_header: str | None) -> Credentials:
    """Return what the browser shows; the gate has let the header through from trusted proxies alone."""
    named = st.context.headers.get(proxy_user_header) if proxy_user_header and shared_room() else None
    return Credentials(proxy_user=named, session=st.context.cookies.get(COOKIE))


def _path() -> str:
    """Return the path of the page that was asked for, with what its address says."""
    told = urlencode([(name, value) for name in st.query_params for value in st.query_params.get_all(name)])
    return f"{urlsplit(st.context.url or '').path or '/'}{'?' if told else ''}{told}"  # the URL has no query


@contextmanager
def errors_shown() -> Iterator[None]:
    """Show what is refused or fails as a sentence, not as a traceback."""
    try:
        yield
    except (ValueError, VehicleFinderError) as error:
        st.error(sentence(told(error)))


def titled(*parts: str) -> None:
    """Name what is shown in the browser's tab, what is most special first."""
    st.set_page_config(" · ".join((*parts, "VehicleFinder")))


def spoken_title(text: str) -> None:
    """Name a page that shows no title of its own to those who hear it."""
    st.html(f'<h1 class="vf-spoken">{escape(text)}</h1>')


def titled_row() -> DeltaGenerator:
    """Return a row for the way back and the title of what a page shows one of."""
    return st.container(horizontal=True, vertical_alignment="center", gap="small")


def sentence(text: str) -> str:
    """Return text that begins in small letters as a sentence."""
    return f"{text[:1].upper()}{text[1:]}."


def number(name: str) -> int | None:
    """Return the number that the address gives under a name, such as ``?track=7``; None where it gives none."""
    text = st.query_params.get(name, "")
    return int(text) if re.fullmatch("[0-9]{1,18}", text) else None


def plain(text: str) -> str:
    """Return text so that Markdown shows it as it is: what people wrote makes no links, pictures or headings."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


@st.cache_resource
def _own_room(home: Path, database_url: str | None, _settings: Settings) -> ControlRoom:
    """For pages that run without the service beside them, as tests do: open until the process ends, one a store."""
    return ExitStack().enter_context(open_control_room(_settings))
