"""Cuts a sentence into words and marks, each with its place in the characters."""

import re
from dataclasses import dataclass
from functools import cache

import spacy
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]  # compiled, no stubs
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex


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
    pairs = [(token.text, token.idx) for token in _tokeniser()(text) if not token.is_space]
    return SentenceTokens(tuple(word for word, _ in pairs), tuple(start for _, start in pairs))


@cache
def _tokeniser() -> Tokenizer:
    """Build spaCy's English tokeniser without its special cases, which glue stops to "m." and cut "cant"."""
    nlp = spacy.blank("en")
    rules = nlp.Defaults
    suffixes = [*(rules.suffixes or ()), r"(?<=[A-Za-z0-9])\."]
    return Tokenizer(
        nlp.vocab,
        prefix_search=compile_prefix_regex(rules.prefixes or ()).search,
        suffix_search=compile_suffix_regex(suffixes).search,
        token_match=re.compile(r"(\d+([.,]\d+)?)?(km|m)/(h|hr|s)", re.IGNORECASE).fullmatch,
        infix_finditer=compile_infix_regex(rules.infixes or ()).finditer,
    )
