"""The command line's reference, from the commands themselves."""

from collections.abc import Iterator
from typing import Any

import typer

from vehiclefinder.cli import app


def markdown() -> str:
    """Return a page with every command, its arguments and options."""
    root = typer.main.get_command(app)
    context = root.make_context("vehiclefinder", [], resilient_parsing=True)
    parts = ["# Command line", "Exit codes: 0 ok, 1 the world's fault, 2 the caller's.", *_section(root, context, 2)]
    return "\n\n".join(parts) + "\n"


def _section(command: Any, context: Any, level: int) -> Iterator[str]:
    if level > 2:
        yield f"{'#' * min(level - 1, 4)} {context.command_path}"
        yield _plain(command.help)
    yield f"```text\n{' '.join([context.command_path, *command.collect_usage_pieces(context)])}\n```"
    if rows := [row for row in (_row(one, context) for one in command.get_params(context)) if row]:
        yield "\n".join(["| argument or option | what it is | default |", "|---|---|---|", *rows])
    for name in command.list_commands(context) if hasattr(command, "list_commands") else ():
        _, child, _ = command.resolve_command(context, [name])
        below = child.make_context(name, [], parent=context, resilient_parsing=True)
        yield from _section(child, below, level + 1)


def _row(parameter: Any, context: Any) -> str:
    if getattr(parameter, "hidden", False) or parameter.name == "help":
        return ""
    names = [*parameter.opts, *parameter.secondary_opts] if parameter.param_type_name == "option" else [parameter.name]
    told = ", ".join(f"`{name}`" for name in names)
    default = parameter.get_default(context, call=False)
    shown = "" if default in (None, False, (), "") or callable(default) or parameter.required else f"`{default}`"
    return f"| {told} | {_plain(parameter.help)} | {'required' if parameter.required else shown} |"


def _plain(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|").replace("<", "&lt;")
