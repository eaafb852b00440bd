"""How sentences are cut into words."""

import pytest

from ner.features import KINDS, _surfaces
from ner.tokens import _PLAIN, _tokeniser, tokenise


def test_words_of_plain_letters_are_cut_as_spacy_cuts_them() -> None:
    plain = [text for kind in KINDS for one in _surfaces(kind) for text in (one, one.upper()) if _PLAIN.fullmatch(text)]
    plain += ["cannot gonna dont im km lbs kmh am pm etc", "a  red   car"]
    assert len(plain) > 10_000
    for text in plain:
        cut = [(token.text, token.idx) for token in _tokeniser()(text) if not token.is_space and token.text.strip()]
        tokens = tokenise(text)
        assert list(zip(tokens.words, tokens.starts, strict=True)) == cut


@pytest.mark.parametrize(
    ("text", "words", "starts"),
    [
        ("red car", ("red", "car"), (0, 4)),
        ("a red car.", ("a", "red", "car", "."), (0, 2, 6, 9)),
        ("  red\tcar \n", ("red", "car"), (2, 6)),
        ("80km/h, not 50", ("80km/h", ",", "not", "50"), (0, 6, 8, 12)),
    ],
)
def test_words_and_marks_are_cut(text: str, words: tuple[str, ...], starts: tuple[int, ...]) -> None:
    tokens = tokenise(text)
    assert (tokens.words, tokens.starts) == (words, starts)
