"""Labelled sentences in a file, in our own format or in FindVehicle's."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ner.errors import NerError
from ner.keywords import Keyword, Query, Target

Entity = tuple[str, int, int]
"""Label, first character, one past the last."""


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled sentence.

    :param text: The sentence.
    :param entities: In the order of the file.
    :param negated: Which entities the sentence rules out; None where the format does not say.
    :param groups: Per vehicle, positions in ``entities``; None where the format does not say.
    :param group: Name of the part of the set that the row belongs to.
    """

    text: str
    entities: tuple[Entity, ...]
    negated: tuple[bool, ...] | None = None
    groups: tuple[tuple[int, ...], ...] | None = None
    group: str | None = None

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
            tuple((k.label, k.start, k.end) for k in keywords),
            tuple(k.negated for k in keywords),
            tuple(tuple(places[k] for k in target.keywords) for target in query.targets),
        )


def read_rows(path: Path) -> Iterable[Row]:
    """Read labelled sentences of either format.

    :raises NerError: The file is missing or has a row of neither format.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise NerError(f"cannot read {path}: {error}") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _row(json.loads(line))
            except (ValueError, KeyError, TypeError, IndexError) as error:
                raise NerError(f"{path}, line {number}: neither format of labelled sentences ({error!r})") from error


def _row(raw: dict[str, Any]) -> Row:
    if "entities" in raw:
        found = raw["entities"]
        entities = tuple((e["label"], int(e["start"]), int(e["end"])) for e in found)
        negated = tuple(bool(e.get("negated", False)) for e in found)
        groups = tuple(tuple(t["entities"]) for t in raw["targets"]) if "targets" in raw else None
        return Row(raw["data"], entities, negated, groups, raw.get("group"))
    entities = tuple((label, int(start), int(end)) for label, start, end, *_ in raw["ner_label"])
    groups = tuple(tuple(group) for group in raw["re_label"]) if "re_label" in raw else None
    return Row(raw["data"], entities, None, groups, raw.get("group"))
