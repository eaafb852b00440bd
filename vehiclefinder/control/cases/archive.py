"""A case as one ZIP archive that explains itself and can be checked without this program."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from vehiclefinder.control.cases.report import Evidence, Shown, write_report
from vehiclefinder.core.unwritable import write_error
from vehiclefinder.store.control.case_records import StoredCase, StoredItem

CHUNK = 1 << 20
READABLE = 0o644 << 16
"""Permissions of the files, where a ZIP archive keeps them."""


def write_archive(out: Path, case: StoredCase, items: Iterable[StoredItem]) -> None:
    """Write a case to a file, never holding more than one item in memory with its path.

    The archive holds ``case.json`` (the case, its items, the sha256 of every other file), ``report.html`` (the same
    for people, printable), ``items/<item>/`` with pictures, clip and ``track.json`` of each, and ``SHA256SUMS`` for
    ``sha256sum -c``. The same case gives the same bytes: nothing in it tells of the export, and nothing is compressed,
    for compressors differ.

    :raises StoreError: It cannot be written; what was written of it is removed.
    """
    try:
        with ZipFile(out, "w", ZIP_STORED) as archive:
            _write(_Packer(archive), case, items)
    except OSError as error:
        out.unlink(missing_ok=True)
        raise write_error(f"cannot write the archive of case {case.id}", error) from error
    except BaseException:
        out.unlink(missing_ok=True)
        raise


def _write(packer: "_Packer", case: StoredCase, items: Iterable[StoredItem]) -> None:
    shown = [_pack(packer, item) for item in items]
    with packer.entry("report.html", case.created) as write:
        write_report(write, case, shown)
    facts = case.to_json() | {"items": [_item_json(one) for one in shown], "files": dict(packer.hashes)}
    packer.text("case.json", _json(facts), case.created)
    sums = "".join(f"{digest}  {name}\n" for name, digest in packer.hashes.items())
    packer.text("SHA256SUMS", sums, case.created)


def _pack(packer: "_Packer", item: StoredItem) -> Shown:
    folder = f"items/{item.id}"
    evidence = []
    for name, digest in item.files.items():
        found = packer.file(f"{folder}/{name}", item.folder / name, item.added)
        evidence.append(Evidence(f"{folder}/{name}", found, digest))
    packer.text(f"{folder}/track.json", _json(item.facts), item.added)
    return Shown(item.to_json(), tuple(evidence))


def _item_json(shown: Shown) -> dict[str, Any]:
    files = [
        {"file": one.name, "sha256": one.found, "sha256_when_added": one.added, "intact": one.intact}
        for one in shown.evidence
    ]
    return dict(shown.item) | {"files": files}


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


@dataclass(frozen=True, slots=True)
class _Packer:
    """Writes entries and remembers what they hash to; ``hashes`` is name -> sha256 in the order of writing."""

    archive: ZipFile
    hashes: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, text: str, time: datetime) -> None:
        with self.entry(name, time) as entry:
            entry.write(text.encode())

    def file(self, name: str, path: Path, time: datetime) -> str | None:
        """Write a copy of a file and return its hash, or None where it is gone."""
        if not path.is_file():
            return None
        with path.open("rb") as file, self.entry(name, time, path.stat().st_size) as entry:
            while chunk := file.read(CHUNK):
                entry.write(chunk)
        return self.hashes[name]

    @contextmanager
    def entry(self, name: str, time: datetime, size: int = 0) -> Iterator["_Hashing"]:
        info = ZipInfo(name, time.astimezone(UTC).timetuple()[:6])
        info.create_system, info.external_attr, info.file_size = 3, READABLE, size
        with self.archive.open(info, "w") as target:
            hashing = _Hashing(target)
            yield hashing
        self.hashes[name] = hashing.digest.hexdigest()


class _Hashing:
    """Hashes what it writes."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> None:
        self.digest.update(data)
        self._target.write(data)
