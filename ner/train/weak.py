"""Labels human sentences about vehicle tracks (CityFlow-NL) by rules, so that the tagger can learn how people write.

The rules speak only where they are sure: a sentence with a word of motion that no rule explains is left out.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from ner.grouping import Attach, Mention, bind, mentions_of
from ner.keywords import Keyword, Query
from ner.labels import NOUNS
from ner.train.phrases import HARMLESS, MOTION, ORIENTATION, UNEXPLAINED, bodies, makes, nouns


def sentences(path: Path, exclude: Path | None = None) -> Iterator[Query]:
    """Yield the sentences that the rules understand, with their keywords and targets.

    :param path: A text file, one sentence a line.
    :param exclude: A jsonl file whose sentences (``data``) must not be used, such as a dev set.
    """
    lines = [] if exclude is None else exclude.read_text(encoding="utf-8").splitlines()
    held = {_fold(json.loads(line)["data"]) for line in lines}
    for line in path.read_text(encoding="utf-8").splitlines():
        text = " ".join(line.split())
        if text and _fold(text) not in held and (query := label(text)) is not None:
            yield query


def label(text: str) -> Query | None:
    """Label one sentence, or return None where the rules are not sure."""
    keywords = list(_keywords(text))
    covered = HARMLESS.sub(lambda match: "_" * len(match[0]), text)
    for keyword in keywords:
        covered = covered[: keyword.start] + "_" * (keyword.end - keyword.start) + covered[keyword.end :]
    if UNEXPLAINED.search(covered) or not any(keyword.label in NOUNS for keyword in keywords):
        return None
    mentions = mentions_of(keywords)
    attach = _attach(text, mentions)
    if attach is None:
        return None
    heads = [place for place, kind in enumerate(attach) if kind is Attach.SELF]
    return Query(text, bind(mentions, attach, [place != heads[0] for place in range(len(mentions))]))


def _keywords(text: str) -> Iterator[Keyword]:
    taken = [False] * len(text)
    for name, pattern in (("vehicle_motion", MOTION), ("vehicle_orientation", ORIENTATION)):
        yield from _matches(name, pattern, text, taken)
    yield from _makes(text, taken)
    for name, pattern in nouns():
        yield from _matches(name, pattern, text, taken)


def _matches(name: str, pattern: re.Pattern[str], text: str, taken: list[bool]) -> Iterator[Keyword]:
    for match in pattern.finditer(text):
        start, end = match.span(match.lastindex or 0)
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            yield Keyword(name, text[start:end], start, end)


def _makes(text: str, taken: list[bool]) -> Iterator[Keyword]:
    for match in makes().finditer(text):
        start, middle, end = match.start(), match.end("brand"), match.end()
        taken[start:end] = [True] * (end - start)
        body = bodies()[match["model"].lower()]
        yield Keyword("vehicle_brand", match["brand"], start, middle)
        yield Keyword("vehicle_model", match["model"], match.start("model"), end)
        yield Keyword(f"vehicle_type-{body}", match[0], start, end)


def _attach(text: str, mentions: list[Mention]) -> list[Attach] | None:
    """Hang every mention on a vehicle, or return None where that is a guess."""
    nouns = [_noun(text, mentions, place) for place in range(len(mentions))]
    kinds: list[Attach] = []
    for place, mention in enumerate(mentions):
        heads = sum(nouns[:place])
        if nouns[place]:
            kind: Attach | None = Attach.SELF
        elif mention.keywords[0].label in ("vehicle_color", "vehicle_brand"):
            kind = _of_adjective(text, mentions, nouns, place)
        elif mention.names_vehicle:
            kind = Attach.FIRST
        else:
            kind = _of_motion(text, mentions, nouns, place, heads)
        if kind is None:
            return None
        kinds.append(kind)
    return kinds


def _noun(text: str, mentions: list[Mention], place: int) -> bool:
    """Tell whether a mention heads a vehicle: no brand before its noun, no "the vehicle" that repeats the first."""
    mention = mentions[place]
    if not mention.names_vehicle or (place + 1 < len(mentions) and _touches(text, mention, mentions[place + 1])):
        return mention.names_vehicle and not mentions[place + 1].names_vehicle if mention.names_vehicle else False
    return place == 0 or not re.search(r"(?:\. (?:the|this)|\bit|\bthe target) $", text[: mention.start], re.IGNORECASE)


def _touches(text: str, left: Mention, right: Mention) -> bool:
    return text[left.end : right.start] == " "


def _of_adjective(text: str, mentions: list[Mention], nouns: list[bool], place: int) -> Attach | None:
    if any(nouns[place + 1 : place + 3]) and not re.search(
        r"[.]", text[mentions[place].end : mentions[place + 1].start]
    ):
        return Attach.NEXT
    return Attach.PREVIOUS if sum(nouns[:place]) == 1 else None


def _of_motion(text: str, mentions: list[Mention], nouns: list[bool], place: int, heads: int) -> Attach | None:
    mention = mentions[place]
    words = mention.keywords[0].text.lower()
    if place + 1 < len(mentions) and words in ("parked", "stopped", "parking", "stationary", "waiting"):
        following = range(place + 1, min(place + 3, len(mentions)))
        if _touches(text, mention, mentions[place + 1]) and any(nouns[i] for i in following):
            return Attach.NEXT
    if heads <= 1:
        return Attach.PREVIOUS if heads else Attach.NEXT
    head = next(i for i in range(place - 1, -1, -1) if nouns[i])
    between = text[mentions[head].end : mention.start].lower()
    if (
        re.search(r"\b(and|then|before|after|when|while|as|but)\b|[.,;]", between)
        and mentions[place - 1].end <= mention.start
    ):
        return Attach.FIRST
    return _of_clause(text[mentions[0].end : mentions[head].start].lower(), words, between)


def _of_clause(link: str, words: str, between: str) -> Attach | None:
    """Hang a motion that directly follows another vehicle."""
    if re.search(r"\b(with|where|passing|passes|past|after|several|parked)\b", link) and between == " ":
        return Attach.PREVIOUS
    if re.search(r"\bfollow(s|ing)? (behind )?", link) and "followed" not in link and between == " ":
        return Attach.ALL if re.match(r"\w+ing\b", words) else Attach.FIRST
    return None


def _fold(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()
