"""What a keyword means: one canonical value, or several joined by ``|``, best first."""

import re
import unicodedata
from collections.abc import Callable
from difflib import get_close_matches
from functools import cache, lru_cache

from ner.kinds import kind_named
from ner.labels import LABELS, fine_body, is_fine
from ner.lexicon import entries, vehicle_models
from ner.numbers import KMH, METRES, WORDS, convert

_TURN = r"\b(turn|tun|mak|made|tak|took|hang|hung|bear|bore|veer|rotat|curv|swerv|filter)\w*\b"
MOTIONS = (
    ("u_turn", r"\bu[- ]?turn|turn\w* (a)?round"),
    ("lane_change", r"\b(chang|switch|merg|mov|shift|swerv|cut)\w*\b.*\blanes?\b|\bmerg|\bcut\w* in"),
    ("parked", r"\bpark(s|ed|ing)?\b"),
    ("left", rf"{_TURN}.*\bleft|\bleft.*\bturn"),
    ("right", rf"{_TURN}.*\bright|\bright.*\bturn"),
    (
        "stopped",
        r"\b(stop|not mov|halt|paus|wait|stand|stood|stationary|still|stall|idl|pull\w* (over|up|in)|sit|sat|"
        r"br(ea|o)k\w* down|queu|stuck)",
    ),
    (
        "moving",
        r"\b(revers|back\w* (up|out)|slow|curve|corner|bend|brak(e|ing)|accelerat|pull\w* (out|away|off)|"
        r"set\w* off|(mak|made|tak|took|rid|rode|driv|drove|sped)\w* (off|away)|"
        r"crawl|swerv|speed|roll|skid|drift|spin|enter|leav|join|back(s|ed|ing)\b|rac(es?|ed|ing)\b)",
    ),
    (
        "straight",
        r"\b(straight|forward|ahead|cross|through|thru|across|pass|down|up|over|along|street|road|uphill|downhill)",
    ),
    ("left|right", r"\b(turn|tun)(s|ed|ing)?\b"),
    ("moving", r"\b(mov|driv|go|travel)"),
)
"""Class of a motion phrase → what it looks like; the first that fits counts."""
SHADE = re.compile(r"^(very|light|dark|deep|bright|pale|metallic|matte|pearl|dirty|medium|vivid|faded|dull|rich|soft) ")
COLOUR_WORD = re.compile(r"[ -]?\b(colou?r(s|ed)?|ish)\b|(?<=\w)ish$|^in ")
CLOSE = 0.8
"""How alike a misspelt word must be to its correction (difflib's ratio)."""
FEW = 3
"""Models of a brand, of fewer of which nothing is concluded."""
SHORT = 4
SPELT = frozenset({"way"})
"""Words that misspell no other: "the wrong way" is not "away"."""
"""Names of models up to this length are not taken for others: "X3" is no "X5"."""


@cache
def lexicon() -> dict[str, dict[str, str]]:
    """Return label → wording → canonical value, for every label that has a lexicon."""
    table = {label: _plain(label) for label in LABELS if not is_fine(label) and label not in _WITHOUT_LEXICON}
    table["vehicle_color"] = {entry.surface: entry.value for entry in entries("colour_survey")} | table["vehicle_color"]
    table["vehicle_brand"] |= {model.brand.lower(): model.brand for model in vehicle_models()}
    table["vehicle_model"] = {model.model.lower(): model.model for model in vehicle_models()}
    for model in vehicle_models():
        table.setdefault(f"vehicle_type-{fine_body(model.body)}", {})[f"{model.brand} {model.model}".lower()] = (
            model.body
        )
    return table


@lru_cache(maxsize=8192)
def canonical(label: str, text: str) -> str | None:
    """Return the value of a keyword, or None where its words are not in the lexicon.

    :param label: One of ``ner.labels.LABELS``.
    :param text: The words of the keyword.
    """
    if label == "vehicle_velocity":
        return _quantity(text, KMH, "km/h")
    if label == "vehicle_range":
        return _quantity(text, METRES, "m")
    if label == "vehicle_motion":
        return next((value for value, pattern in MOTIONS if re.search(pattern, text.lower())), None)
    if label == "vehicle_color":
        return _colour(_key(text))
    found = _look_up(label, text)
    return found or (label.removeprefix("vehicle_type-") if is_fine(label) else None)


@lru_cache(maxsize=8192)
def fine_label(brand: str, model: str) -> str | None:
    """Return the fine label of a make, or None where the lexicon does not know it.

    :param brand: As written: "Mercedes", "chevy" and misspellings will do.
    :param model: As written, such as "c class" or "three zero eight".
    """
    name = _tight(canonical("vehicle_brand", brand) or brand)
    known = _fine_labels().get(name, {})
    key = _tight(model).removeprefix(name)
    close = [key] if key in known else get_close_matches(key, known, n=1, cutoff=CLOSE) if len(key) > SHORT else []
    return known[close[0]] if close else None


@lru_cache(maxsize=8192)
def body_of(model: str) -> str | None:
    """Return the body type of a model named without its brand, or None where the lexicon knows none.

    Several, as of a Sierra of Ford or GMC, are joined by ``|``: any of them will do.
    """
    return "|".join(_bodies().get(_tight(model), ())) or None


