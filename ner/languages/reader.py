"""Reads a sentence in one of the languages that are known beside English."""

from pathlib import Path
from typing import Any

from ner.decode import Scores
from ner.keywords import Query
from ner.languages.decode import read
from ner.languages.features import encode
from ner.languages.words import tokenise
from ner.session import open_tagger
from ner.tokens import SentenceTokens


class LanguageReader:
    """Turns sentences of other languages into keywords bound to vehicles, with one thread of the CPU.

    :param model: The tagger of these languages, an ONNX file made by ``ner.train.export``.
    :raises NerError: The file is missing, damaged, or was made for other labels.
    """

    def __init__(self, model: Path) -> None:
        self._session: Any = open_tagger(model)

    def __call__(self, text: str, language: str) -> Query:
        """Read a sentence.

        :param text: It, checked to be readable.
        :param language: One of ``ner.languages.vocabulary.LANGUAGES``.
        """
        tokens = tokenise(text)
        return read(text, tokens, self._scores(tokens, language), language)

    def scores(self, text: str, language: str) -> Scores:
        """Return what the tagger says of a sentence, before anything is made of it."""
        return self._scores(tokenise(text), language)

    def _scores(self, tokens: SentenceTokens, language: str) -> Scores:
        return Scores.of(self._session.run(None, {"features": encode(tokens.words, language)[None]}))
