"""The program: what it needs, what models it has, and whether they compute what they should."""

from importlib import import_module

from vehiclefinder.assemble.checks.finding import Finding
from vehiclefinder.assemble.models import DETECTOR, IMAGE, open_detecting_session, open_encoding_session, open_models
from vehiclefinder.assemble.reference import deviations
from vehiclefinder.core.errors import VehicleFinderError
from vehiclefinder.runtime.providers import usable_providers
from vehiclefinder.settings import Settings

ENGINES = ("av", "cv2", "faiss", "onnxruntime", "spacy")
"""What commands import when they need it, so that nothing else would notice that it is broken."""


def engines(settings: Settings, deep: bool) -> Finding:
    """Import what is imported late."""
    missing = [name for name in ENGINES if not _importable(name)]
    if missing:
        raise VehicleFinderError(f"cannot import {', '.join(missing)}: pip install 'vehiclefinder[cpu]' (or [gpu])")
    return Finding(list(ENGINES))


def _importable(name: str) -> bool:
    try:
        import_module(name)
    except ImportError:
        return False
    return True


def providers(settings: Settings, deep: bool) -> Finding:
    """Tell what models can run on."""
    return Finding([provider.value for provider in usable_providers()])


def runs_on(settings: Settings, deep: bool) -> Finding:
    """Tell what they run on."""
    opened = {DETECTOR: open_detecting_session(settings), IMAGE: open_encoding_session(settings)}
    return Finding({name: session.get_providers()[0] for name, session in opened.items()} | {"index": "FAISS, CPU"})


def models(settings: Settings, deep: bool) -> Finding:
    """Verify every model."""
    folder = open_models(settings)
    return Finding({name: folder.get(name).sha256[:12] for name in folder.names})


def values(settings: Settings, deep: bool) -> Finding:
    """Hold the models against what they said where they were made."""
    state, problems = {}, []
    for name, one in deviations(settings).items():
        found = float(f"{one.found:.3g}")
        state[name] = {"part": one.part, "deviates": found, "allowed": one.allowed}
        if not found <= one.allowed:
            told = f"its {one.part} deviates by {found}, and rounding by {one.allowed} at most"
            problems.append(f"{name} computes wrongly on this machine: {told}")
    return Finding(state, tuple(problems))
