"""Reads FindVehicle's CoNLL files: one token and its tag a line, blank lines or ``===`` between sentences."""

from collections import Counter
from collections.abc import Iterable, Iterator

from ner.keywords import Entity
from ner.labels import LABELS

Line = tuple[str, str]
"""Token and tag."""


def read_conll(lines: Iterable[str], counts: Counter[str]) -> Iterator[tuple[str, list[Entity]]]:
    """Yield sentences, their tokens joined by blanks, with their entities.

    :param lines: B- begins an entity, I- and E- go on with it, O is outside.
    :param counts: Malformed tags are added here: a line such as ``XC40 recharge`` is read as more of the same entity.
    """
    tokens: list[Line] = []
    for line in [*lines, ""]:
        if line.strip() and set(line.strip()) != {"="}:
            tokens.append(_line(line, tokens, counts))
        elif tokens:
            yield " ".join(token for token, _ in tokens), _entities(tokens)
            tokens = []


def _line(line: str, before: list[Line], counts: Counter[str]) -> Line:
    *words, tag = line.split()
    if tag == "O" or tag[2:] in LABELS:
        return " ".join(words), tag
    counts["malformed tag mended"] += 1
    last = before[-1][1] if before else "O"
    return " ".join([*words, tag]), "O" if last == "O" else f"I-{last[2:]}"


def _entities(tokens: list[Line]) -> list[Entity]:
    found: list[Entity] = []
    at = 0
    inside = "O"
    for token, tag in tokens:
        label = tag[2:]
        if tag[:1] in ("I", "E") and inside == label:
            found[-1] = (label, found[-1][1], at + len(token))
        elif tag != "O":
            found.append((label, at, at + len(token)))
        inside = label if tag[:1] in ("B", "I") or (tag[:1] == "E" and inside == label) else "O"
        at += len(token) + 1
    return found
