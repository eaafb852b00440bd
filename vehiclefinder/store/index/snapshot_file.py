"""The file that an index is kept in: a NumPy archive, whose every member carries a checksum."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.errors import StaleIndexError, StoreError
from vehiclefinder.store.tracks.facts import Facts

FORMAT = 4
"""Grows whenever the columns of ``Facts`` or the header change."""
HalfArray = NDArray[np.float16]


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """All findable tracks of one generation of a catalog, seen by one encoder.

    :param catalog: Id of the catalog.
    :param generation: Its generation.
    :param encoder: Identity of the encoder.
    :param facts: n rows.
    :param vectors: float16 (n, d), row by row those of ``facts``.
    :param versions: What the rows of each source depend on, by its id, as :meth:`Catalog.versions` tells it.
    """

    catalog: str
    generation: int
    encoder: str
    facts: Facts
    vectors: HalfArray
    versions: Mapping[int, str]

    def __post_init__(self) -> None:
        if self.vectors.dtype != np.float16 or self.vectors.ndim != 2 or len(self.vectors) != len(self.facts):
            expected = f"float16 vectors ({len(self.facts)}, d)"
            raise ValueError(f"expected {expected}, got {self.vectors.dtype} {self.vectors.shape}")


def cache_file(folder: Path, encoder: str) -> Path:
    """Return the file that holds the index of an encoder."""
    return folder / f"tracks-{sha256(encoder.encode()).hexdigest()[:16]}.npz"


def write(folder: Path, snapshot: Snapshot) -> None:
    """Write a snapshot, whole or not at all.

    :raises StoreError: It cannot be written.
    """
    path = cache_file(folder, snapshot.encoder)
    told = {"generation": snapshot.generation, "versions": dict(snapshot.versions)}
    header = _header(snapshot.catalog, snapshot.encoder) | told
    members: dict[str, Any] = {"header": json.dumps(header), "vectors": snapshot.vectors, **snapshot.facts.arrays()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _replace(path, members)
    except OSError as error:
        raise StoreError(f"cannot write the index {path}: {error.strerror or error}") from error


def _replace(path: Path, members: dict[str, Any]) -> None:
    part = path.with_name(f"{path.stem}-{uuid4().hex}.part.npz")
    try:
        np.savez(part, allow_pickle=False, **members)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def read(folder: Path, catalog: str, encoder: str) -> Snapshot:
    """Read the snapshot that was written last, of whatever generation.

    :raises StaleIndexError: There is none, it is damaged, or it belongs to another catalog, encoder or format.
    """
    path = cache_file(folder, encoder)
    if not path.is_file():
        raise StaleIndexError(f"no index at {path}")
    try:
        members = _members(path)
        header = json.loads(str(members.pop("header")))
        generation = header.pop("generation")
        versions = {int(source): version for source, version in header.pop("versions", {}).items()}
        if header == _header(catalog, encoder):
            vectors = members.pop("vectors")
            return Snapshot(catalog, generation, encoder, Facts(**members), vectors, versions)
    except Exception as error:  # a damaged archive fails in more ways than zipfile and NumPy can name
        raise StaleIndexError(f"damaged index at {path}: {error}") from error
    raise StaleIndexError(f"the index at {path} belongs to another catalog, encoder or version")


def _members(path: Path) -> dict[str, NDArray[Any]]:
    with zipfile.ZipFile(path) as archive:
        # Each member is read to its end before it is parsed, which is when its checksum is compared.
        return {
            name.removesuffix(".npy"): np.load(BytesIO(archive.read(name)), allow_pickle=False)
            for name in archive.namelist()
        }


def _header(catalog: str, encoder: str) -> dict[str, Any]:
    return {"format": FORMAT, "catalog": catalog, "encoder": encoder}
