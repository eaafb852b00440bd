"""The dataset as files: labelled sentences for training and for testing, as jsonl and as spaCy's DocBin."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path

from ner.keywords import Query
from ner.train.corpus import CorpusSettings, generate
from ner.train.dataset import Imported, write_docbin, write_jsonl

TRAIN_ROWS, TEST_ROWS = 21565, 20777
"""Rows of FindVehicle's two parts."""


class HoldOut(StrEnum):
    """What the test part has that the training part never shows."""

    SENTENCES = "sentences"
    TEMPLATES = "templates"
    VALUES = "values"
    BOTH = "both"

    def restrict(self, settings: CorpusSettings, testing: bool) -> CorpusSettings:
        """Limit a corpus to its side of the split."""
        templates = testing if self in (HoldOut.TEMPLATES, HoldOut.BOTH) else None
        values = testing if self in (HoldOut.VALUES, HoldOut.BOTH) else None
        return replace(settings, templates=templates, values=values)


@dataclass(frozen=True, slots=True)
class KitSettings:
    """What to generate.

    :param train: Sentences of the training part.
    :param test: Sentences of the test part; none of them is in the training part.
    :param seed: Same seed, same sentences.
    :param findvehicle: Share in FindVehicle's own scheme; the others are an operator's.
    :param hold_out: What is kept from the training part besides the test sentences themselves.
    """

    train: int = TRAIN_ROWS
    test: int = TEST_ROWS
    seed: int = 0
    findvehicle: float = 1.0
    hold_out: HoldOut = HoldOut.SENTENCES


def split(settings: KitSettings) -> dict[str, list[Query]]:
    """Generate both parts.

    :raises NerError: The grammar or the lexicon is missing or damaged.
    """
    first = CorpusSettings(settings.train, 2 * settings.seed, settings.findvehicle, invented=False)
    train = list(generate(settings.hold_out.restrict(first, testing=False)))
    seen = {query.text.lower() for query in train}
    second = replace(first, rows=settings.test + len(seen), seed=2 * settings.seed + 1)
    fresh = (q for q in generate(settings.hold_out.restrict(second, testing=True)) if q.text.lower() not in seen)
    return {"train": train, "test": list(islice(fresh, settings.test))}


def write(parts: dict[str, list[Query]], out: Path) -> dict[str, dict[str, float]]:
    """Write each part as ``<part>.jsonl`` and ``<part>.spacy``, and what is in them as ``statistics.json``.

    :return: The statistics: per part its rows and each label's share of the entities.
    """
    out.mkdir(parents=True, exist_ok=True)
    for name, queries in parts.items():
        write_jsonl(queries, out / f"{name}.jsonl")
        write_docbin(queries, out / f"{name}.spacy")
    statistics = {name: {"rows": len(queries)} | label_shares(queries) for name, queries in parts.items()}
    (out / "statistics.json").write_text(json.dumps(statistics, indent=2) + "\n", encoding="utf-8")
    return statistics


def write_imported(imported: Imported, out: Path) -> None:
    """Write imported sentences as ``findvehicle.jsonl`` and ``.spacy``, and what was repaired as ``repairs.json``."""
    write({"findvehicle": imported.queries}, out)
    (out / "repairs.json").write_text(json.dumps(imported.counts, indent=2) + "\n", encoding="utf-8")


def label_shares(queries: Iterable[Query]) -> dict[str, float]:
    """Return each label's share of all entities, most frequent first."""
    counts = Counter(keyword.label for query in queries for keyword in query.keywords)
    return {label: round(count / counts.total(), 4) for label, count in counts.most_common()}
