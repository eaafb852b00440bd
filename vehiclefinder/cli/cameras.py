"""Commands for cameras: cameras, cameras set."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

import typer

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.cli.common import AsJson, console, print_json, print_table, reading, settings_of
from vehiclefinder.control.cameras import Cameras
from vehiclefinder.core.access import LOCAL
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.tracks.cameras import CameraStore

cameras = typer.Typer(invoke_without_command=True, add_completion=False)


@cameras.callback()
def list_all(context: typer.Context, as_json: AsJson = False) -> None:
    """List the cameras; say where north is in their pictures."""
    if context.invoked_subcommand is not None:
        return
    with reading(settings_of(context)) as catalog:
        found = catalog.cameras()
        norths = {id_: view.to_json()["north"] for id_, view in CameraStore(catalog.database).with_north().items()}
    if as_json:
        print_json([asdict(camera) | {"north": norths.get(camera.id)} for camera in found])
    else:
        rows = [(c.name, c.sources, c.tracks, _told(norths.get(c.id))) for c in found]
        print_table(("camera", "sources", "tracks", "north"), rows)


@cameras.command("set")
def change(
    context: typer.Context,
    camera: Annotated[str, typer.Argument(metavar="NAME", help="Name of the camera.", show_default=False)],
    north: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=360,
            help="Degrees of north in the picture: 0 down, towards the camera; 90 right; 180 up; 270 left.",
        ),
    ] = None,
    north_at: Annotated[
        tuple[float, float] | None,
        typer.Option(metavar="X Y", help="Where in the picture that holds, shares of its width and height."),
    ] = None,
    no_north: Annotated[bool, typer.Option("--no-north", help="Forget where north is.")] = False,
) -> None:
    """Say where north is in the picture of a camera, for sentences such as “northbound”."""
    if no_north == (north is not None) or (north is None and north_at is not None):
        raise ValueError("expected --north DEGREES, with --north-at X Y or without, or --no-north")
    said = None if north is None else {"degrees": north % 360.0, "at": north_at}
    with open_catalog(settings_of(context)) as catalog:
        done = Cameras(catalog, AuditLog(catalog.database)).update(LOCAL, camera, {"north": said})
    told = _told(done.view.to_json()["north"])
    where = f"north is {told} of its picture" if told else "nobody has said where north is"
    console.print(f"camera {done.camera.name}: {where}", markup=False)


def _told(north: Mapping[str, Any] | None) -> str | None:
    if north is None:
        return None
    at = "" if north["at"] is None else f" at {north['at'][0]:g}, {north['at'][1]:g}"
    return f"{north['degrees']:g}°{at}"
