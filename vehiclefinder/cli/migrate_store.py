"""The command that moves a catalog into another database: migrate-store."""

from dataclasses import asdict
from typing import Annotated

import typer

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.store_move import EqualAnswer, move_store
from vehiclefinder.cli.common import AsJson, console, errors, print_json, print_table, settings_of
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.counting import counted
from vehiclefinder.core.errors import StoreError
from vehiclefinder.settings import Settings
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.database.engine import file_of
from vehiclefinder.store.database.home import FILE, parsed
from vehiclefinder.store.move.move import Moved

STAYS = "Pictures and videos stay where they are, and so does the index, which goes on, since the catalog kept its id."

Source = Annotated[
    str,
    typer.Argument(
        metavar="FROM", help="Where the catalog is: sqlite:///PATH or postgresql+psycopg://...", show_default=False
    ),
]
Target = Annotated[
    str, typer.Argument(metavar="TO", help="An empty database, or one that this was moving into.", show_default=False)
]


def migrate_store(context: typer.Context, source: Source, target: Target, as_json: AsJson = False) -> None:
    """Move the catalog into another database, such as from SQLite to PostgreSQL, or back.

    All programs that use it must have been stopped. What was cut off goes on when it is done again.
    """
    settings = settings_of(context)
    with errors.status("looking at both databases") as status:
        moved = move_store(
            settings, source, target, lambda doing, what, rows: status.update(f"{doing} {what}: {rows:,}")
        )
    _note(settings, target, moved)
    following = _following(settings, target, moved)
    if as_json:
        print_json({**asdict(moved), "equal": True, "next": following, "stays": STAYS})
        return
    print_table(("table", "rows"), [(name, f"{rows:,}") for name, rows in moved.rows.items() if rows])
    console.print()
    print_table(
        ("asked of both, and answered alike", "searched", "matches"),
        [(one.sentence, one.searched, one.matches) for one in moved.compared],
    )
    console.print()
    console.print(_done(moved), markup=False)
    console.print(STAYS)
    console.print(f"Next: {following}", markup=False)


def _note(settings: Settings, target: str, moved: Moved[list[EqualAnswer]]) -> None:
    try:
        with open_catalog(settings.replace(database=target)) as catalog:
            AuditLog(catalog.database).write(LOCAL, "store.migrate", {"from": moved.source, "to": moved.target})
    except StoreError as error:
        errors.print(f"this is not in the audit log: {error}", markup=False)


def _done(moved: Moved[list[EqualAnswer]]) -> str:
    how = "began anew, since the source had changed" if moved.began_anew else "went on where it was cut off"
    rows = f"{counted(sum(moved.rows.values()), 'row')} moved, and compared by value"
    return f"{moved.source} to {moved.target}: {rows}{f'; it {how}' if moved.went_on else ''}."


def _following(settings: Settings, target: str, moved: Moved[list[EqualAnswer]]) -> str:
    file = file_of(parsed(target))
    if file is not None and file.absolute() == (settings.home / FILE).absolute():
        setting = "take VEHICLEFINDER_DATABASE out of the environment, and `database` out of config.toml"
    else:
        left_out = {"its password": ":***@" in moved.target, "what follows its ?": parsed(target).query}
        besides = f" (with {' and '.join(name for name, is_so in left_out.items() if is_so)})"
        setting = f"set VEHICLEFINDER_DATABASE to {moved.target}{besides if any(left_out.values()) else ''}"
        setting += " for all programs"
    return f"{setting}, and start them. What is stored in {moved.source} from now on is not in the other."
