"""What a folder of columns holds: a small file that is replaced whole, so that it tells of what was written before it.

Its first line is the CRC-32 of the second, which is JSON.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4
from zlib import crc32

from vehiclefinder.core.errors import StaleIndexError

FORMAT = 6
"""Grows whenever the columns of ``Facts``, their codes or the header change."""
NAME = "header"
PART = ".part"
"""What the name of a header ends in that is being written."""


@dataclass(frozen=True, slots=True)
class IndexIdentity:
    """Whose rows they are.

    :param catalog: Id of the catalog.
    :param encoder: IndexIdentity of the encoder that made the vectors.
    :param judge: IndexIdentity of what told the shares from them.
    :param shard: Of which sources they are; empty where of all.
    """

    catalog: str
    encoder: str
    judge: str
    shard: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """All findable tracks of one generation of a catalog, in the files of an epoch.

    :param identity: Whose rows they are.
    :param generation: The generation of the catalog.
    :param epoch: Name of the folder that the columns lie in; rows are added there, and nothing else is ever changed.
    :param rows: How many there are. What the files hold beyond them was never finished, and does not count.
    :param width: d, the length of the vectors; 0 where there is none.
    :param sums: Name of each column -> CRC-32 of its rows.
    :param newest: What the last source up to that generation is known by, see :meth:`Catalog.newest`.
    """

    identity: IndexIdentity
    generation: int
    epoch: str
    rows: int = 0
    width: int = 0
    sums: Mapping[str, int] | None = None
    newest: str = ""


def new(identity: IndexIdentity) -> Header:
    """Return the header of a new epoch without rows."""
    return Header(identity, -1, uuid4().hex, sums={})


def write(folder: Path, header: Header) -> None:
    """Replace the header of a folder.

    :raises OSError: It cannot be written.
    """
    told = json.dumps({"format": FORMAT} | asdict(header)).encode()
    part = folder / f"{NAME}-{uuid4().hex}{PART}"
    try:
        part.write_bytes(b"%08x\n%s" % (crc32(told), told))
        part.replace(folder / NAME)
    finally:
        part.unlink(missing_ok=True)


def read(folder: Path, identity: IndexIdentity) -> Header:
    """Read the header of a folder, of whatever generation.

    :raises StaleIndexError: There is none, it is damaged, or it belongs to another catalog, encoder, shard or format.
    """
    path = folder / NAME
    if not path.is_file():
        raise StaleIndexError(f"no index at {folder}")
    try:
        checksum, told = path.read_bytes().split(b"\n", 1)
        if int(checksum, 16) != crc32(told):
            raise ValueError("the header was changed")
        values = json.loads(told)
        foreign = values.pop("format") != FORMAT or IndexIdentity(**values["identity"]) != identity
        header = None if foreign else _header(values | {"identity": identity})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:  # whatever JSON some program wrote
        raise StaleIndexError(f"damaged index at {folder}: {error}") from error
    if header is None:
        raise StaleIndexError(f"the index at {folder} belongs to another catalog, encoder or version")
    return header


def epoch_of(folder: Path) -> str | None:
    """Return the epoch that the header of a folder tells of, whosever it is; None where there is no readable one."""
    try:
        return str(json.loads((folder / NAME).read_bytes().split(b"\n", 1)[1])["epoch"])
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def _header(values: Mapping[str, Any]) -> Header:
    header = Header(**values)
    numbers = (header.generation, header.rows, header.width, *(header.sums or {}).values())
    are_texts = all(isinstance(one, str) for one in (header.epoch, header.newest))
    if not are_texts or not all(isinstance(one, int) and one >= -1 for one in numbers):
        raise ValueError("the header has values of other types")
    return header
