"""The command that shows what is understood of a sentence: parse."""

from dataclasses import asdict
from datetime import datetime

import typer

from ner.filters import read_filters
from ner.leftovers import told
from ner.unused import left_over, question_of
from vehiclefinder.assemble.reader import open_reader
from vehiclefinder.cli.common import AsJson, Sentence, console, print_json, print_table, settings_of


def parse(context: typer.Context, sentence: Sentence, as_json: AsJson = False) -> None:
    """Show what is understood of a sentence."""
    query = open_reader(settings_of(context))(sentence)
    read = (*question_of(query).spans, *read_filters(sentence, datetime.now()).spans)
    unchecked = left_over(query, read)
    if as_json:
        print_json(asdict(query) | {"unchecked": [asdict(one) for one in unchecked]})
        return
    rows = [
        (i, target.role, keyword.label, ("not " if keyword.negated else "") + keyword.text, keyword.value)
        for i, target in enumerate(query.targets, 1)
        for keyword in target.keywords
    ]
    print_table(("vehicle", "role", "label", "words", "means"), rows)
    for note in told(unchecked):
        console.print(f"note: {note}", markup=False)
