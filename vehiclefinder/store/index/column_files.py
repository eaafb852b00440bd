"""The files that an index is kept in: one for each column, mapped into memory, which all processes share.

Rows are only ever added: to the files first, then to the header. Whoever died in between left bytes that no header
tells of, and the next one cuts them off. Writers hold the lock of the folder; readers need none.
"""

import mmap
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.errors import StaleIndexError, StoreError, VehicleFinderError
from vehiclefinder.core.shard import WHOLE, Shard
from vehiclefinder.core.unwritable import write_error
from vehiclefinder.store.files.lock import FileLock, wait_for
from vehiclefinder.store.index import index_header
from vehiclefinder.store.index.index_header import Header, IndexIdentity

PIECE = 1 << 20
"""Bytes that are read at a time where only their checksum counts."""
VECTORS = "vectors"
"""The column of vectors, float16 (n, d); all others have one number a row."""
Columns = Mapping[str, NDArray[Any]]
FOLDER = "index"
"""Folder of a home in which indexes lie."""


def folder_name(encoder: str, shard: Shard = WHOLE) -> str:
    """Return what the folder of an encoder's index is called; those of shards begin like that of the whole."""
    of_shard = "" if shard == WHOLE else f"-{shard.number}of{shard.count}"
    return f"tracks-{sha256(encoder.encode()).hexdigest()[:16]}{of_shard}"


class ColumnFiles:
    """The columns of one encoder's index.

    :param folder: Where indexes lie; made if there is none.
    :param encoder: IndexIdentity of the encoder.
    :param dtypes: Name of each column -> its type.
    :param shard: Whose sources are in it.
    """

    def __init__(self, folder: Path, encoder: str, dtypes: Mapping[str, Any], shard: Shard = WHOLE) -> None:
        self.folder = folder / folder_name(encoder, shard)
        self.shard = shard
        self._dtypes = {name: np.dtype(dtype) for name, dtype in dtypes.items()}

    def lock(self) -> FileLock:
        """Wait until nobody else writes, and return the lock to hold meanwhile.

        :raises StoreError: It cannot be made.
        """
        return wait_for(self.folder.with_suffix(".lock"))

    def read(self, identity: IndexIdentity) -> Header:
        """Read the header, see :func:`index_header.read`."""
        return index_header.read(self.folder, identity)

    def map(self, header: Header, seen: Header | None = None) -> dict[str, NDArray[Any]]:
        """Map all columns, and compare their checksums.

        :param seen: A header whose rows were compared already, such as the one before; None where none was.
        :raises StaleIndexError: A column is missing or damaged.
        """
        if seen is None or seen.epoch != header.epoch or seen.rows > header.rows:
            seen = replace(header, rows=0, sums={})
        try:
            return {name: self._mapped(name, header, seen) for name in self._dtypes}
        except (OSError, ValueError) as error:
            raise StaleIndexError(f"damaged index at {self.folder}: {error}") from error

    def none(self) -> dict[str, NDArray[Any]]:
        """Return all columns without a row."""
        return {name: np.zeros((0, 0) if name == VECTORS else 0, dtype) for name, dtype in self._dtypes.items()}

    def append(self, header: Header, columns: Columns) -> Header:
        """Add rows to the files; they count once the header that is returned is written.

        :param columns: Those of all names, of n rows.
        :raises StoreError: They cannot be written, or vectors are of another length than those before.
        """
        vectors, sums = columns[VECTORS], dict(header.sums or {})
        if not len(vectors):
            return header
        if header.rows and vectors.shape[1] != header.width:
            raise StoreError("vectors of one encoder differ in length: the catalog is damaged")
        header = replace(header, width=vectors.shape[1])
        try:
            (self.folder / header.epoch).mkdir(parents=True, exist_ok=True)
            for name, dtype in self._dtypes.items():
                data = np.ascontiguousarray(columns[name], dtype).tobytes()
                with self._path(header, name).open("ab") as file:
                    file.truncate(header.rows * self._row(name, header))
                    file.write(data)
                sums[name] = crc32(data, sums.get(name, 0))
        except OSError as error:
            raise self._unwritable(error) from error
        return replace(header, rows=header.rows + len(vectors), sums=sums)

    def commit(self, header: Header) -> None:
        """Write a header, and remove the files of former epochs, formats and headers that were never finished.

        Who has columns mapped keeps them.

        :raises StoreError: It cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            index_header.write(self.folder, header)
        except OSError as error:
            raise self._unwritable(error) from error
        self._remove_former(header.epoch)
        self.folder.with_suffix(".npz").unlink(missing_ok=True)

    def discard_unfinished(self, identity: IndexIdentity) -> None:
        """Remove what was added and is told by no header, such as where the disk was full; called under the lock."""
        try:
            header = index_header.read(self.folder, identity)
        except StaleIndexError:
            header = index_header.new(identity)  # of no file
        with suppress(OSError):
            self._remove_former(header.epoch)
            for name in self._dtypes:
                path = self._path(header, name)
                if path.is_file() and path.stat().st_size > header.rows * self._row(name, header):
                    os.truncate(path, header.rows * self._row(name, header))

    def _remove_former(self, epoch: str) -> None:
        for former in self.folder.iterdir():
            if former.is_dir() and former.name != epoch:
                shutil.rmtree(former, ignore_errors=True)
            elif former.suffix == index_header.PART:
                former.unlink(missing_ok=True)

    def _mapped(self, name: str, header: Header, seen: Header) -> NDArray[Any]:
        shape = (header.rows, header.width) if name == VECTORS else (header.rows,)
        size, begin = (one.rows * self._row(name, header) for one in (header, seen))
        if not size:
            return np.zeros(shape, self._dtypes[name])
        with self._path(header, name).open("rb") as file:
            checksum, left = (seen.sums or {}).get(name, 0), size - begin
            file.seek(begin)
            while left and (data := file.read(min(PIECE, left))):
                checksum, left = crc32(data, checksum), left - len(data)
            if left or checksum != (header.sums or {}).get(name):
                raise ValueError(f"the column {name} is not as it was written")
            mapped = mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ)
        return np.frombuffer(mapped, self._dtypes[name]).reshape(shape)

    def _row(self, name: str, header: Header) -> int:
        """Bytes of a row of a column."""
        return int(self._dtypes[name].itemsize) * (header.width if name == VECTORS else 1)

    def _path(self, header: Header, name: str) -> Path:
        return self.folder / header.epoch / name

    def _unwritable(self, error: OSError) -> VehicleFinderError:
        return write_error(f"cannot write the index {self.folder}", error)
