"""How sentences are cut into words."""

import subprocess
import sys

import pytest

from ner.features import KINDS, surfaces
from ner.lexicon import data_folder
from ner.tokens import cut, cut_by_rules, tokenise
from ner.train.cuts import lexicon_cuts


def test_the_cuts_that_are_written_down_are_those_of_spacy() -> None:
    written = (data_folder() / "lexicon" / "cuts.txt").read_text(encoding="utf-8").splitlines()
    assert written == lexicon_cuts(), "the lexicon or spaCy changed: run python -m ner.train.cuts"
    assert {"c - zero", "4/4", "sheriff 's"} <= set(written)


def test_words_of_plain_letters_are_cut_as_spacy_cuts_them() -> None:
    words = {word for kind in KINDS for one in surfaces(kind) for word in one.split()}
    plain = {word for word in words if word.isascii() and word.isalpha()}
    plain |= {word.upper() for word in plain} | {"cannot", "gonna", "dont", "im", "km", "lbs", "kmh", "am", "pm", "etc"}
    assert len(plain) > 3000
    assert {word: cut_by_rules(word) for word in plain} == {word: cut(word) for word in plain}


@pytest.mark.parametrize(
    ("text", "words", "starts"),
    [
        ("red car", ("red", "car"), (0, 4)),
        ("a red car.", ("a", "red", "car", "."), (0, 2, 6, 9)),
        ("  red\tcar \n", ("red", "car"), (2, 6)),
        ("80km/h, not 50", ("80km/h", ",", "not", "50"), (0, 6, 8, 12)),
        ("a c-zero", ("a", "c", "-", "zero"), (0, 2, 3, 4)),
        ("", (), ()),
    ],
)
def test_words_and_marks_are_cut(text: str, words: tuple[str, ...], starts: tuple[int, ...]) -> None:
    tokens = tokenise(text)
    assert (tokens.words, tokens.starts) == (words, starts)


def test_a_plain_sentence_is_cut_without_spacy() -> None:
    code = "import sys; from ner.features import encode; encode(('white', 'van')); print('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"
