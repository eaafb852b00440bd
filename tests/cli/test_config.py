"""The command that says which settings hold, and who chose them."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from vehiclefinder.cli import app, main
from vehiclefinder.cli.common import console


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a file of settings, and an environment that overrides one of them."""
    (tmp_path / "config.toml").write_text(
        'database = "postgresql://ada:secret@db/vf"\nthreads = 3\nstreams = 9\nstream_hosts = ["a", "b:554"]\n'
    )
    monkeypatch.setenv("VEHICLEFINDER_THREADS", "5")
    return tmp_path


def show(*arguments: str) -> str:
    done = CliRunner().invoke(app, [*arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_every_value_is_shown_with_its_source(home: Path) -> None:
    shown: list[dict[str, Any]] = json.loads(show("--home", str(home), "config", "show", "--json"))
    file = str(home / "config.toml")
    assert {row["name"]: (row["value"], row["source"]) for row in shown} == {
        "home": (str(home), "command line"),
        "database": ("**********", file),
        "media": (None, "default"),
        "models": (None, "default"),
        "provider": ("auto", "default"),
        "threads": (5, "VEHICLEFINDER_THREADS"),
        "detector_side": (0, "default"),
        "detections_per_second": (4, "default"),
        "ingest": (True, "default"),
        "workers": (0, "default"),
        "worker_memory_mb": (2048, "default"),
        "worker_silence": (300, "default"),
        "webhook_hosts": ([], "default"),
        "video_roots": ([], "default"),
        "stream_hosts": (["a", "b:554"], file),
        "streams": (9, file),
        "stream_alarm_minutes": (5, "default"),
        "alarm_webhook": (None, "default"),
        "alarm_key": (None, "default"),
        "mqtt_url": (None, "default"),
        "mqtt_prefix": ("vehiclefinder", "default"),
        "searches": (0, "default"),
        "recordings_gb": (20, "default"),
        "audit_required": (False, "default"),
        "timezone": (None, "default"),
        "trusted_proxies": ([], "default"),
        "proxy_user_header": (None, "default"),
        "cors_origins": ([], "default"),
        "requests_per_minute": (0, "default"),
        "shard": (None, "default"),
        "peers": ([], "default"),
        "peer_token": (None, "default"),
    }


def test_the_table_hides_secrets(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEHICLEFINDER_HOME", str(home))
    monkeypatch.setattr(console, "width", 1000)
    rows = {line.split()[0]: line.split()[1:] for line in show("config", "show").splitlines()}
    assert rows["name"] == ["value", "source"]
    assert rows["home"] == [str(home), "VEHICLEFINDER_HOME"]
    assert rows["database"] == ["**********", str(home / "config.toml")]
    assert rows["stream_hosts"] == ["a,", "b:554", str(home / "config.toml")]
    assert rows["webhook_hosts"] == ["–", "default"]


def test_a_wrong_file_is_one_line(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "config.toml").write_text("threads = 3\nthreds = 4\n")
    monkeypatch.setattr("sys.argv", ["vehiclefinder", "--home", str(home), "config", "show"])
    with pytest.raises(SystemExit, match="2"):
        main()
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"error: expected keys of {home / 'config.toml'} to be of database, ")
    assert line.endswith("got 'threds'")
