"""Scores a reader on labelled sentences: strict spans, negation and grouping."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ner.keywords import Entity, Query
from ner.rows import Row, read_rows


@dataclass(slots=True)
class Count:
    """Hits and misses of spans."""

    hits: int = 0
    said: int = 0
    true: int = 0

    def add(self, said: set[Entity], true: set[Entity]) -> None:
        """Count one sentence."""
        self.hits += len(said & true)
        self.said += len(said)
        self.true += len(true)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where there was nothing to find and nothing was said."""
        return 2 * self.hits / (self.said + self.true) if self.said + self.true else 1.0

    def table(self) -> dict[str, float]:
        """Return precision, recall and F1."""
        return {
            "precision": self.hits / self.said if self.said else float(not self.true),
            "recall": self.hits / self.true if self.true else float(not self.said),
            "f1": self.f1,
        }


@dataclass(slots=True)
class _Counts:
    """Everything that is counted over the rows."""

    micro: Count = field(default_factory=Count)
    flat: Count = field(default_factory=Count)
    overlapping: Count = field(default_factory=Count)
    labels: dict[str, Count] = field(default_factory=dict)
    groups: dict[str, Count] = field(default_factory=dict)
    negation: Counter[bool] = field(default_factory=Counter)
    grouping: Counter[bool] = field(default_factory=Counter)


def evaluate(path: Path, reader: Callable[[str], Query], labels: tuple[str, ...] | None = None) -> dict[str, Any]:
    """Score a reader on a file of labelled sentences.

    :param path: jsonl, rows with ``entities`` and ``targets`` or FindVehicle's with ``ner_label`` and ``re_label``.
    :param reader: Such as :class:`ner.reader.Reader`.
    :param labels: Score these only; all where None.
    :return: ``rows``, ``micro``, ``macro_f1``, ``labels``, ``flat``, ``overlapping``, ``groups``,
        ``negation_accuracy``, ``grouping_accuracy``; fractions; ``languages``, the like of each language that rows are
        said to be of, with colours and types alone and the share of rows that were told to be of it; ``repaired``, how
        many of FindVehicle's own errors were mended first. An entity is overlapping when its span crosses
        another's. Negation: share of correctly found entities whose negation is right, over rows that tell.
        Grouping: share of true entities whose set of companions is exactly right.
    :raises NerError: The file is missing or has a row of neither format.
    """
    repaired = Counter[str]()
    rows = list(read_rows(path, repaired))
    return score(rows, reader, labels) | {"languages": _by_language(rows, reader), "repaired": dict(repaired)}


def score(rows: Sequence[Row], reader: Callable[[str], Query], labels: tuple[str, ...] | None = None) -> dict[str, Any]:
    """Score a reader on rows; see :func:`evaluate`."""
    counts = _Counts()
    for row in rows:
        _count(counts, row, reader(row.text), labels)
    by_label = {label: count for label, count in sorted(counts.labels.items()) if count.true or count.said}
    return {
        "rows": len(rows),
        "micro": counts.micro.table(),
        "macro_f1": sum(c.f1 for c in by_label.values()) / len(by_label) if by_label else 0.0,
        "labels": {label: count.table() for label, count in by_label.items()},
        "flat": counts.flat.table(),
        "overlapping": counts.overlapping.table(),
        "groups": {name: count.table() for name, count in sorted(counts.groups.items())},
        "negation_accuracy": _share(counts.negation),
        "grouping_accuracy": _share(counts.grouping),
    }


def _by_language(rows: Sequence[Row], reader: Callable[[str], Query]) -> dict[str, dict[str, float]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.language:
            found.setdefault(row.language, []).append(row)
    return {language: _of_language(language, of_it, reader) for language, of_it in sorted(found.items())}


def _of_language(language: str, rows: Sequence[Row], reader: Callable[[str], Query]) -> dict[str, float]:
    whole, seen = score(rows, reader), score(rows, reader, ("vehicle_color", "vehicle_type"))
    return {
        "rows": len(rows),
        "told": sum(reader(row.text).language == language for row in rows) / len(rows),
        "f1": whole["micro"]["f1"],
        "colour_and_type_f1": seen["micro"]["f1"],
        "negation_accuracy": whole["negation_accuracy"],
        "grouping_accuracy": whole["grouping_accuracy"],
    }


def _count(counts: _Counts, row: Row, query: Query, labels: tuple[str, ...] | None) -> None:
    def scored(entity: Entity) -> bool:
        return all(names is None or entity[0] in names for names in (labels, row.layer))

    keywords = [k for k in query.keywords if scored(k.entity)]
    said = {k.entity for k in keywords}
    true = {entity for entity in row.entities if scored(entity)}
    counts.micro.add(said, true)
    for label in {entity[0] for entity in said | true}:
        _add(counts.labels, label, {e for e in said if e[0] == label}, {e for e in true if e[0] == label})
    counts.flat.add(_flat(said), _flat(true))
    counts.overlapping.add(said - _flat(said), true - _flat(true))
    if row.group is not None:
        _add(counts.groups, row.group, said, true)
    if row.negated is not None:
        flags = dict(zip(row.entities, row.negated, strict=True))
        counts.negation.update(flags[e] == k.negated for k in keywords if (e := k.entity) in true)
    if row.groups is not None:
        groups = [{e for k in t.keywords if scored(e := k.entity)} for t in query.targets]
        truth = [{row.entities[i] for i in group} & true for group in row.groups]
        counts.grouping.update(_companions(e, groups) == _companions(e, truth) for e in true)


def _companions(entity: Entity, groups: list[set[Entity]]) -> set[Entity] | None:
    """Return everything that shares a vehicle with the entity, or None where it was not found at all."""
    shared = [group for group in groups if entity in group]
    return set().union(*shared) if shared else None


def _flat(entities: set[Entity]) -> set[Entity]:
    def crosses(a: Entity, b: Entity) -> bool:
        return a != b and a[1] < b[2] and b[1] < a[2]

    return {entity for entity in entities if not any(crosses(entity, other) for other in entities)}


def _add(table: dict[str, Count], name: str, said: set[Entity], true: set[Entity]) -> None:
    table.setdefault(name, Count()).add(said, true)


def _share(counts: Counter[bool]) -> float:
    return counts[True] / counts.total() if counts.total() else 1.0
