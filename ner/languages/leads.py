"""What leads to the name of a camera or a zone in other languages, with its English: "auf Avenue", "on Avenue"."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from ner.languages.rendering import Range, Said
from ner.languages.words import HAN, fold
from ner.lexicon import data_folder, read_table

_COLUMNS = ("language", "place", "english", "words")


def led(text: str, places: Iterable[Range], language: str) -> Iterator[Said]:
    """Yield names with what leads to them, where something does, and their English: "on Avenue".

    :param text: The sentence.
    :param places: Where names stand in it: first character, one past the last.
    :param language: Its ISO 639-1 code.
    :raises NerError: The table is missing or damaged.
    """
    for start, end in places:
        before = _longest(_before(language), text, start, back=True)
        after = _longest(_after(language), text, end, back=False)
        english = "not on" if "not on" in (before[0], after[0]) else before[0] or after[0]
        if english:
            yield start - before[1], end + after[1], f"{english} {text[start:end]}"


def _longest(table: dict[str, str], text: str, place: int, *, back: bool) -> tuple[str, int]:
    """Return the English of the longest words that end, or begin, at a place, and how many characters they take."""
    best = ("", 0)
    for size in range(1, min(_REACH, place if back else len(text) - place) + 1):
        said = text[place - size : place] if back else text[place : place + size]
        beyond = text[place - size - 1 : place - size] if back else text[place + size : place + size + 1]
        inner = said.lstrip() if back else said.rstrip()
        if inner != said or (_LETTER.fullmatch(beyond) and _LETTER.match(said if back else said[-1])):
            continue
        english = table.get(_folded(said))
        best = (english, size) if english else best
    return best


_REACH = 24
_LETTER = re.compile(rf"[^\W\d_{HAN}]")


def _folded(text: str) -> str:
    return " ".join(fold(text.replace("\u2019", "'")).split())


def _before(language: str) -> dict[str, str]:
    return _table().get((language, "before"), {})


def _after(language: str) -> dict[str, str]:
    return _table().get((language, "after"), {})


@cache
def _table() -> dict[tuple[str, str], dict[str, str]]:
    table: dict[tuple[str, str], dict[str, str]] = {}
    for row in read_table(data_folder() / "languages" / "leads.csv", _COLUMNS, "language"):
        words = table.setdefault((row["language"], row["place"]), {})
        words.update((_folded(word), row["english"]) for word in row["words"].split("|"))
    return table
