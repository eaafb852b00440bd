"""From the scores of the tagger of other languages to keywords bound to vehicles, see :mod:`ner.decode`."""

from dataclasses import replace

from ner.alternatives import joined, ruled_out_alike
from ner.decode import Scores, fine_name, judged, spans, with_fine_types
from ner.grouping import bind
from ner.keywords import Keyword, Query, Target, TargetRole
from ner.labels import LABELS, is_fine
from ner.languages.english import english_of
from ner.languages.features import LABELLED
from ner.languages.phrases import longest, says_aside
from ner.languages.values import AMOUNTS, canonical, known_names, named
from ner.languages.vocabulary import function_words, negation_words, numerals, or_words
from ner.languages.words import fold, folded
from ner.tokens import SentenceTokens
from ner.values import fine_label

UNSAID = 3.0
"""Least score of what is ruled out where no word that rules out is known: "durmayan" is "not standing" by its end."""
_BRAND, _MODEL, _TYPE = (LABELS.index(f"vehicle_{name}") for name in ("brand", "model", "type"))


def read(text: str, tokens: SentenceTokens, scores: Scores, language: str) -> Query:
    """Turn the scores of a sentence's tokens into keywords bound to vehicles.

    :param language: One of ``ner.languages.vocabulary.LANGUAGES``.
    """
    aside = _asides(tokens, language)
    told = (one for one in spans(scores.tags) if not any(a <= one[1] and one[2] <= b for a, b in aside))
    found = with_fine_types(list(told), scores.tags)
    brands = {first: end for label, first, end in found if label == _BRAND}
    models = {first for label, first, _ in found if label == _MODEL}
    nouns = {first: _words(text, tokens, first, end) for label, first, end in found if label == _TYPE}
    least = 0.0 if negation_words(language).intersection(map(fold, tokens.words)) else UNSAID
    places: dict[Keyword, tuple[int, int]] = {}
    for label, first, end in found:
        name, words = LABELS[label], _words(text, tokens, first, end)
        if label == _BRAND and end not in models and _is_model(words):
            name = "vehicle_model"
        if is_fine(name) and first in brands:
            brand, model = (_words(text, tokens, *span) for span in ((first, brands[first]), (brands[first], end)))
            noun = canonical("vehicle_type", nouns[end], language) if end in nouns else None
            name = fine_name(name, fine_label(*_make(brand, model, language)), noun)
        value = canonical(name, words, language)
        if value is not None or not _says_nothing(name, words, language):
            negated = float(scores.negated[first:end].sum()) > least
            start = tokens.starts[first]
            places[Keyword(name, words, start, start + len(words), negated, value)] = (first, end)
    query = Query(text, _restricted(bind(*judged(places, scores))), language)
    ors = or_words(language)
    return replace(query, targets=_alternatives(query)) if any(fold(word) in ors for word in tokens.words) else query


def _restricted(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """Give what is ruled out by itself to the vehicle that it restricts: the one before it, else the first."""
    kept = [target for target in targets if not all(keyword.negated for keyword in target.keywords)]
    wanted = [at for at, target in enumerate(kept) if target.role is TargetRole.TARGET]
    if len(kept) == len(targets) or not wanted:
        return targets
    for target in targets:
        if target not in kept:
            before = [at for at in wanted if kept[at].keywords[0].start < target.keywords[0].start]
            at = max(before, key=lambda one: kept[one].keywords[0].start, default=wanted[0])
            both = (*kept[at].keywords, *target.keywords)
            kept[at] = replace(kept[at], keywords=tuple(sorted(both, key=lambda one: (one.start, one.end))))
    return tuple(kept)


def _asides(tokens: SentenceTokens, language: str) -> list[tuple[int, int]]:
    """Return where phrases of several words say when, or in which order: no word of theirs is a keyword."""
    plain = tuple(map(fold, tokens.words))
    found, at = [], 0
    while at < len(plain):
        phrase = longest(plain, at, language)
        end = phrase.end if phrase else at + 1
        if phrase and end - at > 1 and says_aside(phrase.english):
            found.append((at, end))
        at = end
    return found


def _alternatives(query: Query) -> tuple[Target, ...]:
    """Tell alternatives by the English rules, off the rendering."""
    rendered = english_of(query)
    told = joined(ruled_out_alike(rendered.query.targets, rendered.query.text), rendered.query.text)
    return rendered.restored(told)


def _is_model(words: str) -> bool:
    """Tell whether the words of a brand without a model are a model's name alone: "Caddy", "Unimog"."""
    said = folded(words)
    return said in known_names("vehicle_model") and said not in known_names("vehicle_brand")


def _says_nothing(label: str, words: str, language: str) -> bool:
    """Tell whether a keyword without a value is an amount without a number, or small words or a number alone."""
    said = folded(words)
    return label in AMOUNTS or (
        label in LABELLED and (function_words(language).issuperset(said) or said in numerals(language))
    )


def _make(brand: str, model: str, language: str) -> tuple[str, str]:
    """Return the names of a make as the English lexicon has them, where it has them."""
    return named("vehicle_brand", brand, language), named("vehicle_model", model, language)


def _words(text: str, tokens: SentenceTokens, first: int, end: int) -> str:
    return text[tokens.starts[first] : tokens.end(end - 1)] if first < end else ""
