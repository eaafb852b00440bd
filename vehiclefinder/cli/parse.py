"""The command that shows what is understood of a sentence: parse."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

import typer

from ner.leftovers import told as told_leftovers
from vehiclefinder.assemble.reader import open_reader
from vehiclefinder.cli.common import AsJson, Sentence, clock_of, console, print_json, print_table, settings_of
from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.core.time_zones import time_zone
from vehiclefinder.finder.sentence import Sentence as Reading
from vehiclefinder.finder.sentence import read_sentence
from vehiclefinder.finder.times import ahead, told


def parse(context: typer.Context, sentence: Sentence, as_json: AsJson = False) -> None:
    """Show what is understood of a sentence."""
    settings = settings_of(context)
    now = datetime.now(time_zone(settings.timezone))
    said = read_sentence(open_reader(settings)(sentence), now)
    if as_json:
        unchecked = [asdict(one) for one in said.unchecked]
        print_json(asdict(said.query) | _where(said, clock_of(settings)) | {"unchecked": unchecked})
        return
    rows = [
        (i, target.role, keyword.label, ("not " if keyword.negated else "") + keyword.text, keyword.value)
        for i, target in enumerate(said.query.targets, 1)
        for keyword in target.keywords
    ]
    if not said.unread:
        print_table(("vehicle", "role", "label", "words", "means"), rows)
    for line in _lines(said, now):
        console.print(line, markup=False, highlight=False)


def _where(said: Reading, clock: SiteClock) -> dict[str, object]:
    """Return where and when the sentence says to look, and what it asks of all, by the names that REST has for it."""
    filters, question = said.filters, said.question
    since, until = (end and clock.local(end) for end in (filters.since, filters.until))
    zones, without = ([one.said for one in said.places.zones if one.negated is denied] for denied in (False, True))
    return {
        "cameras": filters.cameras,
        "excluded": filters.excluded,
        "zones": zones,
        "excluded_zones": without,
        "since": since,
        "until": until,
        "times": told(filters.times),
        "order": question.order or None,
        "count": question.counts,
    }


def _lines(said: Reading, now: datetime) -> Iterator[str]:
    filters = said.filters
    if cameras := (*filters.cameras, *(f"not {name}" for name in filters.excluded)):
        yield f"cameras: {', '.join(cameras)}"
    if zones := [f"{'not ' if one.negated else ''}{one.said}" for one in said.places.zones]:
        yield f"zones: {', '.join(zones)}"
    if filters.times:
        yield f"time is taken for {told(filters.times)}"
    yield from ahead(filters.times, now)
    if said.question.order:
        yield f"order: {said.question.order} (“{said.question.said}”)"
    if said.question.counts:
        yield "count: how many there are"
    for note in (*filter(None, [said.query.note]), *told_leftovers(said.unchecked)):
        yield f"note: {note}"
