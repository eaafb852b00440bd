"""What the report says of a case, free of how it is set: every moment by the clock of the site."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from vehiclefinder.control.cases.exports import Export
from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.store.control.audit import AuditEntry
from vehiclefinder.store.control.case_records import StoredCase

PICTURES = (".jpg", ".png")
PIXEL = 25.4 / 96
"""Millimetres of a pixel at the size that screens show it."""
STILL = "still.jpg"
"""The picture of the whole scene, which comes first."""
SCENE, CROP = (180.0, 68.0), (42.7, 44.0)
"""Millimetres of a picture at most, width and height: of the still, and of others, four in a row."""
UNKNOWN = "not kept when it was added"
ACTIONS = {
    "case.create": "started it",
    "case.update": "changed its name, notes or state",
    "case.add": "added vehicles",
    "case.remove": "removed a vehicle",
    "case.export": "exported it",
}
"""What of the audit log the report tells."""

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file of an item in the archive.

    :param name: Its path in the archive.
    :param path: Where the copy lies.
    :param found: sha256 of what is in the archive, or None where the copy is gone.
    :param added: sha256 when it was added to the case.
    """

    name: str
    path: Path
    found: str | None
    added: str

    @property
    def intact(self) -> bool:
        """Whether it is what was added."""
        return self.found == self.added

    @property
    def state(self) -> str:
        """What is wrong with it, or empty."""
        if self.found is None:
            return "missing"
        return "" if self.intact else f"changed since it was added: now {self.found}"

    @property
    def size(self) -> tuple[int, int] | None:
        """(width, height) in pixels, or None where it is no picture that can be shown."""
        if self.found is None or not self.name.endswith(PICTURES):
            return None
        try:
            with Image.open(self.path) as picture:
                picture.load()
                return picture.size
        except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
            return None


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture as it is printed: its size in pixels, and in millimetres with the same shape."""

    name: str
    path: Path
    pixels: tuple[int, int]
    width: float
    height: float

    @property
    def caption(self) -> str:
        """Its name and size."""
        return f"{self.name.rpartition('/')[2]}, {self.pixels[0]} by {self.pixels[1]} pixels"


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as the archive shows it: ``StoredItem.to_json``, and its files."""

    item: Mapping[str, Any]
    evidence: tuple[Evidence, ...]
    clock: SiteClock

    @property
    def title(self) -> str:
        """What it is and who saw it."""
        return f"{self.item['facts']['label']}, {self.item['camera']}"

    @property
    def seen(self) -> str:
        """When the vehicle was seen: by the clock of the site where that is known, and in the source."""
        facts = self.item["facts"]
        span = f"{facts['start']:.1f} to {facts['end']:.1f} s in the source"
        if facts["start_time"] is None:
            return span
        began = datetime.fromisoformat(facts["start_time"]) + timedelta(seconds=facts["start"])
        return f"{told(self.clock, began)}, {span}"

    def pictures(self) -> Iterator[ShownPicture]:
        """Yield the pictures, the still first, none of them larger than on a screen."""
        for one in sorted(self.evidence, key=lambda one: not one.name.endswith(f"/{STILL}")):
            if size := one.size:
                most = SCENE if one.name.endswith(f"/{STILL}") else CROP
                scale = min(PIXEL, most[0] / size[0], most[1] / size[1])
                yield ShownPicture(one.name, one.path, size, size[0] * scale, size[1] * scale)

    def facts(self) -> Iterator[Fact]:
        """Yield what is known of it, name and value."""
        facts = self.item["facts"]
        heading = "" if facts["heading"] is None else f", {facts['heading']:.0f}° in the image"
        yield "Seen", self.seen
        yield "Source", facts["source"]
        yield "Video", _video(self.item["video"])
        yield "Track", str(self.item["track"])
        yield "Motion", f"{facts['motion']}{heading}"
        if self.item["sentence"]:
            score = "" if self.item["score"] is None else f", score {self.item['score']:.2f}"
            yield "Found with", f"“{self.item['sentence']}”{score}"
            yield from _found(self.item["finding"])
        yield "Added", f"{told(self.clock, datetime.fromisoformat(self.item['added']))} by {self.item['added_by']}"


def told(clock: SiteClock, moment: datetime) -> str:
    """Return a moment to the second, with the name of the zone."""
    return f"{clock.second(moment)} {clock.name(moment)}"


def about(case: StoredCase, export: Export) -> Iterator[Fact]:
    """Yield what is known of a case and its export, name and value."""
    clock = export.site.clock
    yield "Case", f"{case.id}, started {told(clock, case.created)} by {case.created_by}"
    yield "State", f"closed {told(clock, case.closed)}" if case.closed else "open"
    yield "Exported", f"{told(clock, export.at)} by {export.by}"
    yield "Time zone", f"{clock.name(export.at)}: every time here is by the clock of the site"
    yield "Software", f"VehicleFinder {export.site.software}" if export.site.software else "not told"
    for name, digest in export.site.models.items():
        yield f"Model {name}", f"sha256 {digest}"
    signed = f"ed25519, key fingerprint {export.key.public.fingerprint}" if export.key else "not signed: no key"
    yield "Signature", signed


def custody(export: Export) -> Iterator[Fact]:
    """Yield who did what with the case until this export, moment and deed."""
    for entry in export.custody or ():
        local = export.site.clock.local(entry.time)
        yield f"{local:%d %b %Y, %H:%M:%S} {local.tzname()}", f"{entry.who} {_deed(entry)}"


def _deed(entry: AuditEntry) -> str:
    detail = entry.detail
    if entry.action == "case.add":
        return f"added tracks {', '.join(map(str, detail.get('tracks', ())))}"
    if entry.action == "case.remove":
        return f"removed item {detail.get('item')}, track {detail.get('track')}"
    if entry.action == "case.export":
        return f"exported it: sha256 {detail.get('sha256')}"
    return ACTIONS[entry.action]


def _video(video: Mapping[str, Any] | None) -> str:
    if video is None:
        return UNKNOWN
    when = f" (taken {video['taken']})" if video.get("taken") else ""
    digest = f"sha256 {video['sha256']}{when}" if video["sha256"] else f"no sha256: {video['why']}"
    return f"{video['name']}, {digest}"


def _found(finding: Mapping[str, Any] | None) -> Iterator[Fact]:
    if finding is None:
        yield "Decision", UNKNOWN
        return
    yield "Decision", finding["decision"]
    for one in finding["contributions"]:
        share = "not checked" if one["probability"] is None else f"{one['probability']:.2f}"
        yield f"“{one['keyword']}”", f"{share}{', ' if one['note'] else ''}{one['note']}"
    if finding["unchecked"]:
        yield "Not checked", ", ".join(f"“{word}”" for word in finding["unchecked"])
    for note in finding["notes"]:
        yield "Note", note
