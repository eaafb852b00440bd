"""What of a sentence nobody used: its words that carry meaning, joined into phrases, and why each was not checked.

The words that carry none, and those that tell why, are read by :func:`ner.leftover_words.classes`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ner.leftover_reasons import Reason, reason_of
from ner.leftover_runs import LeftoverRun, Word, runs
from ner.leftover_words import WordClass, classes

__all__ = ["Leftover", "Reason", "find_leftovers", "told"]

Span = tuple[int, int]
_SMALL = frozenset({WordClass.FILLER, WordClass.SMALL})
_MOVES = re.compile(
    r"(?:go|driv|head|tow|pull|push|carry|mov|travell?|com|turn|park|revers|wait|fac|transport)ing|moves|drives|goes|travels"
)
"""Verbs that begin a phrase of their own: "pulling a trailer going the wrong way" is two."""
_MEASURED = re.compile(r"[\s-]*(?:door|axle|wheel|seat|ton|tonn)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Leftover:
    """Words of a sentence that nobody used.

    :param text: The characters ``start:end`` of the sentence.
    :param start: First character.
    :param end: One past the last.
    :param reason: Why they were not checked, in plain words, such as a :class:`Reason`.
    :param of_vehicle: Whether they may say which vehicle is meant, as "boss wants it" and "at the junction" do not.
    """

    text: str
    start: int
    end: int
    reason: str
    of_vehicle: bool = True


def find_leftovers(text: str, used: Iterable[Span], language: str = "en") -> tuple[Leftover, ...]:
    """Return what of a sentence is left over, in its order.

    :param text: The sentence.
    :param used: First character and one past the last of whatever somebody used.
    :param language: ISO 639-1; of one without word lists, every word of four letters or more counts.
    :raises NerError: A list is damaged.
    """
    known = classes(language)
    found = []
    for run in runs(text, tuple(used), known):
        for phrase in _phrases(run):
            start, end = phrase[0].start, phrase[-1].end
            words = [word for word in phrase if word.kind is WordClass.CONTENT]
            aside = all(word.lower in known.speech or word.lower in known.scene for word in words)
            reason = reason_of(text, (start, end), [word.lower for word in phrase], known)
            found.append(Leftover(text[start:end], start, end, reason, of_vehicle=not aside))
    return tuple(found)


def told(leftovers: Sequence[Leftover]) -> tuple[str, ...]:
    """Return one note of all that was left over: "not checked: ladder; number plates are not read: plate 4X"."""
    texts: dict[str, list[str]] = {}
    for one in leftovers:
        texts.setdefault(one.reason, []).append(one.text)
    parts = [f"{reason}: {', '.join(dict.fromkeys(each))}" for reason, each in sorted(texts.items(), key=_plain_first)]
    return ("; ".join(parts),) if parts else ()


def _plain_first(item: tuple[str, list[str]]) -> bool:
    return item[0] != Reason.PLAIN


def _phrases(run: LeftoverRun) -> Iterator[tuple[Word, ...]]:
    """Cut a run of unused words into phrases that say something, without the small words around them."""
    for part in _parts(run.words):
        words = _stripped(part, before_used=run.before_used and part[-1] is run.words[-1])
        if words:
            yield words


def _parts(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    first = 0
    for at in range(1, len(words)):
        said = any(word.kind is WordClass.CONTENT for word in words[first:at])
        if said and _MOVES.fullmatch(words[at].lower) and not any(word.of_person for word in words[first:at]):
            yield words[first:at]
            first = at
    yield words[first:]


def _stripped(words: Sequence[Word], *, before_used: bool) -> tuple[Word, ...]:
    """Return the words without the small ones around them, nor what leads to something else ("ladder on the left")."""
    first, end = 0, len(words)
    while first < end and words[first].kind in _SMALL and not _counts(words[first : first + 2]):
        first += 1
    leads = before_used or (end > first and words[end - 1].kind in _SMALL)
    while end > first and words[end - 1].kind in (_SMALL | {WordClass.LEAD} if leads else _SMALL):
        end -= 1
    kept = words[first:end]
    if before_used and end == len(words) and kept and kept[0].counts:
        measured = len(kept) > 1 and _MEASURED.match(kept[1].text)
        kept = kept if measured else _stripped(kept[1:], before_used=False)  # "two big" of "two big vans"
    return tuple(kept) if any(word.kind is WordClass.CONTENT for word in kept) else ()


def _counts(words: Sequence[Word]) -> bool:
    """Whether a small word counts the next: "one headlight out"."""
    return (
        len(words) > 1 and words[0].counts and words[0].kind is WordClass.SMALL and words[1].kind is WordClass.CONTENT
    )
