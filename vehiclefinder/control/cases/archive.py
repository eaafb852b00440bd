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

from vehiclefinder.control.cases.exports import Export
from vehiclefinder.control.cases.pdf import pdf_report
from vehiclefinder.control.cases.report import write_report
from vehiclefinder.control.cases.shown import Evidence, Shown
from vehiclefinder.core.unwritable import write_error
from vehiclefinder.store.control.case_records import StoredCase, StoredItem
from vehiclefinder.store.files import file_copies

CHUNK = 1 << 20
READABLE = 0o644 << 16
"""Permissions of the files, where a ZIP archive keeps them."""
SUMS, SIGNATURE, PUBLIC_KEY = "SHA256SUMS", "SIGNATURE", "PUBLIC_KEY.pem"


def write_archive(out: Path, case: StoredCase, items: Iterable[StoredItem], export: Export) -> None:
    """Write a case to a file, never holding more than one item in memory with its path.

    The archive holds ``case.json`` (the case, its items, who exports it, the sha256 of the other files),
    ``report.html`` and ``report.pdf`` (the same for people), ``items/<item>/`` with pictures, clip and ``track.json``
    of each, ``SHA256SUMS`` for ``sha256sum -c``, ``PUBLIC_KEY.pem``, and ``SIGNATURE``: 64 bytes, ed25519, over
    ``SHA256SUMS``. Another export tells of another moment; the same case and the same ``export`` give the same bytes,
    and nothing is compressed, for compressors differ.

    :raises StoreError: It cannot be written; what was written of it is removed.
    """
    try:
        with ZipFile(out, "w", ZIP_STORED) as archive:
            _write(_Packer(archive), case, items, export)
    except OSError as error:
        out.unlink(missing_ok=True)
        raise write_error(f"cannot write the archive of case {case.id}", error) from error
    except BaseException:
        out.unlink(missing_ok=True)
        raise


def shown_item(item: StoredItem, export: Export, found: Mapping[str, str | None]) -> Shown:
    """Return an item as a report shows it.

    :param found: Name -> sha256 of the copy as it is now, or None where it is gone.
    """
    evidence = (
        Evidence(f"items/{item.id}/{name}", (item.folder / name).path, found[name], digest)
        for name, digest in item.files.items()
    )
    return Shown(item.to_json(), tuple(evidence), export.site.clock)


def hashes(item: StoredItem) -> dict[str, str | None]:
    """Return name -> sha256 of the copies of an item as they are now; None where one is gone."""
    found = {name: (item.folder / name).fetch() for name in item.files}
    return {name: file_copies.sha256(path) if path else None for name, path in found.items()}


def _write(packer: "_Packer", case: StoredCase, items: Iterable[StoredItem], export: Export) -> None:
    shown = [_pack(packer, item, export) for item in items]
    with packer.entry("report.html", case.created) as write:
        write_report(write, case, shown, export)
    packer.put("report.pdf", pdf_report(case, shown, export), case.created)
    if export.key:
        packer.put(PUBLIC_KEY, export.key.public.pem, case.created)
    said = {"items": [_item_json(one) for one in shown], "export": export.to_json(), "files": dict(packer.hashes)}
    packer.text("case.json", _json(case.to_json() | said), case.created)
    sums = "".join(f"{digest}  {name}\n" for name, digest in packer.hashes.items())
    packer.text(SUMS, sums, case.created)
    if export.key:
        packer.put(SIGNATURE, export.key.sign(sums.encode()), case.created)


def _pack(packer: "_Packer", item: StoredItem, export: Export) -> Shown:
    folder = f"items/{item.id}"
    found = {name: packer.file(f"{folder}/{name}", (item.folder / name).fetch(), item.added) for name in item.files}
    packer.text(f"{folder}/track.json", _json(item.facts), item.added)
    return shown_item(item, export, found)


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
        self.put(name, text.encode(), time)

    def put(self, name: str, data: bytes, time: datetime) -> None:
        with self.entry(name, time) as entry:
            entry.write(data)

    def file(self, name: str, path: Path | None, time: datetime) -> str | None:
        """Write a copy of a file and return its hash, or None where it is gone."""
        if path is None:
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
