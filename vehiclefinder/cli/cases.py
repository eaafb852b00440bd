"""Commands for cases as evidence: case, case export, site-key, verify."""

from pathlib import Path
from typing import Annotated

import typer

from vehiclefinder.cli.common import AsJson, console, errors, print_json, print_table, reading, settings_of
from vehiclefinder.control.cases.cases import Cases
from vehiclefinder.control.cases.verification import Verification
from vehiclefinder.control.cases.verification import verify as verify_archive
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.counting import counted
from vehiclefinder.core.paging import all_pages
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.files.site_key import PublicKey
from vehiclefinder.store.files.site_key import site_key as key_of

DOES_NOT_HOLD = 1
PAGE = 200

case = typer.Typer(invoke_without_command=True, add_completion=False)


@case.callback()
def list_all(context: typer.Context, as_json: AsJson = False) -> None:
    """List the cases; export one as a signed archive."""
    if context.invoked_subcommand is not None:
        return
    with reading(settings_of(context)) as catalog:
        cases = Cases(catalog, {})
        found = list(all_pages(lambda after: cases.list(LOCAL, PAGE, after)))
    if as_json:
        print_json([one.to_json() for one in found])
        return
    rows = [(one.id, one.name, one.items, one.created_by, "closed" if one.closed else "open") for one in found]
    print_table(("id", "name", "vehicles", "started by", "state"), rows)


@case.command()
def export(
    context: typer.Context,
    case_id: Annotated[int, typer.Argument(metavar="ID", help="Number of the case.", show_default=False)],
    folder: Annotated[Path, typer.Option(help="Where the archive goes, under a name that tells of the case.")] = Path(),
) -> None:
    """Write a case as one signed archive: pictures, clips, reports, SHA256SUMS."""
    from vehiclefinder.assemble.site import site

    settings = settings_of(context)
    with reading(settings) as catalog:
        out = Cases(catalog, {}, AuditLog(catalog.database, settings.audit_required), site(settings)).export_into(
            LOCAL, case_id, folder
        )
    console.print(str(out), markup=False)


def site_key(context: typer.Context, as_json: AsJson = False) -> None:
    """Print the public key with which this site signs archives, and its fingerprint."""
    settings = settings_of(context)
    with reading(settings):  # a home is made by what opens it
        key = key_of(settings.home).public
    if as_json:
        print_json({"fingerprint": key.fingerprint, "pem": key.pem.decode()})
        return
    errors.print(f"fingerprint (sha256): {key.fingerprint}", markup=False)
    console.print(key.pem.decode().strip(), markup=False)


def verify(
    archive: Annotated[Path, typer.Argument(help="Archive of a case.", show_default=False)],
    key: Annotated[
        Path | None, typer.Option(help="Public key of the site that it should be of (PEM).", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check the archive of a case, without a home; exit code 1: it does not hold, 2: it cannot be read."""
    try:
        found = verify_archive(archive, None if key is None else PublicKey.from_pem(key.read_bytes()))
    except OSError as error:
        raise ValueError(f"expected an archive and a key that can be read: {error}") from error
    if as_json:
        print_json(found.to_json())
    else:
        _tell(found)
    raise typer.Exit(0 if found.holds else DOES_NOT_HOLD)


def _tell(found: Verification) -> None:
    for fault in found.faults:
        errors.print(f"does not hold: {fault}", markup=False)
    if found.fingerprint:
        compared: dict[bool | None, str] = {True: "the key that was given", False: "NOT the key that was given"}
        told = compared.get(found.compared, "compared with none: ask the site for its key, and give it by --key")
        console.print(f"signed by {found.fingerprint} ({told})", markup=False)
    if found.holds:
        held = counted(found.files, "file is as it was", "files are as they were")
        console.print(
            f"holds: {held} exported, none is missing or added",
            markup=False,
        )
