"""Labelled sentences in a file, in our own format or in FindVehicle's."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ner.errors import NerError
from ner.keywords import Entity, Keyword, Query, Target
from ner.labels import COARSE, FINE
from ner.repair import repair


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled sentence.

    :param text: The sentence.
    :param entities: In the order of the file.
    :param negated: Which entities the sentence rules out; None where the format does not say.
    :param groups: Per vehicle, positions in ``entities``; None where the format does not say.
    :param group: Name of the part of the set that the row belongs to.
    :param layer: The labels that the row was annotated with; None for all. FindVehicle annotates most sentences twice,
        once with the coarse labels and once with the fine types alone.
    :param language: ISO 639-1 code of its language; None where the row does not say.
    """

    text: str
    entities: tuple[Entity, ...]
    negated: tuple[bool, ...] | None = None
    groups: tuple[tuple[int, ...], ...] | None = None
    group: str | None = None
    layer: tuple[str, ...] | None = None
    language: str | None = None

    @property
    def query(self) -> Query:
        """The truth as a query; without groups, everything is one target's."""
        flags = self.negated or (False,) * len(self.entities)
        keywords = [
            Keyword(label, self.text[start:end], start, end, negated)
            for (label, start, end), negated in zip(self.entities, flags, strict=True)
        ]
        groups = self.groups if self.groups is not None else (tuple(range(len(keywords))),)
        return Query(self.text, tuple(Target(tuple(keywords[i] for i in group)) for group in groups if group))

    @classmethod
    def of(cls, query: Query) -> "Row":
        """Take a sentence that was read as the truth, such as one of the generator's."""
        keywords = query.keywords
        places = {keyword: place for place, keyword in enumerate(keywords)}
        return cls(
            query.text,
            tuple(k.entity for k in keywords),
            tuple(k.negated for k in keywords),
            tuple(tuple(places[k] for k in target.keywords) for target in query.targets),
        )


def read_rows(path: Path, repairs: Counter[str] | None = None) -> Iterator[Row]:
    """Read labelled sentences of either format; the known noise of FindVehicle's is repaired.

    :param repairs: What was repaired is added here, by name.
    :raises NerError: The file is missing or has a row of neither format.
    """
    counts = Counter[str]() if repairs is None else repairs
    for number, line in enumerate(read_lines(path), 1):
        if line.strip():
            try:
                raw = json.loads(line)
                yield _own(raw) if "entities" in raw else _findvehicle(raw, counts)
            except (ValueError, KeyError, TypeError, IndexError) as error:
                raise NerError(f"{path}, line {number}: neither format of labelled sentences ({error!r})") from error


def read_lines(path: Path) -> list[str]:
    """Return the lines of a text file.

    :raises NerError: It is missing or is no text.
    """
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise NerError(f"cannot read {path}: {error}") from error


def _own(raw: dict[str, Any]) -> Row:
    found = raw["entities"]
    entities = tuple((e["label"], int(e["start"]), int(e["end"])) for e in found)
    negated = tuple(bool(e.get("negated", False)) for e in found)
    groups = tuple(tuple(t["entities"]) for t in raw["targets"]) if "targets" in raw else None
    return Row(raw["data"], entities, negated, groups, raw.get("group"), language=raw.get("language"))


def _findvehicle(raw: dict[str, Any], counts: Counter[str]) -> Row:
    text, labels = raw["data"], raw["ner_label"]
    annotated = [(label, int(start), int(end)) for label, start, end, *_ in labels]
    mended = repair(text, annotated, [str(label[3]) for label in labels], counts)
    places = {old: new for new, old in enumerate(i for i, entity in enumerate(mended) if entity)}
    entities = tuple(entity for entity in mended if entity)
    groups = tuple(tuple(places[i] for i in group if i in places) for group in raw.get("re_label", ()))
    return Row(text, entities, None, groups if "re_label" in raw else None, raw.get("group"), _layer(entities))


def _layer(entities: tuple[Entity, ...]) -> tuple[str, ...] | None:
    """Tell a twin by its labels: fine types alone, or a make without its fine type."""
    labels = {entity[0] for entity in entities}
    if labels and labels <= set(FINE):
        return FINE
    return COARSE if {"vehicle_brand", "vehicle_model"} <= labels and not labels & set(FINE) else None
