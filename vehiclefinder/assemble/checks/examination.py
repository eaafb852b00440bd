"""All checks, one after the other."""

import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from vehiclefinder import __version__
from vehiclefinder.assemble.checks import left_over, machine, media, peers, program, stored, work
from vehiclefinder.assemble.checks.finding import Check
from vehiclefinder.assemble.checks.repairs import repair
from vehiclefinder.core.errors import VehicleFinderError
from vehiclefinder.settings import Settings

PACKAGES = (
    "numpy",
    "onnxruntime",
    "onnxruntime-gpu",
    "openvino",
    "faiss-cpu",
    "faiss-gpu",
    "spacy",
    "av",
    "sqlalchemy",
    "s3fs",
    "torch",
)
CHECKS: tuple[tuple[str, Check], ...] = (
    ("engines", program.engines),
    ("providers", program.providers),
    ("models", program.models),
    ("runs_on", program.runs_on),
    ("values", program.values),
    ("vectors", stored.vectors),
    ("store", stored.store),
    ("checksums", stored.checksums),
    ("media", media.media),
    ("pictures", stored.pictures),
    ("index", stored.index),
    ("peers", peers.peers),
    ("stranded", left_over.stranded),
    ("jobs", work.jobs),
    ("clock", machine.clock),
    ("disk", machine.disk),
)


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found.

    :param states: Subject -> plain values.
    :param problems: What is wrong, one line each; so it is after any repair.
    :param notes: What one should know besides.
    :param repaired: What was mended.
    """

    states: dict[str, Any]
    problems: list[str]
    notes: list[str]
    repaired: list[str]


def examine(settings: Settings, deep: bool = False, mend: bool = False) -> Examination:
    """Look at everything; writes nothing unless it is to mend.

    :param deep: Decode every picture, and compare every vector of the index.
    :param mend: Mend first what can be mended.
    """
    repaired, failures = repair(settings, deep) if mend else ([], [])
    found = Examination(_program(settings), [f"repair: {why}" for why in failures], [], repaired)
    told: dict[str, str] = {}  # why -> the first check that it keeps from its end
    for name, check in CHECKS:
        try:
            finding = check(settings, deep)
        except VehicleFinderError as error:
            told.setdefault(str(error), name)
            continue
        found.states[name] = finding.state
        found.problems.extend(f"{name}: {line}" for line in finding.problems)
        found.notes.extend(f"{name}: {line}" for line in finding.notes)
    found.problems.extend(f"{name}: {why}" for why, name in told.items())
    return found


def _program(settings: Settings) -> dict[str, Any]:
    return {
        "vehiclefinder": __version__,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
        "home": settings.home,
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
