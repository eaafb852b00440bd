"""Cuts a sentence into words and marks, each with its place in the characters."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from ner.lexicon import lines

_CHUNK = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class SentenceTokens:
    """The tokens of one sentence.

    :param words: The words; white space is none.
    :param starts: First character of each.
    """

    words: tuple[str, ...]
    starts: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.words)

    def end(self, token: int) -> int:
        """Return one past the last character of a token."""
        return self.starts[token] + len(self.words[token])


def tokenise(text: str) -> SentenceTokens:
    """Cut a sentence into tokens."""
    words: list[str] = []
    starts: list[int] = []
    for chunk in _CHUNK.finditer(text):
        at = chunk.start()
        for word in cut(chunk[0]):  # nothing stands between the words of a chunk
            words.append(word)
            starts.append(at)
            at += len(word)
    return SentenceTokens(tuple(words), tuple(starts))


@lru_cache(maxsize=4096)
def cut(chunk: str) -> tuple[str, ...]:
    """Cut what stands between two spaces, which is cut alike wherever it stands.

    Plain letters are never cut, and how the lexicon's words are is written down: most sentences need no spaCy.

    :raises NerError: What is written down is missing.
    """
    if chunk.isascii() and chunk.isalpha():
        return (chunk,)
    return _known_cuts().get(chunk) or cut_by_rules(chunk)


def cut_by_rules(chunk: str) -> tuple[str, ...]:
    """Cut by the rules of spaCy, which takes half a second to load."""
    return tuple(token.text for token in _tokeniser()(chunk))


@cache
def _known_cuts() -> dict[str, tuple[str, ...]]:
    """Return how the lexicon's words are cut, as ``ner.train.cuts`` wrote it."""
    return {line.replace(" ", ""): tuple(line.split()) for line in lines("cuts.txt")}


@cache
def _tokeniser() -> Any:
    """Build spaCy's English tokeniser without its special cases, which glue stops to "m." and cut "cant"."""
    from spacy.lang.en import English  # more than half a second: only when it is needed
    from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]  # compiled, no stubs
    from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
    from spacy.vocab import Vocab

    rules = English.Defaults
    suffixes = [*(rules.suffixes or ()), r"(?<=[A-Za-z0-9])\."]
    infixes = [*(rules.infixes or ()), r"(?<=[A-Za-z0-9])[;(](?=[A-Za-z0-9])", r"(?<=[A-Za-z])/(?=[0-9])"]
    return Tokenizer(
        Vocab(),
        prefix_search=compile_prefix_regex(rules.prefixes or ()).search,
        suffix_search=compile_suffix_regex(suffixes).search,
        token_match=re.compile(r"(\d+([.,]\d+)?)?(km|m)/(h|hr|s)", re.IGNORECASE).fullmatch,
        infix_finditer=compile_infix_regex(infixes).finditer,
    )
