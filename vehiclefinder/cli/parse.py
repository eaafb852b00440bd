"""The command that shows what is understood of a sentence: parse."""

from dataclasses import asdict

import typer

from vehiclefinder.assemble.reader import open_reader
from vehiclefinder.cli.common import AsJson, Sentence, print_json, print_table, settings_of


def parse(context: typer.Context, sentence: Sentence, as_json: AsJson = False) -> None:
    """Show what is understood of a sentence."""
    query = open_reader(settings_of(context))(sentence)
    if as_json:
        print_json(asdict(query))
        return
    if query.note:
        typer.echo(query.note)
        if not query.targets:
            return
    rows = [
        (i, target.role, keyword.label, ("not " if keyword.negated else "") + keyword.text, keyword.value)
        for i, target in enumerate(query.targets, 1)
        for keyword in target.keywords
    ]
    print_table(("vehicle", "role", "label", "words", "means"), rows)
