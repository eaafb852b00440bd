"""Commands for tokens: programs, and people without a password, that may use the REST endpoint and the dashboard."""

from typing import Annotated

import typer

from vehiclefinder.assemble.accounts import open_accounts
from vehiclefinder.cli.common import AsJson, clock_of, console, errors, print_json, print_table, settings_of
from vehiclefinder.control.tokens import MAX_DAYS, TokenRequest
from vehiclefinder.core.access import LOCAL, Role
from vehiclefinder.core.paging import all_pages
from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.store.control.tokens import StoredToken

PAGE = 200

token = typer.Typer(help="Give programs access to the REST endpoint.", no_args_is_help=True, add_completion=False)


@token.command()
def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Who will hold it; stands in the audit log.", show_default=False)],
    role: Annotated[Role, typer.Option(help="What its holder may do.")] = Role.VIEWER,
    camera: Annotated[list[str] | None, typer.Option(help="Only this camera; may be repeated. All, if none.")] = None,
    days: Annotated[int | None, typer.Option(min=1, max=MAX_DAYS, help="Days until it ends. Never, if none.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a token and print it, this once."""
    request = TokenRequest(name, role, tuple(camera) if camera else None, days)
    with open_accounts(settings_of(context)) as accounts:
        fresh = accounts.tokens.create(LOCAL, request)
    if as_json:
        print_json(fresh.to_json())
        return
    errors.print("Keep it now: it is not stored, and cannot be shown again.")
    console.print(fresh.secret, markup=False)


@token.command("list")
def list_all(context: typer.Context, as_json: AsJson = False) -> None:
    """List tokens, without their secrets, revoked ones too."""
    with open_accounts(settings_of(context)) as accounts:
        found = list(all_pages(lambda after: accounts.tokens.list(LOCAL, PAGE, after)))
    if as_json:
        print_json([one.to_json() for one in found])
        return
    print_table(
        ("id", "name", "role", "cameras", "created", "expires", "revoked"),
        [_row(one, clock_of(settings_of(context))) for one in found],
    )


@token.command()
def revoke(
    context: typer.Context,
    token_id: Annotated[int, typer.Argument(metavar="ID", help="Number of the token.", show_default=False)],
) -> None:
    """End a token for good."""
    with open_accounts(settings_of(context)) as accounts:
        ended = accounts.tokens.revoke(LOCAL, token_id)
    console.print(f"{ended.name} is revoked.", markup=False)


def _row(one: StoredToken, clock: SiteClock) -> tuple[object, ...]:
    cameras = "all" if one.cameras is None else ", ".join(one.cameras)
    days = (clock.local(moment).date() if moment else None for moment in (one.created, one.expires, one.revoked))
    return (one.id, one.name, one.role, cameras, *days)
