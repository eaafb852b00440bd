"""Writes down how spaCy cuts the lexicon's words, so that reading a plain sentence does without it.

Run ``python -m ner.train.cuts`` where the lexicon changed; a test says when.
"""

from ner.features import KINDS, surfaces
from ner.lexicon import data_folder
from ner.tokens import cut_by_rules


def lexicon_cuts() -> list[str]:
    """Return the words of the lexicon that are no plain letters, in lower case, their tokens apart."""
    chunks = {chunk for kind in KINDS for surface in surfaces(kind) for chunk in surface.lower().split()}
    unclear = sorted(chunk for chunk in chunks if not (chunk.isascii() and chunk.isalpha()))
    return [" ".join(cut_by_rules(chunk)) for chunk in unclear]


if __name__ == "__main__":
    file = data_folder() / "lexicon" / "cuts.txt"
    file.write_text("\n".join(lexicon_cuts()) + "\n", encoding="utf-8")
