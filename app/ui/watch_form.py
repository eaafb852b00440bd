"""What is asked of a watch: no form, so that what is understood is shown while it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from vehiclefinder import Decision
from vehiclefinder.control import StoredWatch, WatchChange, WatchRequest

from ..places import zone_names
from .page import PageContext, plain
from .sentence_chips import marked

LEAST = {Decision.MATCH: "Matches", Decision.POSSIBLE: "Possible, too"}
COOLDOWNS = {0: "None", 1: "1 min", 5: "5 min", 15: "15 min", 60: "1 hour", 480: "8 hours", 1440: "1 day"}
WEBHOOK = (
    "An https address that is posted every alert, signed. Its host must be allowed: VEHICLEFINDER_WEBHOOK_HOSTS of the "
    "service."
)
HOURS = "By the time at which a vehicle was seen, on the clock of the site; one of no known time is not told of."

Zone = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """A watch as it stands in the fields."""

    name: str = ""
    sentence: str = ""
    cameras: tuple[str, ...] = ()
    zones: tuple[Zone, ...] = ()
    least: Decision = Decision.MATCH
    schedule: str = ""
    cooldown: int = 0
    webhook: str = ""

    @classmethod
    def of(cls, watch: StoredWatch) -> "Draft":
        """Return what a watch is; its webhook is told to nobody."""
        zones = tuple(one.pair for one in watch.zones)
        cameras = () if zones else watch.cameras or ()
        return cls(watch.name, watch.sentence, cameras, zones, watch.least, watch.schedule or "", watch.cooldown)

    @classmethod
    def of_address(cls) -> "Draft":
        """Return what the address says: ``?sentence=...&camera=...&zone=CAMERA/ZONE&least=possible&name=...``."""
        said = st.query_params
        zones = zone_names(said.get_all("zone"))
        least = Decision.POSSIBLE if said.get("least") == Decision.POSSIBLE else Decision.MATCH
        return cls(said.get("name", ""), said.get("sentence", ""), tuple(said.get_all("camera")), zones, least)

    def request(self) -> WatchRequest:
        """Return it as a new watch.

        :raises ValueError: It cannot be one.
        """
        cameras, zones = self.cameras or None, self.zones
        least, webhook = self.least, self.webhook or None
        return WatchRequest(self.name, self.sentence, cameras, least, webhook, zones, self.schedule, self.cooldown)

    def change(self, before: "Draft") -> WatchChange:
        """Return what differs from before.

        :raises ValueError: It cannot be so.
        """
        moved = (self.cameras, self.zones) != (before.cameras, before.zones)
        return WatchChange(
            name=self.name,
            sentence=self.sentence if self.sentence != before.sentence else None,
            least=self.least,
            webhook=self.webhook or None,
            cameras=self.cameras if moved else None,
            zones=self.zones if moved else None,
            schedule=self.schedule,
            cooldown=self.cooldown,
        )


def fields(context: PageContext, key: str, begin: Draft) -> Draft:
    """Ask for a watch.

    :param key: Tells the fields from those of other watches.
    :param begin: What stands in them at first.
    """
    sentence = st.text_input(
        "Sentence", begin.sentence, key=f"watch sentence {key}", max_chars=1000, placeholder="red van going away"
    ).strip()
    if sentence:
        tell_understood(context, sentence)
    name = st.text_input(
        "Name", begin.name, key=f"watch name {key}", max_chars=100, placeholder="Red vans at the gate"
    ).strip()
    left, right = st.columns(2)
    names, drawn = context.room.cameras.names(context.who), context.room.cameras.zones(context.who)
    with left:
        cameras = _some("Cameras", f"watch cameras {key}", names, begin.cameras, "All that you may see")
        least = st.segmented_control(
            "Tell of",
            list(LEAST),
            default=begin.least,
            format_func=LEAST.__getitem__,
            key=f"watch least {key}",
            required=True,
        )
        webhook = st.text_input("Webhook", key=f"watch hook {key}", max_chars=2000, help=WEBHOOK, placeholder="None")
    with right:
        zones = _zones(key, [zone for zone in drawn if not cameras or zone[0] in cameras], begin.zones)
        schedule = st.text_input(
            "Hours", begin.schedule, key=f"watch hours {key}", help=HOURS, placeholder="Mon-Fri 22:00-06:00, Sat Sun"
        ).strip()
        cooldown = _cooldown(key, begin.cooldown)
    return Draft(name, sentence, cameras, zones, Decision(least), schedule, cooldown, webhook.strip())


def tell_understood(context: PageContext, sentence: str) -> None:
    """Show what is understood of a sentence, and what of it does not count."""
    understood = context.room.search.understanding(context.who, sentence)
    st.html(f'<div class="vf-sentence">{marked(understood.query, understood.unchecked)}</div>')


def _some(label: str, key: str, there: Sequence[str], begin: Sequence[str], otherwise: str) -> tuple[str, ...]:
    lost = [one for one in begin if one not in there]
    chosen = st.multiselect(label, there, [one for one in begin if one in there], key=key, placeholder=otherwise)
    if lost:
        st.caption(f"Not there: {plain(', '.join(lost))}")
    return tuple(chosen)


def _zones(key: str, drawn: Sequence[Zone], begin: Sequence[Zone]) -> tuple[Zone, ...]:
    names = {f"{camera} · {zone}": (camera, zone) for camera, zone in drawn}
    wanted = [f"{camera} · {zone}" for camera, zone in begin]
    chosen = _some("Zones", f"watch zones {key}", list(names), wanted, "Whole pictures")
    return tuple(names[one] for one in chosen)


def _cooldown(key: str, begin: int) -> int:
    choices = {**COOLDOWNS, begin: COOLDOWNS.get(begin, f"{begin} min")}
    return st.selectbox(
        "Cooldown",
        sorted(choices),
        sorted(choices).index(begin),
        format_func=choices.__getitem__,
        key=f"watch cooldown {key}",
        help="How long it is silent about a camera after an alert there: a parked bus rings but once.",
    )
