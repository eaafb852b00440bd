"""Which language the letters of a sentence tell, where they are not Latin."""

import unicodedata
from collections import Counter
from functools import lru_cache

from ner.languages.names import UNKNOWN

SCRIPTS = {
    "GREEK": "el", "HEBREW": "he", "DEVANAGARI": "hi", "THAI": "th", "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja",
    "GEORGIAN": "ka", "ARMENIAN": "hy", "BENGALI": "bn", "TAMIL": "ta", "TELUGU": "te", "KANNADA": "kn",
    "MALAYALAM": "ml", "GUJARATI": "gu", "GURMUKHI": "pa", "SINHALA": "si", "KHMER": "km", "LAO": "lo", "MYANMAR": "my",
    "ETHIOPIC": "am", "CJK": "zh", "ARABIC": "ar", "CYRILLIC": "ru",
}  # fmt: skip
"""First word of the Unicode name of a letter → the language that is written so most often."""
LETTERS = {
    "uk": "іїєґ", "be": "ў", "sr": "ђјљњћџ", "mk": "ѓќѕ", "kk": "әғқңұһ", "mn": "өү", "fa": "پچژگ", "ur": "ٹڈڑںے",
}  # fmt: skip
"""Language → letters that those of the same script lack."""
RUSSIAN = frozenset("ыэё")
"""Letters that Bulgarian lacks."""
SURE = 5.0
"""Natural logarithm of how much likelier Bulgarian than Russian a sentence must be by its letters."""


def by_script(text: str) -> str | None:
    """Return the language of a sentence whose letters are mostly not Latin, else None.

    A few foreign letters, such as a make's, do not count; Japanese is told by its own letters among Chinese ones.
    """
    if text.isascii():
        return None
    letters = Counter(map(_script, filter(str.isalpha, text)))
    ((script, _),) = letters.most_common(1) or [("LATIN", 0)]
    if script == "LATIN":
        return None
    if script == "CJK" and letters["HIRAGANA"] + letters["KATAKANA"]:
        return "ja"
    return _of_letters(text.lower(), SCRIPTS.get(script, UNKNOWN))


def _of_letters(text: str, language: str) -> str:
    if language not in ("ru", "ar"):
        return language
    own = ("fa", "ur") if language == "ar" else tuple(code for code in LETTERS if code not in ("fa", "ur"))
    counts = {code: sum(letter in LETTERS[code] for letter in text) for code in own}
    best = max(counts, key=lambda code: counts[code])
    if counts[best]:
        return best
    return "bg" if language == "ru" and not RUSSIAN & set(text) and _is_bulgarian(text) else language


def _is_bulgarian(text: str) -> bool:
    from py3langid import rank  # half a second, and only for sentences that are not read anyhow

    scores = {code: float(score) for code, score in rank(text)}
    return scores["bg"] - scores["ru"] > SURE


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0].split("-")[0]
