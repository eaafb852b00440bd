"""Whether an archive of a case is what a site handed on; needs nothing but the archive, and the site's public key."""

import errno
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from vehiclefinder.control.cases.archive import CHUNK, PUBLIC_KEY, SIGNATURE, SUMS
from vehiclefinder.control.cases.zip_layout import EXTRA, layout_faults
from vehiclefinder.store.files.site_key import PublicKey

LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")
NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
"""Names that no program unpacks into another place."""
LARGEST = 16 << 20
"""Bytes of a list of hashes, at most."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found out about an archive.

    :param faults: What does not hold, in plain words; none where all does.
    :param files: How many files are what they are said to be.
    :param fingerprint: Of the key that signed it, or None.
    :param compared: Whether that is the key that was asked for; None where none was.
    """

    faults: tuple[str, ...]
    files: int = 0
    fingerprint: str | None = None
    compared: bool | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    def to_json(self) -> dict[str, Any]:
        """Return plain values, ready for ``json.dumps``."""
        return {
            "holds": self.holds,
            "faults": list(self.faults),
            "files": self.files,
            "key_fingerprint": self.fingerprint,
            "key_compared": self.compared,
        }


def verify(path: Path, key: PublicKey | None = None) -> Verification:
    """Check every sha256, the signature, and that no file is missing or more than is listed.

    :param key: That of the site; without it whoever changed the archive may have signed it anew with another.
    :raises OSError: The archive cannot be read.
    """
    with path.open("rb") as file:
        try:
            with ZipFile(file) as archive:
                return _Check(archive, layout_faults(file, archive), key).result()
        except (BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError) as error:
            return Verification((f"it is no whole ZIP archive: {error}",))
        except OSError as error:
            if error.errno != errno.EINVAL:  # it says that something lies before its beginning
                raise
            return Verification((f"it is no whole ZIP archive: {error.strerror}",))


class _Check:
    def __init__(self, archive: ZipFile, faults: list[str], key: PublicKey | None) -> None:
        self._archive = archive
        self._infos = {info.filename: info for info in archive.infolist()}
        self._faults = [*faults, *_entry_faults(archive.infolist())]
        self._key = key

    def result(self) -> Verification:
        if self._faults:  # what is not laid out as an archive of ours is not read: programs differ in what they see
            return Verification(tuple(self._faults))
        sums = self._small(SUMS)
        if sums is None:
            return Verification((f"{SUMS} is missing or too large",))
        fingerprint = self._signed_by(sums)
        intact = self._compare(sums)
        compared = None if self._key is None or fingerprint is None else fingerprint == self._key.fingerprint
        return Verification(tuple(self._faults), intact, fingerprint, compared)

    def _small(self, name: str) -> bytes | None:
        info = self._infos.get(name)
        return None if info is None or info.file_size > LARGEST else self._archive.read(info)

    def _signed_by(self, sums: bytes) -> str | None:
        """Return the fingerprint of the key whose signature is good."""
        signature, pem = self._small(SIGNATURE), self._small(PUBLIC_KEY)
        if signature is None or pem is None:
            self._faults.append(f"it is not signed: {SIGNATURE if signature is None else PUBLIC_KEY} is missing")
            return None
        try:
            key = PublicKey.from_pem(pem)
        except ValueError as error:
            self._faults.append(f"{PUBLIC_KEY}: {error}")
            return None
        if not key.signed(signature, sums):
            self._faults.append(f"{SIGNATURE} is not that of {PUBLIC_KEY} over {SUMS}")
            return None
        if self._key is not None and key.fingerprint != self._key.fingerprint:
            self._faults.append(
                f"it is signed with another key: expected {self._key.fingerprint}, got {key.fingerprint}"
            )
        return key.fingerprint

    def _compare(self, sums: bytes) -> int:
        """Hold the files against the list, and return how many are what it says."""
        listed = self._listed(sums)
        there = set(self._infos) - {SUMS, SIGNATURE}
        self._faults += [f"missing: {name}" for name in listed if name not in there]
        self._faults += [f"not listed in {SUMS}: {name}" for name in sorted(there - set(listed))]
        changed = [name for name in listed if name in there and self._sha256(name) != listed[name]]
        self._faults += [f"changed: {name}" for name in changed]
        return len(there & set(listed)) - len(changed)

    def _listed(self, sums: bytes) -> dict[str, str]:
        listed: dict[str, str] = {}
        for number, line in enumerate(sums.decode(errors="replace").removesuffix("\n").split("\n"), 1):
            found = LINE.fullmatch(line)
            if found is None or found[2] in listed:
                self._faults.append(f"{SUMS}, line {number}: expected a hash and a new name, got {line[:100]!r}")
            else:
                listed[found[2]] = found[1]
        return listed

    def _sha256(self, name: str) -> str | None:
        digest = hashlib.sha256()
        try:
            with self._archive.open(self._infos[name]) as file:
                while chunk := file.read(CHUNK):
                    digest.update(chunk)
        except (BadZipFile, EOFError):
            return None
        return digest.hexdigest()


def _entry_faults(infos: list[ZipInfo]) -> Iterator[str]:
    names: set[str] = set()
    for info in infos:
        name = info.orig_filename
        if not NAME.fullmatch(name):
            yield f"a name that may lead elsewhere: {name!r}"
        if name.casefold() in names:
            yield f"twice in the archive: {name!r}"
        names.add(name.casefold())
        kind = info.external_attr >> 16 & 0o170000
        plain = info.compress_type == ZIP_STORED and info.compress_size == info.file_size
        bare = not info.comment and len(info.extra) <= EXTRA
        if not (plain and bare) or info.flag_bits & ~0x800 or kind not in (0, 0o100000):
            yield f"not a plain stored file: {name!r}"
