"""Reads a sentence about vehicles: what serving needs of the NER."""

from pathlib import Path

from ner.decode import Scores, read
from ner.errors import NerError
from ner.features import encode
from ner.keywords import Query
from ner.labels import LABELS
from ner.tokens import SentenceTokens, cut_by_rules, tokenise

LONGEST = 1000
"""Most characters of a query."""


class Reader:
    """Turns sentences into keywords bound to vehicles, with one thread of the CPU.

    :param model: The tagger, an ONNX file made by ``ner.train.export``.
    :raises NerError: The file is missing, damaged, or was made for other labels.
    """

    def __init__(self, model: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # ONNX Runtime raises a class of its own for every status code
            raise NerError(f"cannot open the NER model {model}: {str(error).splitlines()[0]}") from error
        labels = self._session.get_modelmeta().custom_metadata_map.get("labels", "")
        if tuple(labels.split()) != LABELS:
            raise NerError(f"the NER model {model} was not made for these labels: expected {len(LABELS)} of them")
        self("a red car")  # the lexicon is loaded here, so that the first query does not wait for it

    def prepare(self) -> None:
        """Load what rarer words and marks need, too, so that no query of a service waits the half second for it."""
        cut_by_rules("km/h,")

    def __call__(self, text: str) -> Query:
        """Read a sentence.

        :param text: At most 1,000 characters, without control characters other than white space.
        :return: The keywords with exact character offsets into ``text``, bound to vehicles.
        :raises ValueError: The text is empty, too long, binary or no text at all.
        """
        _check(text)
        tokens = tokenise(text)
        return read(text, tokens, self._scores(tokens))

    def scores(self, text: str) -> Scores:
        """Return what the tagger says of a sentence, before anything is made of it; see :meth:`__call__`."""
        _check(text)
        return self._scores(tokenise(text))

    def _scores(self, tokens: SentenceTokens) -> Scores:
        return Scores.of(self._session.run(None, {"features": encode(tokens.words)[None]}))


def _check(text: str) -> None:
    if not isinstance(text, str):
        raise ValueError(f"expected a sentence (str), got {type(text).__name__}")
    if not text.strip():
        raise ValueError("expected a sentence, got no text at all")
    if len(text) > LONGEST:
        raise ValueError(f"expected at most {LONGEST} characters, got {len(text)}")
    strange = next((c for c in text if not c.isprintable() and not c.isspace()), None)
    if strange is not None or "\ufffd" in text:
        raise ValueError(f"expected readable text, got the character {strange or chr(0xFFFD)!r}")
