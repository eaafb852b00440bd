"""What can go wrong in the world of the NER. A caller's own mistake is a plain ``ValueError``."""


class NerError(Exception):
    """A model, lexicon or data file is missing, damaged or does not fit the code; one line one can act on."""
