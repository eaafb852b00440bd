"""Moves a catalog, and sees that searches find the same in both databases."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from ner.keywords import Query
from vehiclefinder.assemble.models import IMAGE, open_decider, open_models
from vehiclefinder.assemble.reader import open_reader
from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.time_zones import time_zone
from vehiclefinder.finder.answer import Answer
from vehiclefinder.finder.finder import Finder
from vehiclefinder.finder.scope import Scope
from vehiclefinder.match.decision import Decider
from vehiclefinder.settings import Settings
from vehiclefinder.store.files.file_copies import STAGING
from vehiclefinder.store.files.scratch import scratch
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.move.contents import Progress
from vehiclefinder.store.move.move import Moved, StoreMove
from vehiclefinder.store.tracks.catalog import Catalog

SENTENCES = ("white van going away", "red car", "truck that stops", "bus on the left", "black suv turning right")
"""What is asked of every catalog."""
ASKED = 5
"""How many of the sentences that were asked last are asked again."""
EVERY = "every vehicle"
"""What a search without a sentence is called."""


@dataclass(frozen=True, slots=True)
class EqualAnswer:
    """What both catalogs answered.

    :param sentence: What was asked.
    :param searched: How many tracks lay where it looked.
    :param matches: How many were returned; all values of them are equal.
    """

    sentence: str
    searched: int
    matches: int


def move_store(settings: Settings, source: str, target: str, progress: Progress) -> Moved[list[EqualAnswer]]:
    """Move a catalog between databases; its home is that of the settings.

    :param source: URL of the database that it is in.
    :param target: URL of the one that it goes to.
    :raises ValueError: One is none, or of a kind that is not moved.
    :raises ModelError: A model is missing or damaged.
    :raises StoreError: It is refused, or cannot be done: see :meth:`StoreMove.run`.
    """
    moving = StoreMove(settings.home, source, target, progress)
    comparison = _Comparison(settings, progress)
    return moving.run(comparison.compare)


class _Comparison:
    """Asks both catalogs the same; their indexes are made anew, one after the other, and not kept."""

    def __init__(self, settings: Settings, progress: Progress) -> None:
        self._settings = settings
        self._progress = progress
        self._encoder = open_models(settings).get(IMAGE).sha256
        self._reader: Callable[[str], Query] = open_reader(settings)
        self._decider: Decider = open_decider(settings)
        self._now = datetime.now(UTC)

    def compare(self, one: Catalog, other: Catalog) -> list[EqualAnswer]:
        """Return what both answer.

        :raises StoreError: They answer otherwise.
        """
        sentences = list(dict.fromkeys((*SENTENCES, *_asked(one))))
        expected, found = self._answers(one, sentences), self._answers(other, sentences)
        for sentence, answer in expected.items():
            if found[sentence] != answer:
                raise StoreError(
                    f"the rows are the same, and “{sentence}” is answered otherwise: this is a fault of ours"
                )
        return [EqualAnswer(sentence, *_size(answer)) for sentence, answer in expected.items()]

    def _answers(self, catalog: Catalog, sentences: Iterable[str]) -> dict[str, str]:
        with scratch(self._settings.home / STAGING) as folder:
            finder = self._finder(catalog, folder)
            answers = {EVERY: _told(finder.browse)}
            for sentence in sentences:
                self._progress("asking", sentence, len(answers))
                answers[sentence] = _told(partial(finder.look, sentence, Scope(), self._now))
            return answers

    def _finder(self, catalog: Catalog, folder: Path) -> Finder:
        index = IndexKeeper(folder, catalog, self._encoder, self._decider)
        return Finder(self._reader, self._decider, catalog, index, time_zone(self._settings.timezone))


def _asked(catalog: Catalog) -> list[str]:
    asked = dict.fromkeys(query.sentence for query in catalog.queries() if query.sentence)
    return list(asked)[:ASKED]


def _told(ask: Callable[[], Answer]) -> str:
    """Return an answer as text, without how long it took; what cannot be read cannot in either catalog."""
    try:
        answer: dict[str, Any] = ask().to_json()
    except ValueError as error:
        answer = {"error": str(error), "searched": 0, "matches": []}
    return json.dumps({name: value for name, value in answer.items() if name != "milliseconds"}, default=str)


def _size(answer: str) -> tuple[int, int]:
    read = json.loads(answer)
    return read["searched"], len(read["matches"])
