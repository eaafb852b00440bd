"""What the command line has against words."""

from typing import Any

import typer

from vehiclefinder.cli import app


def refusal(words: list[str]) -> str:
    """Return what the command line has against words, without doing what they say; empty where it has nothing.

    Whether files are there is not asked.
    """
    command: Any = typer.main.get_command(app)
    name, parent, left = "vehiclefinder", None, list(words)
    try:
        while hasattr(command, "list_commands"):
            parent = command.make_context(name, left, parent=parent)
            words = [*parent._protected_args, *parent.args]
            if not words and command.invoke_without_command:
                return ""
            name, command, left = command.resolve_command(parent, words)
        command.make_context(name, left, parent=parent)
    except typer.Exit:
        return ""
    except Exception as error:
        told = str(getattr(error, "message", "") or error)
        return "" if told.endswith("does not exist.") else told
    return ""
