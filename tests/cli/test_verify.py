import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vehiclefinder.cli import app, main
from vehiclefinder.control.cases.cases import Cases
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.errors import NotFoundError
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


@pytest.mark.parametrize("data", [b"", b"text", b"PK\5\6" + bytes(18), b"PK\5\6" + b"\xff" * 18])
def test_what_is_no_archive_does_not_hold(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    run = CliRunner().invoke(app, ["verify", str(tmp_path / "a.zip")], catch_exceptions=False)
    assert run.exit_code == 1
    assert run.stderr.startswith("does not hold: ")


def test_a_folder_is_the_callers_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["vehiclefinder", "verify", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2


def test_a_case_is_listed_and_exported_and_holds(archive: Path, tmp_path: Path) -> None:
    home = ["--home", str(tmp_path / "home")]
    listed = CliRunner().invoke(app, [*home, "case", "--json"], catch_exceptions=False)
    assert [(one["id"], one["name"], one["items"]) for one in json.loads(listed.stdout)] == [(1, "theft", 0)]
    (tmp_path / "out").mkdir()
    done = CliRunner().invoke(app, [*home, "case", "export", "1", "--folder", str(tmp_path / "out")])
    (made,) = (tmp_path / "out").iterdir()
    assert (done.exit_code, done.stdout.replace("\n", "")) == (0, str(made))
    assert made.name.startswith("case-1-theft-")
    run = CliRunner().invoke(app, ["verify", str(made)])
    assert run.exit_code == 0
    assert "holds: 4 files are as they were exported" in run.stdout.replace("\n", " ")
    with pytest.raises(NotFoundError, match="no case 9"):
        CliRunner().invoke(app, [*home, "case", "export", "9"], catch_exceptions=False)


def test_the_key_of_the_site_is_printed_alone(archive: Path, tmp_path: Path) -> None:
    key = site_key(tmp_path / "home").public
    home = ["--home", str(tmp_path / "home")]
    run = CliRunner().invoke(app, [*home, "site-key"])
    assert run.stdout.encode() == key.pem
    assert key.fingerprint in run.stderr.replace("\n", "")
    told = json.loads(CliRunner().invoke(app, [*home, "site-key", "--json"]).stdout)
    assert told == {"fingerprint": key.fingerprint, "pem": key.pem.decode()}
