"""A sentence, read as a whole: its vehicles, where and when to look, what is asked of the answer, what nobody used."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from ner.filters import Question, SentenceFilters, asks_nothing_else, read_filters
from ner.filters.name_masks import without_names
from ner.keywords import Entity, Keyword, Query
from ner.languages.english import EnglishQuery, english_of
from ner.leftover_words import classes
from ner.leftovers import Leftover
from ner.strays import strays
from ner.unused import left_over, question_of
from vehiclefinder.finder.place_leftovers import placed
from vehiclefinder.finder.sentence_places import EVERY, SentencePlaces, sentence_places

_WHOLE = frozenset({"vehicle_color", "vehicle_type", "vehicle_motion"})
"""Labels of keywords that a time or a camera may stand in: "parked since 8"."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a sentence says.

    :param query: It, as written, compass points among its keywords.
    :param heard: It as the rules see it, rendered in English, without the keywords that somebody took off.
    :param places: Its compass points and zones, where they stand in the rendering.
    :param filters: Its cameras and times, likewise.
    :param question: What it asks of the answer as a whole, likewise.
    :param unchecked: What of it nobody used, as written.
    :param left: Where that stands in the rendering: first character, one past the last.
    """

    query: Query
    heard: Query
    places: SentencePlaces
    filters: SentenceFilters
    question: Question
    unchecked: tuple[Leftover, ...]
    left: tuple[tuple[int, int], ...] = ()

    @property
    def unread(self) -> bool:
        """Whether it is of a language that nobody understands."""
        return _unread(self.query)

    @property
    def unknown_zone(self) -> bool:
        """Whether it names a lane or the like that no zone is called; a junction, where most are, tells nothing."""
        scene = classes("en").scene
        return any(not one.zones and not scene.issuperset(one.said.lower().split()) for one in self.places.zones)

    @property
    def asks_for_all(self) -> bool:
        """Whether it asks for an order, a zone, a camera or a time, and names nothing beside: "everything today"."""
        zones = [(one.start, one.end) for one in self.places.zones]
        spans = (*zones, *self.filters.spans)
        rest = _blanked(self.places.query.text, spans)
        return asks_nothing_else(rest, self.question) or (bool(spans) and not EVERY.sub("", rest))


def tagged(reader: Callable[[str], Query], sentence: str, names: Iterable[str]) -> Query:
    """Return the keywords of a sentence, in the language that it has beside its names.

    :param names: Of all cameras and zones.
    :raises ValueError: It is empty, too long or no text.
    """
    if not isinstance(sentence, str):
        return reader(sentence)
    seen = without_names(sentence, names)
    return reader(sentence) if seen == sentence else replace(reader(seen), text=sentence)


def read_sentence(
    query: Query,
    now: datetime,
    cameras: Collection[str] = (),
    zones: Iterable[tuple[str, str]] = (),
    ignored: Collection[Entity] = (),
) -> Sentence:
    """Read what a sentence says beside its keywords.

    :param query: The sentence, read by the tagger.
    :param now: What "today" counts from.
    :param cameras: Names of all cameras.
    :param zones: Camera and name of all zones.
    :param ignored: Keywords that somebody took off: label, first character and one past the last, as written.
    """
    if _unread(query):
        return Sentence(query, query, SentencePlaces(query), SentenceFilters(), Question(), ())
    query = query.without(strays(query))
    zones = tuple(zones)
    english = english_of(query, (*cameras, *(name for _, name in zones)))
    filters = read_filters(english.query.text, now, cameras)
    places = sentence_places(_without(english.query, filters.spans), cameras, zones)
    rendered = english if english.query is not query else None
    shown, off = _restored(rendered, places.query, ignored) if rendered else (places.query, ignored)
    question = question_of(places.query)
    spans = (*filters.spans, *question.spans, *places.spans)
    unchecked = placed(left_over(places.query, spans, ignored, rendered), cameras, [name for _, name in zones])
    return Sentence(
        shown,
        places.query.without(off),
        places,
        filters,
        question,
        unchecked,
        tuple(rendered.rendering.rendered(*one) if rendered else one for one in ((u.start, u.end) for u in unchecked)),
    )


def _unread(query: Query) -> bool:
    return query.language != "en" and bool(query.note) and not query.targets


def _blanked(text: str, spans: Collection[tuple[int, int]]) -> str:
    """Put spaces where some words stand, which may overlap."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _without(query: Query, spans: Collection[tuple[int, int]]) -> Query:
    """Leave out keywords that are words of a camera or a time: 2026 is no metres, "dark" of "after dark" no colour."""

    def within(keyword: Keyword) -> bool:
        if keyword.label in _WHOLE:
            return any(start <= keyword.start and keyword.end <= end for start, end in spans)
        return any(start < keyword.end and keyword.start < end for start, end in spans)

    return query.without([keyword.entity for keyword in query.keywords if within(keyword)]) if spans else query


def _restored(english: EnglishQuery, read: Query, ignored: Collection[Entity]) -> tuple[Query, Collection[Entity]]:
    """Return a query as written, and where those of its keywords stand in the rendering that somebody took off.

    :param read: The rendering, with compass points among its keywords.
    :param ignored: What was taken off, as written.
    """
    off = [keyword.entity for keyword in read.keywords if english.original(keyword).entity in ignored]
    return replace(read, text=english.written, targets=english.restored(read.targets)), off
