"""What ``doctor`` says of a home."""

from pathlib import Path

from vehiclefinder import Settings
from vehiclefinder.assemble.checks import left_over, stored, work
from vehiclefinder.core.errors import VehicleFinderError

CHECKS = (stored.vectors, stored.store, stored.checksums, stored.pictures, stored.index, left_over.stranded, work.jobs)
"""Those that look at the home; the others are about the program and the machine."""


def doctor(home: Path) -> list[str]:
    """Return the problems that ``doctor --deep`` would tell of a home."""
    told = []
    for check in CHECKS:
        try:
            told += [f"doctor: {check.__name__}: {line}" for line in check(Settings(home=home), True).problems]
        except VehicleFinderError as error:
            told.append(f"doctor: {check.__name__}: {error}")
    return told