@lru_cache(maxsize=1024)
def body_of_make(brand: str) -> str | None:
    """Return the body type that all models of a make have, or None: a Kenworth is a truck, a Ford is anything.

    Where a model is called so, too, it is one of its bodies or the make's: Jetta of Volkswagen, and the make of SUVs;
    a Range Rover is a Land Rover's model alone.

    :param brand: As written: "Harley" will do.
    """
    name = canonical("vehicle_brand", brand)
    bodies = [vehicle.body for vehicle in vehicle_models() if vehicle.brand == name]
    called = _bodies().get(_tight(brand), ())
    if called:
        return "|".join(dict.fromkeys((*called, *(bodies if _tight(name or "") == _tight(brand) else ()))))
    return bodies[0] if len(bodies) >= FEW and len(set(bodies)) == 1 else None


@cache
def _bodies() -> dict[str, tuple[str, ...]]:
    table: dict[str, dict[str, None]] = {}
    for vehicle in vehicle_models():
        table.setdefault(_tight(vehicle.model), {})[vehicle.body] = None
    return {model: tuple(bodies) for model, bodies in table.items()}


@cache
def _fine_labels() -> dict[str, dict[str, str]]:
    """Return brand → model → fine label; "Mazda 3" of Mazda is "3"."""
    table: dict[str, dict[str, str]] = {}
    for vehicle in vehicle_models():
        brand = _tight(vehicle.brand)
        model = _tight(vehicle.model).removeprefix(brand)
        table.setdefault(brand, {})[model] = f"vehicle_type-{fine_body(vehicle.body)}"
    return table


_WITHOUT_LEXICON = ("vehicle_model", "vehicle_range", "vehicle_velocity")


def _plain(label: str) -> dict[str, str]:
    return {entry.surface: entry.value for entry in entries(label)}


@cache
def _keys(label: str) -> dict[str, str]:
    tight = label == "vehicle_model" or is_fine(label)
    return {(_tight(surface) if tight else _key(surface)): value for surface, value in lexicon()[label].items()}


def _look_up(label: str, text: str) -> str | None:
    keys = _keys(label)
    key = _tight(text) if label == "vehicle_model" or is_fine(label) else _key(text)
    if key in keys:
        return keys[key]
    if label == "vehicle_type":
        return _of_last_words(key, keys, kind_named)
    return _of_close(key, keys)


def type_from(words: str) -> int:
    """Return where the words begin of which the value of a type was read: 9 of "courtesy delivery van", else 0."""
    keys = _keys("vehicle_type")
    if _key(words) in keys or kind_named(words) or _of_close(_key(words), keys):
        return 0
    begins = [match.start() for match in re.finditer(r"[^\W_]+", words)]
    return next((at for at in begins if _key(words[at:]) in keys or kind_named(words[at:])), 0)


def _of_last_words(
    key: str, keys: dict[str, str], known: Callable[[str], str | None] = lambda words: None
) -> str | None:
    """Read "big flatbed tow truck" as its longest known ending, misspelt if need be.

    :param known: What else knows values of words.
    """
    words = key.split()
    endings = [" ".join(words[i:]) for i in range(len(words))]
    return next((value for e in endings if (value := keys.get(e) or known(e))), None) or _of_close(key, keys)


def _of_close(key: str, keys: dict[str, str]) -> str | None:
    if key in SPELT:
        return None
    near = [k for k in keys if abs(len(k) - len(key)) <= 2 and (k[:1] == key[:1] or k[-1:] == key[-1:])]
    close = get_close_matches(key, near, n=1, cutoff=CLOSE)
    return keys[close[0]] if close else None


def _colour(key: str) -> str | None:
    keys = _keys("vehicle_color")
    while key not in keys:
        shorter = SHADE.sub("", COLOUR_WORD.sub("", key).strip())
        if shorter == key:
            return _of_last_words(key, keys)
        key = shorter
    return keys[key]


def plain_colours(text: str) -> list[int]:
    """Return where each colour of a keyword begins: 0 alone, unless plain colours follow upon each other ("red-white").

    What the lexicon knows as one ("blue-grey") is one.
    """
    words = [] if _key(text) in _keys("vehicle_color") else list(re.finditer(r"[^\W_]+", text.lower()))
    plain = [_is_plain(word[0]) for word in words]
    shade = [bool(SHADE.match(word[0] + " ")) for word in words]
    begins = [
        words[i].start()
        for i in range(1, len(words))
        if plain[i - 1] and (plain[i] or (shade[i] and any(plain[i + 1 : i + 2])))
    ]
    return [0, *begins]


def _is_plain(word: str) -> bool:
    """Whether a word is the name of a colour itself, in either spelling."""
    return word == "gray" or _keys("vehicle_color").get(word) == word


def _quantity(text: str, units: dict[str, float], base: str) -> str | None:
    amount = convert(text, units)
    return None if amount is None else f"{round(amount, 1):g} {base}"


def _key(text: str) -> str:
    """Fold case, accents, hyphens and spaces."""
    folded = unicodedata.normalize("NFKD", text.lower())
    return re.sub(r"[\s\-_/]+", " ", "".join(c for c in folded if not unicodedata.combining(c))).strip()


def _tight(text: str) -> str:
    """Fold names of models: "RAV-4" and "rav 4" are one, and "three zero eight" is 308."""
    words = [str(WORDS[word]) if word in WORDS else word for word in _key(text).split()]
    return re.sub(r"[^a-z0-9]", "", "".join(words))
