"""The command that looks after an installation: doctor."""

import platform
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import typer

from vehiclefinder import __version__
from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.models import DETECTOR, IMAGE, open_detecting_session, open_encoding_session, open_models
from vehiclefinder.assemble.reference import deviations
from vehiclefinder.cli.common import AsJson, print_json, print_table, settings_of, warn
from vehiclefinder.core.errors import VehicleFinderError
from vehiclefinder.runtime.providers import usable_providers
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
    "torch",
)
ENGINES = ("av", "cv2", "faiss", "onnxruntime", "spacy")
"""What commands import when they need it, so that nothing else would notice that it is broken."""


def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Check versions, providers, models and the store; exit code 1 on problems."""
    settings = settings_of(context)
    report: dict[str, Any] = {
        "vehiclefinder": __version__,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
        "home": settings.home,
    }
    failures: dict[str, str] = {}  # why -> the first check that it keeps from its end
    for name, check in CHECKS:
        try:
            report[name] = check(settings)
        except VehicleFinderError as error:
            failures.setdefault(str(error), name)
    problems = [f"{name}: {why}" for why, name in failures.items()]
    problems += (*_wrong(report.get("values", {})), *report.get("store", {}).get("problems", ()))
    report["problems"] = problems
    if reason := report.get("store", {}).get("unwritable"):
        warn([f"nothing can be stored now: {reason}"])
    if as_json:
        print_json(report)
    else:
        print_table(("what", "state"), [(name, _flat(value)) for name, value in report.items()])
    raise typer.Exit(1 if problems else 0)


def _engines(settings: Settings) -> list[str]:
    missing = [name for name in ENGINES if not _importable(name)]
    if missing:
        raise VehicleFinderError(f"cannot import {', '.join(missing)}: pip install 'vehiclefinder[cpu]' (or [gpu])")
    return list(ENGINES)


def _importable(name: str) -> bool:
    try:
        import_module(name)
    except ImportError:
        return False
    return True


def _providers(settings: Settings) -> list[str]:
    return [provider.value for provider in usable_providers()]


def _runs_on(settings: Settings) -> dict[str, str]:
    opened = {DETECTOR: open_detecting_session(settings), IMAGE: open_encoding_session(settings)}
    return {name: session.get_providers()[0] for name, session in opened.items()} | {"index": "FAISS, CPU"}


def _models(settings: Settings) -> dict[str, str]:
    models = open_models(settings)
    return {name: models.get(name).sha256[:12] for name in models.names}


def _values(settings: Settings) -> dict[str, Any]:
    return {
        name: {"part": one.part, "deviates": float(f"{one.found:.3g}"), "allowed": one.allowed}
        for name, one in deviations(settings).items()
    }


def _wrong(values: Mapping[str, Any]) -> Iterator[str]:
    """Tell of the models that say something else here than where they were made."""
    for name, one in values.items():
        if not one["deviates"] <= one["allowed"]:
            told = f"its {one['part']} deviates by {one['deviates']}, and rounding by {one['allowed']} at most"
            yield f"values: {name} computes wrongly on this machine: {told}"


def _vectors(settings: Settings) -> dict[str, int]:
    encoder = open_models(settings).get(IMAGE).sha256
    with open_catalog(settings) as catalog:
        covered = catalog.coverage(encoder)
    return {
        "waiting": covered.waiting(),
        "without_pictures": covered.without_pictures(),
        "superseded_sources": len(covered.superseded),
    }


def _store(settings: Settings) -> dict[str, Any]:
    with open_catalog(settings) as catalog:
        return asdict(catalog.health()) | {"unwritable": catalog.unwritable() or catalog.database.try_writing()}


CHECKS: tuple[tuple[str, Callable[[Settings], Any]], ...] = (
    ("engines", _engines),
    ("providers", _providers),
    ("models", _models),
    ("runs_on", _runs_on),
    ("values", _values),
    ("vectors", _vectors),
    ("store", _store),
)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_flat(one)}" for key, one in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(str(one) for one in value) or "none"
    return str(value)
