"""Number plates in a telegram, which say nothing of a vehicle's looks: "LIC CA 7ABC123", "VRM AB12 CDE"."""

import re
from collections.abc import Sequence

_PLATE = re.compile(r"(?=.*\d)(?=.*[a-z])[a-z0-9]{5,8}", re.IGNORECASE)
_STATE = 2
"""Letters of a state before a plate."""
_HALF = 4
"""Most letters and digits of half a plate."""


def is_plate(word: str) -> bool:
    """Tell whether a word may be a whole number plate: letters and digits, five to eight of them."""
    return _PLATE.fullmatch(word) is not None


def plate_length(words: Sequence[str]) -> int:
    """Return how many words the plate has that begins here, with its state; 0 where none does."""
    numbered = [any(c.isdigit() for c in word) for word in words[:2]]
    if not any(numbered) or not (numbered[0] or len(words[0]) <= _STATE):
        return 0
    end = numbered.index(True) + 1
    again = len(words[end - 1]) <= _HALF and any(word.isupper() and len(word) <= _HALF for word in words[end : end + 1])
    return end + again
