"""What the commands of the workshop share."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from vehiclefinder.cli.common import errors
from vehiclefinder.core.errors import VehicleFinderError

Crops = Annotated[Path, typer.Option(help="Folder with labels.csv and crops/.", exists=True, show_default=False)]


@contextmanager
def train_extra() -> Iterator[None]:
    """Tell how PyTorch is installed, where the block finds none.

    :raises VehicleFinderError: Something of the extra ``train`` is missing.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise VehicleFinderError(f"{error.name} is not installed: pip install 'vehiclefinder[train]'") from error


def tell_of_fresh_start(resume: bool, checkpoint: Path) -> None:
    """Report where a training that is to go on has nothing to go on from."""
    if resume and not checkpoint.exists():
        report(f"there is no checkpoint {checkpoint} to go on from: training begins anew")


def report(line: str) -> None:
    """Print a line of progress on standard error."""
    errors.print(line, markup=False)
