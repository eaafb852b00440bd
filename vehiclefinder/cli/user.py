"""Commands for users: people who log in by name and password, or through a proxy that knows them."""

import sys
from typing import Annotated

import typer

from vehiclefinder.assemble.accounts import open_accounts
from vehiclefinder.cli.common import AsJson, clock_of, console, print_json, print_table, settings_of
from vehiclefinder.control.users import UserRequest
from vehiclefinder.core.access import LOCAL, Role
from vehiclefinder.core.paging import all_pages
from vehiclefinder.core.site_clock import SiteClock
from vehiclefinder.store.control.users import StoredUser

PAGE = 200

Name = Annotated[str, typer.Argument(help="Of the user; stands in the audit log.", show_default=False)]
Camera = Annotated[list[str] | None, typer.Option(help="Only this camera; may be repeated. All, if none.")]

user = typer.Typer(help="Say who may log in, by name and password.", no_args_is_help=True, add_completion=False)


@user.command()
def create(
    context: typer.Context,
    name: Name,
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.VIEWER,
    camera: Camera = None,
    no_password: Annotated[bool, typer.Option("--no-password", help="A trusted proxy says who they are.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a user; the password is asked for, or read as a line from a pipe."""
    request = UserRequest(name, role, tuple(camera) if camera else None)
    password = None if no_password else _password()
    with open_accounts(settings_of(context)) as accounts:
        made = accounts.users.create(LOCAL, request, password)
    if as_json:
        print_json(made.to_json())
    else:
        console.print(f"{made.name} is user {made.id}.", markup=False)


@user.command("list")
def list_all(context: typer.Context, as_json: AsJson = False) -> None:
    """List users, disabled ones too."""
    with open_accounts(settings_of(context)) as accounts:
        found = list(all_pages(lambda after: accounts.users.list(LOCAL, PAGE, after)))
    if as_json:
        print_json([one.to_json() for one in found])
        return
    print_table(
        ("id", "name", "role", "cameras", "password", "created", "disabled"),
        [_row(one, clock_of(settings_of(context))) for one in found],
    )


@user.command()
def password(context: typer.Context, name: Name) -> None:
    """Give a user another password, which logs them out everywhere."""
    with open_accounts(settings_of(context)) as accounts:
        found = accounts.users.named(LOCAL, name)
        accounts.users.set_password(LOCAL, found.id, _password())
    console.print(f"{name} has another password, and is logged out.", markup=False)


@user.command("set")
def set_rights(
    context: typer.Context,
    name: Name,
    role: Annotated[Role, typer.Option(help="What they may do from now on.")],
    camera: Camera = None,
) -> None:
    """Give a user other rights: this role, and these cameras or all."""
    with open_accounts(settings_of(context)) as accounts:
        found = accounts.users.named(LOCAL, name)
        accounts.users.set_rights(LOCAL, found.id, role, tuple(camera) if camera else None)
    console.print(f"{name} is {role} of {', '.join(camera) if camera else 'all cameras'}.", markup=False)


@user.command()
def disable(context: typer.Context, name: Name) -> None:
    """Lock a user out at once; their name stays theirs."""
    with open_accounts(settings_of(context)) as accounts:
        accounts.users.set_disabled(LOCAL, accounts.users.named(LOCAL, name).id, disabled=True)
    console.print(f"{name} is disabled.", markup=False)


@user.command()
def enable(context: typer.Context, name: Name) -> None:
    """Let a user in again, who logs in anew."""
    with open_accounts(settings_of(context)) as accounts:
        accounts.users.set_disabled(LOCAL, accounts.users.named(LOCAL, name).id, disabled=False)
    console.print(f"{name} may log in again.", markup=False)


def _password() -> str:
    """Ask twice where somebody sits there; a command line would show it to everybody on the machine."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first: str = typer.prompt("Password", hide_input=True, err=True)
    if typer.prompt("Once more", hide_input=True, err=True) != first:
        raise ValueError("expected the same password twice, got two")
    return first


def _row(one: StoredUser, clock: SiteClock) -> tuple[object, ...]:
    cameras = "all" if one.cameras is None else ", ".join(one.cameras)
    days = (clock.local(moment).date() if moment else None for moment in (one.created, one.disabled))
    return (one.id, one.name, one.role, cameras, "yes" if one.has_password else None, *days)
