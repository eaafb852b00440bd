"""A group of commands that imports one when it is called, so that a command starts without all others."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True, slots=True)
class LazyCommand:
    """Where a command, or a group of them, is found.

    :param place: Module and attribute, such as ``"package.module:function"``.
    :param help: Its first line of help, which stands in the list of commands before it is imported.
    """

    place: str
    help: str


def lazy_group(commands: Mapping[str, LazyCommand]) -> type[TyperGroup]:
    """Return a class of groups, for :class:`typer.Typer`, that knows commands by name and help alone."""

    class LazyGroup(TyperGroup):
        def __init__(self, **attributes: Any) -> None:
            super().__init__(**attributes)
            self.commands = {name: TyperCommand(name, help=command.help) for name, command in commands.items()}

        def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
            name, _, rest = super().resolve_command(ctx, args)
            return name, name and _load(name, commands[name].place), rest

    return LazyGroup


def _load(name: str, place: str) -> Any:
    module, _, attribute = place.partition(":")
    with _without_collections():
        found = getattr(import_module(module), attribute)
    command = typer.main.get_group(found) if isinstance(found, typer.Typer) else _single(found)
    command.name = name
    return command


@contextmanager
def _without_collections() -> Iterator[None]:
    """Imports make many objects and hardly any garbage; to look for it takes a tenth of a command's start."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _single(function: Callable[..., None]) -> Any:
    app = typer.Typer(add_completion=False)
    app.command()(function)
    return typer.main.get_command(app)
