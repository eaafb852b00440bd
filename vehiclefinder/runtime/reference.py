"""What each model says of one picture and one sentence, kept beside the models: a machine is held against it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vehiclefinder.core.errors import ModelError
from vehiclefinder.core.types import ByteArray, FloatArray

PICTURE = "reference/picture.png"
OUTPUTS = "reference/outputs.json"
REMEDY = "'vehiclefinder export reference'"
"""What writes the outputs, once the models are the right ones."""
DIGITS = 7
"""Significant digits that are kept."""

Parts = Mapping[str, FloatArray]
"""What a model says, by the names of its parts, each compared by itself."""


@dataclass(frozen=True, slots=True)
class ReferenceOutput:
    """What a model said.

    :param sha256: Identity of the model.
    """

    sha256: str
    parts: Parts


def picture(root: Path) -> ByteArray:
    """Return the picture that the models are shown, uint8 (h, w, 3), RGB.

    :param root: The model folder.
    :raises ModelError: It is missing or damaged.
    """
    from PIL import Image

    try:
        with Image.open(root / PICTURE) as file:
            return np.asarray(file.convert("RGB"))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ModelError(f"no readable reference picture at {root / PICTURE}: {error}") from error


def write(root: Path, outputs: Mapping[str, ReferenceOutput]) -> None:
    """Write what the models said, by their names, in place of what was there."""
    told = {
        name: {"sha256": one.sha256, "parts": {part: _listed(values) for part, values in one.parts.items()}}
        for name, one in sorted(outputs.items())
    }
    (root / OUTPUTS).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def read(root: Path) -> dict[str, ReferenceOutput]:
    """Return what the models said, by their names.

    :raises ModelError: Nothing readable is there.
    """
    try:
        told = json.loads((root / OUTPUTS).read_text(encoding="utf-8"))
        return {name: ReferenceOutput(str(one["sha256"]), _parts(one["parts"])) for name, one in told.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            f"no readable reference outputs at {root / OUTPUTS}, write them by {REMEDY}: {error}"
        ) from error


def deviation(found: Parts, expected: Parts) -> tuple[str, float]:
    """Return the part that deviates most, and by how much: the length of the difference to that of what is expected.

    For vectors of unit length it is the root of 2 - 2 cos. A part of another shape, or with NaN, deviates by 1, wholly.
    """
    parts = {part: _relative(found.get(part), values) for part, values in expected.items()}
    worst = max(parts, key=lambda part: parts[part])
    return worst, parts[worst]


def _relative(found: FloatArray | None, expected: FloatArray) -> float:
    if found is not None and found.size == expected.size == 0:  # nothing was found, as expected: JSON keeps no shape
        return 0.0
    if found is None or found.shape != expected.shape or not np.all(np.isfinite(found)):
        return 1.0
    return float(np.linalg.norm(found - expected) / max(float(np.linalg.norm(expected)), 1e-9))


def _parts(told: Mapping[str, object]) -> Parts:
    parts = {name: np.array(values, np.float32) for name, values in told.items()}
    if not parts or not all(np.all(np.isfinite(values)) for values in parts.values()):
        raise ValueError(f"expected finite values in one part at least, got {', '.join(parts) or 'no part'}")
    return parts


def _listed(values: FloatArray) -> object:
    return np.vectorize(lambda value: float(f"{value:.{DIGITS}g}"), otypes=[float])(values).tolist()
