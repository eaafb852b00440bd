"""A street of two cameras: vehicles of one colour each, and a finder that reads colours."""

import re
from collections.abc import Sequence

import numpy as np

from ner.keywords import Keyword, Query, Target
from vehiclefinder.core.types import Crop, Motion, Track
from vehiclefinder.finder.finder import Finder
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter

from ..axes import picture, sharp_decider

WORDS = {"red": "color", "white": "color", "van": "type", "Audi": "brand"}
BOX = np.array([10, 20, 50, 60], np.float32)


def read(sentence: str) -> Query:
    """Every known word is a keyword of the one vehicle; two of them are joined by " and " to two."""
    if not sentence:
        raise ValueError("expected a sentence, got nothing")
    parts: list[list[Keyword]] = [[]]
    for match in re.finditer(r"\w+", sentence):
        word = match[0]
        if word == "and":
            parts.append([])
        elif word in WORDS:
            parts[-1].append(Keyword(f"vehicle_{WORDS[word]}", word, *match.span(), False, word))
    return Query(sentence, tuple(Target(tuple(keywords)) for keywords in parts))


class Street:
    """Puts sources into a catalog.

    :param catalog: An empty one.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        decider = sharp_decider()
        index = IndexKeeper(catalog.home / "index", catalog, "e", decider)
        self.finder = Finder(read, decider, catalog, index)
        self._count = 0

    def begin(self, camera: str, **changes: object) -> SourceWriter:
        """Begin a source."""
        self._count += 1
        values = {"uri": "a.mp4", "kind": "file", "frame_size": (640, 360), "encoder": "e"} | changes
        writer = self.catalog.begin(NewSource(camera=camera, fingerprint=f"{self._count}", **values))  # type: ignore[arg-type]
        assert isinstance(writer, SourceWriter)
        return writer

    def finish(self, writer: SourceWriter, colours: Sequence[str]) -> Sequence[int]:
        """Finish a source that saw one van of each colour, one a second; returns the ids of their tracks."""
        for second, colour in enumerate(colours):
            writer.add(van(second), picture(colour=colour, type="van"))
        writer.finish(60.0)
        facts, _ = self.catalog.facts("e", [writer.source_id])
        return [int(track) for track in facts.track]

    def see(self, camera: str, *colours: str, **changes: object) -> Sequence[int]:
        """Ingest a source that saw one van of each colour; returns the ids of their tracks."""
        return self.finish(self.begin(camera, **changes), colours)


def van(second: int) -> Track:
    """A van that stands in the middle of the picture, green-grey."""
    crop = Crop(np.full((8, 8, 3), 90, np.uint8), float(second), BOX, 1.0)
    times = np.array([second, second + 1], np.float32)
    place = np.eye(9, dtype=np.float32)[4]
    boxes = np.stack([BOX, BOX])
    return Track(second, "car", times, boxes, (640, 360), None, Motion.STOPPED, place, 0.0, (crop,))
