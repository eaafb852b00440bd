"""The commands by which others check an archive without the program, as the page tells them."""

import re
import shutil
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest

from vehiclefinder.control.cases.cases import Cases
from vehiclefinder.core.access import LOCAL
from vehiclefinder.store.tracks.catalog import Catalog

from ..conftest import REPOSITORY


@pytest.fixture
def opened(tmp_path: Path) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl on this machine")
    with Catalog(tmp_path / "home") as catalog:
        cases = Cases(catalog, {})
        cases.export(LOCAL, cases.create(LOCAL, "theft").id, tmp_path / "a.zip")
        (tmp_path / "fingerprint").write_text(cases.public_key(LOCAL).fingerprint)
    with ZipFile(tmp_path / "a.zip") as archive:
        archive.extractall(tmp_path / "opened")
    return tmp_path / "opened"


def checks() -> list[str]:
    """Return the lines of the page that check what was unpacked: fingerprint, signature, hashes."""
    page = (REPOSITORY / "docs/how-to/evidence.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```bash\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    unpack, *lines = str(block).splitlines()
    assert unpack.startswith("unzip ")
    return lines


def run(line: str, folder: Path) -> tuple[bool, str]:
    done = subprocess.run(["bash", "-c", line], cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stdout


def test_what_was_not_touched_holds(opened: Path) -> None:
    key, signature, hashes = (run(line, opened) for line in checks())
    assert key == (True, f"{(opened.parent / 'fingerprint').read_text()}  -\n")
    assert signature == (True, "Signature Verified Successfully\n")
    assert hashes == (True, "report.html: OK\nreport.pdf: OK\nPUBLIC_KEY.pem: OK\ncase.json: OK\n")


def test_what_was_changed_does_not(opened: Path) -> None:
    _, signature, hashes = checks()
    (opened / "case.json").write_text("{}")
    assert not run(hashes, opened)[0]
    assert run(signature, opened)[0]
    (opened / "SHA256SUMS").write_bytes((opened / "SHA256SUMS").read_bytes() + b"\n")
    assert not run(signature, opened)[0]
