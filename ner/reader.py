"""Reads a sentence about vehicles: what serving needs of the NER."""

from dataclasses import replace
from functools import cached_property
from pathlib import Path

from ner.code_table import read_telegram
from ner.decode import Scores, read
from ner.features import encode
from ner.keywords import Query
from ner.languages.identification import identify
from ner.languages.mixture import mixture
from ner.languages.names import name_of
from ner.languages.reader import LanguageReader
from ner.languages.vocabulary import LANGUAGES, vocabulary
from ner.session import open_tagger
from ner.tokens import SentenceTokens, cut_by_rules, tokenise

LONGEST = 1000
"""Most characters of a query."""


class Reader:
    """Turns sentences into keywords bound to vehicles, with one thread of the CPU.

    :param model: The tagger of English, an ONNX file made by ``ner.train.export``.
    :param languages: That of the other languages, opened when the first sentence of one comes; None where there is
        none, so that English alone is read.
    :raises NerError: The file is missing, damaged, or was made for other labels.
    """

    def __init__(self, model: Path, languages: Path | None = None) -> None:
        self._session = open_tagger(model)
        self._languages = languages
        self("a red car")  # the lexicon is loaded here, so that the first query does not wait for it

    def prepare(self) -> None:
        """Load what rarer words and marks and other languages need, so that no query of a service waits for it.

        :raises NerError: The model of other languages is missing, damaged, or was made for other labels.
        """
        cut_by_rules("km/h,")
        identify("zxq zxq")
        if self._languages is not None:
            for language in LANGUAGES:
                self._other(vocabulary(language).entries["vehicle_type"][0].surface, language)

    def __call__(self, text: str) -> Query:
        """Read a sentence in English or another language that is known.

        :param text: At most 1,000 characters, without control characters other than white space.
        :return: The keywords with exact character offsets into ``text``, bound to vehicles; of a language that is not
            known there are none, and the note says which it looks like.
        :raises ValueError: The text is empty, too long, binary or no text at all.
        :raises NerError: The model of other languages is missing, damaged, or was made for other labels.
        """
        _check(text)
        language = _language(text)
        if language != "en":
            return self._other(text, language)
        tokens = tokenise(text)
        return replace(read(text, tokens, self._scores(tokens)), note=mixture(text, language))

    def scores(self, text: str) -> Scores:
        """Return what the tagger of a sentence's language says, before anything is made of it; see :meth:`__call__`.

        :raises ValueError: Its language is not known.
        """
        _check(text)
        language = _language(text)
        if language == "en":
            return self._scores(tokenise(text))
        if language not in LANGUAGES or self._other_reader is None:
            raise ValueError(f"expected a sentence in a language that is known, got {name_of(language)}")
        return self._other_reader.scores(text, language)

    def _other(self, text: str, language: str) -> Query:
        if language not in LANGUAGES or self._other_reader is None:
            return Query(text, (), language, f"looks like {name_of(language)}; not understood")
        return replace(self._other_reader(text, language), note=mixture(text, language))

    @cached_property
    def _other_reader(self) -> LanguageReader | None:
        return LanguageReader(self._languages) if self._languages else None

    def _scores(self, tokens: SentenceTokens) -> Scores:
        return Scores.of(self._session.run(None, {"features": encode(tokens.words)[None]}))


def _language(text: str) -> str:
    """Tell the language of a sentence; codes of the police are English, whatever their letters look like."""
    language = identify(text)
    return language if language == "en" or language in LANGUAGES or read_telegram(text) is None else "en"


def _check(text: str) -> None:
    if not isinstance(text, str):
        raise ValueError(f"expected a sentence (str), got {type(text).__name__}")
    if not text.strip():
        raise ValueError("expected a sentence, got no text at all")
    if len(text) > LONGEST:
        raise ValueError(f"expected at most {LONGEST} characters, got {len(text)}")
    strange = None if text.isprintable() else next((c for c in text if not c.isprintable() and not c.isspace()), None)
    if strange is not None or "\ufffd" in text:
        raise ValueError(f"expected readable text, got the character {strange or chr(0xFFFD)!r}")
