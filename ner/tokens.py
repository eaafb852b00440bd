"""Cuts a sentence into words and marks, each with its place in the characters."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

_PLAIN = re.compile(r"[A-Za-z]+(?: +[A-Za-z]+)*")
"""Words of plain letters, which no rule cuts: spaCy need not look at them."""


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
    if _PLAIN.fullmatch(text):
        pairs = [(match[0], match.start()) for match in re.finditer("[A-Za-z]+", text)]
    else:
        pairs = [(token.text, token.idx) for token in _tokeniser()(text) if not token.text.isspace()]
    return SentenceTokens(tuple(word for word, _ in pairs), tuple(start for _, start in pairs))


@cache
def _tokeniser() -> Any:
    """Build spaCy's English tokeniser without its special cases, which glue stops to "m." and cut "cant"."""
    from spacy.lang.en import English  # more than half a second: only when it is needed
    from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]  # compiled, no stubs
    from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
    from spacy.vocab import Vocab

    rules = English.Defaults
    suffixes = [*(rules.suffixes or ()), r"(?<=[A-Za-z0-9])\."]
    return Tokenizer(
        Vocab(),
        prefix_search=compile_prefix_regex(rules.prefixes or ()).search,
        suffix_search=compile_suffix_regex(suffixes).search,
        token_match=re.compile(r"(\d+([.,]\d+)?)?(km|m)/(h|hr|s)", re.IGNORECASE).fullmatch,
        infix_finditer=compile_infix_regex(rules.infixes or ()).finditer,
    )
