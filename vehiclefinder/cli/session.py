"""Commands for sessions: browsers that are logged in."""

from typing import Annotated

import typer

from vehiclefinder.assemble.accounts import open_accounts
from vehiclefinder.cli.common import AsJson, clock_of, console, print_json, print_table, settings_of
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.store.control.sessions import StoredSession

session = typer.Typer(help="See who is logged in, and log them out.", no_args_is_help=True, add_completion=False)


@session.command("list")
def list_all(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List sessions, those too that ended within the last three months."""
    settings = settings_of(context)
    clock = clock_of(settings)
    with open_accounts(settings) as accounts:
        found = accounts.sessions.list(LOCAL, limit)
    if as_json:
        print_json([one.to_json() for one in found])
        return
    print_table(("id", "name", "open", "begun", "last used", "address", "browser"), [_row(one, clock) for one in found])


@session.command()
def revoke(
    context: typer.Context,
    session_id: Annotated[int, typer.Argument(metavar="ID", help="Number of the session.", show_default=False)],
) -> None:
    """Log a browser out."""
    with open_accounts(settings_of(context)) as accounts:
        ended = accounts.sessions.revoke(LOCAL, session_id)
    console.print(f"The session of {ended.name} is ended.", markup=False)


def _row(one: StoredSession, clock: SiteClock) -> tuple[object, ...]:
    times = (f"{clock.local(moment):%Y-%m-%d %H:%M}" for moment in (one.created, one.seen))
    return (one.id, one.name, "yes" if one.open else None, *times, one.address, one.agent)
