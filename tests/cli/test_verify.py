import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vehiclefinder.cli import app
from vehiclefinder.control.cases.cases import Cases
from vehiclefinder.core.access import LOCAL
from vehiclefinder.store.files.site_key import site_key
from vehiclefinder.store.tracks.catalog import Catalog


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with Catalog(tmp_path / "home") as catalog:
        cases = Cases(catalog, {})
        cases.export(LOCAL, cases.create(LOCAL, "theft").id, tmp_path / "a.zip")
    return tmp_path / "a.zip"


def test_an_archive_is_verified_without_a_home(archive: Path, tmp_path: Path) -> None:
    key = site_key(tmp_path / "home").public
    (tmp_path / "key.pem").write_bytes(key.pem)
    run = CliRunner().invoke(app, ["verify", str(archive), "--key", str(tmp_path / "key.pem"), "--json"])
    assert run.exit_code == 0
    assert json.loads(run.stdout) == {
        "holds": True, "faults": [], "files": 4, "key_fingerprint": key.fingerprint, "key_compared": True,
    }  # fmt: skip
    archive.write_bytes(archive.read_bytes().replace(b'"name": "theft"', b'"name": "fraud"'))
    run = CliRunner().invoke(app, ["verify", str(archive), "--json"])
    assert run.exit_code == 1
    assert "changed: case.json" in json.loads(run.stdout)["faults"]


def test_what_cannot_be_read_is_the_callers_mistake(archive: Path, tmp_path: Path) -> None:
    for arguments in ([str(tmp_path / "none.zip")], [str(archive), "--key", str(archive)]):
        with pytest.raises(ValueError, match="expected"):
            CliRunner().invoke(app, ["verify", *arguments], catch_exceptions=False)
