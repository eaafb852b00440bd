"""The verified folder of models: a manifest that names every file, its sha256 and where it comes from."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vehiclefinder.core.errors import ModelError

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model file whose content was checked against the manifest.

    :param path: The file.
    :param sha256: Its content's hash, which is also the identity of the model.
    :param info: The manifest's entry: inputs, outputs, opset, licence, sources, metrics and the model's own constants.
    """

    path: Path
    sha256: str
    info: dict[str, Any]


def sha256_of(path: Path) -> str:
    """Return the hex sha256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class ModelFolder:
    """Model files by name, each verified once when it is asked for.

    :param root: A folder with a ``manifest.json``.
    :raises ModelError: The folder has no readable manifest.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._models = _read_manifest(root / MANIFEST)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that the manifest lists, sorted."""
        return tuple(sorted(self._models))

    def stated_sha256(self, name: str) -> str:
        """Return the hash that the manifest states of a model it lists, without reading the file."""
        return str(self._models[name]["sha256"])

    def get(self, name: str) -> ModelFile:
        """Return a verified model.

        :raises ModelError: The manifest does not name it, or the file is missing or damaged.
        """
        if name not in self._models:
            raise ModelError(f"no model {name!r} in {self.root / MANIFEST}: it has {', '.join(self.names) or 'none'}")
        info = self._models[name]
        path = self.root / info["file"]
        if not path.is_file():
            raise ModelError(f"model file missing: {path}")
        digest = sha256_of(path)
        if digest != info["sha256"]:
            raise ModelError(f"model file damaged: {path} (expected sha256 {info['sha256'][:12]}, got {digest[:12]})")
        return ModelFile(path, digest, info)


def register(root: Path, name: str, file: str, info: dict[str, Any]) -> None:
    """Write or replace one entry of the manifest; the sha256 is computed here.

    :param root: The model folder; its manifest is made if there is none.
    :param name: The model's name, such as ``"matcher-image"``.
    :param file: Path of the file, relative to ``root``, with ``/``.
    :param info: Everything else that the entry should hold.
    """
    path = root / MANIFEST
    models = _read_manifest(path) if path.exists() else {}
    models[name] = {"file": file, "sha256": sha256_of(root / file), **info}
    text = json.dumps({"version": 1, "models": dict(sorted(models.items()))}, indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def _read_manifest(path: Path) -> dict[str, dict[str, Any]]:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        models: dict[str, dict[str, Any]] = manifest["models"]
        complete = all("file" in info and "sha256" in info for info in models.values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"no readable model manifest at {path}: {error}") from error
    if not complete:
        raise ModelError(f"damaged model manifest at {path}: an entry lacks its file or sha256")
    return models
