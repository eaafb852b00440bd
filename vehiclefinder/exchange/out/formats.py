"""The formats by name."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from vehiclefinder.exchange.out import coco, cvat, lines, mot, onvif, ottrk
from vehiclefinder.exchange.out.tracks import TrackSource

Files = Callable[[TrackSource], Iterator[tuple[str, Iterator[bytes]]]]
"""Names the files of one source, below a folder of its own, with what is in them."""
Document = Callable[[Iterable[TrackSource], bool], Iterator[bytes]]
"""Writes all sources into one file; with their paths, where the format has a choice."""


class TrackFormat(StrEnum):
    """How tracks are written."""

    JSONL = "jsonl"
    CSV = "csv"
    MOT = "mot"
    COCO = "coco"
    CVAT = "cvat"
    OTTRK = "ottrk"
    ONVIF_XML = "onvif-xml"
    ONVIF_JSON = "onvif-json"


@dataclass(frozen=True, slots=True)
class FormatWriter:
    """What writes a format.

    :param document: Into one file, of this type and with this name's ending; None where each source has a folder.
    :param files: Into files of each source; None where there is one file.
    :param timed: A source of no known time cannot be written.
    """

    document: Document | None = None
    media_type: str = "application/zip"
    suffix: str = ".zip"
    files: Files | None = None
    timed: bool = False
    counts_frames: bool = True


WRITERS = {
    TrackFormat.JSONL: FormatWriter(lines.jsonl, "application/jsonl", ".jsonl", counts_frames=False),
    TrackFormat.CSV: FormatWriter(lines.table, "text/csv; charset=utf-8", ".csv", counts_frames=False),
    TrackFormat.MOT: FormatWriter(files=mot.files),
    TrackFormat.COCO: FormatWriter(coco.document, "application/json", ".json"),
    TrackFormat.CVAT: FormatWriter(files=cvat.files),
    TrackFormat.OTTRK: FormatWriter(files=ottrk.files),
    TrackFormat.ONVIF_XML: FormatWriter(files=onvif.xml_files, timed=True),
    TrackFormat.ONVIF_JSON: FormatWriter(files=onvif.json_files, timed=True),
}
