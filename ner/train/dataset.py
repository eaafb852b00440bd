"""Imports the authors' FindVehicle files, for those who have them, and writes labelled sentences.

FindVehicle comes as jsonl (``ner_label``, ``re_label``) and as CoNLL (B-, I-, E- tags). Most sentences stand there
twice: once with the coarse labels and once with ``vehicle_type-*`` alone. The twins are merged here.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ner.grouping import Attach, bind, mentions_of
from ner.keywords import Entity, Keyword, Query, Target
from ner.rows import read_lines, read_rows
from ner.train.conll import read_conll


@dataclass(slots=True)
class Imported:
    """What was imported.

    :param queries: The sentences, each once.
    :param counts: Rows read, twins merged, and every kind of repair.
    """

    queries: list[Query] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def report(self) -> str:
        """One line that says what was read and what was repaired."""
        return ", ".join(f"{count} {name}" for name, count in self.counts.items())


@dataclass(slots=True)
class _Sentence:
    """A sentence gathered from its rows."""

    text: str
    entities: list[Entity] = field(default_factory=list)
    groups: list[list[Entity]] = field(default_factory=list)


def import_findvehicle(paths: Iterable[Path]) -> Imported:
    """Read FindVehicle's files: ``.jsonl``, or CoNLL in any other ending.

    :raises NerError: A file is missing or is of neither format.
    """
    imported = Imported(counts=Counter({"rows": 0, "twins merged": 0}))
    sentences: dict[str, _Sentence] = {}
    for path in paths:
        for text, entities, groups in _rows(path, imported.counts):
            imported.counts["rows"] += 1
            key = " ".join(text.split())
            imported.counts["twins merged"] += key in sentences
            _merge(sentences.setdefault(key, _Sentence(text)), text, entities, groups)
    imported.queries = [_query(sentence) for sentence in sentences.values() if sentence.entities]
    return imported


def to_row(query: Query) -> dict[str, Any]:
    """Return a sentence as a row of our own jsonl format (``entities`` and ``targets``)."""
    keywords = query.keywords
    places = {keyword: place for place, keyword in enumerate(keywords)}
    return {
        "data": query.text,
        "entities": [
            {"label": k.label, "start": k.start, "end": k.end, "text": k.text, "negated": k.negated} for k in keywords
        ],
        "targets": [{"role": t.role.value, "entities": [places[k] for k in t.keywords]} for t in query.targets],
    }


def write_jsonl(queries: Iterable[Query], path: Path) -> None:
    """Write sentences as jsonl, which ``ner.evaluate`` reads."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(to_row(query), ensure_ascii=False) + "\n" for query in queries)


def write_docbin(queries: Iterable[Query], path: Path, key: str = "vehicle") -> None:
    """Write sentences as a spaCy ``DocBin`` with overlapping spans in ``doc.spans[key]``."""
    import spacy
    from spacy.tokens import DocBin

    nlp = spacy.blank("en")
    store = DocBin(store_user_data=True)
    for query in queries:
        doc = nlp.make_doc(query.text)
        spans = (doc.char_span(k.start, k.end, k.label, alignment_mode="expand") for k in query.keywords)
        doc.spans[key] = [span for span in spans if span is not None]
        store.add(doc)
    store.to_disk(path)


def _rows(path: Path, counts: Counter[str]) -> Iterator[tuple[str, list[Entity], list[list[Entity]]]]:
    """Yield text, entities and, where the format has them, groups."""
    if path.suffix == ".jsonl":
        for row in read_rows(path, counts):
            yield row.text, list(row.entities), [[row.entities[i] for i in group] for group in row.groups or ()]
        return
    for text, entities in read_conll(read_lines(path), counts):
        yield text, entities, []


def _merge(sentence: _Sentence, text: str, entities: list[Entity], groups: list[list[Entity]]) -> None:
    if text == sentence.text:
        sentence.entities = list(dict.fromkeys([*sentence.entities, *entities]))
        sentence.groups = sentence.groups or groups


def _query(sentence: _Sentence) -> Query:
    keywords = {e: Keyword(e[0], sentence.text[e[1] : e[2]], e[1], e[2]) for e in sentence.entities}
    if not sentence.groups:
        return Query(sentence.text, _targets_by_order(list(keywords.values())))
    groups = [[keywords[entity] for entity in group] for group in sentence.groups]
    for keyword in keywords.values():
        _join(keyword, groups)
    return Query(sentence.text, tuple(Target(tuple(group)) for group in groups if group))


def _join(keyword: Keyword, groups: list[list[Keyword]]) -> None:
    """Put a keyword that no group holds, such as the twin's fine type, with those that it lies over."""
    if not any(keyword in group for group in groups):
        over = [g for g in groups if any(k.start < keyword.end and keyword.start < k.end for k in g)]
        for group in over or groups[:1]:
            group.append(keyword)


def _targets_by_order(keywords: list[Keyword]) -> tuple[Target, ...]:
    """Bind the keywords of a row without groups: a colour to the noun after it, all else to the noun before it."""
    mentions = mentions_of(keywords)
    colour = [mention.keywords[0].label == "vehicle_color" for mention in mentions]
    attach = [
        Attach.SELF if mention.names_vehicle else Attach.NEXT if colour[place] else Attach.PREVIOUS
        for place, mention in enumerate(mentions)
    ]
    return bind(mentions, attach, [False] * len(mentions))
