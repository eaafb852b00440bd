"""What the file, the environment and the command line choose."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.core.errors import StoreError
from vehiclefinder.runtime.providers import Provider
from vehiclefinder.settings import Settings


def test_the_environment_overrides_the_defaults() -> None:
    settings = Settings.from_environment(
        {
            "VEHICLEFINDER_HOME": "/data/vf",
            "VEHICLEFINDER_DATABASE": "postgresql://db/vf",
            "VEHICLEFINDER_MODELS": "/models",
            "VEHICLEFINDER_PROVIDER": "cpu",
            "VEHICLEFINDER_THREADS": "4",
            "VEHICLEFINDER_WEBHOOK_HOSTS": "hooks.example.org, 10.0.0.7:8443,",
        }
    )
    hosts = ("hooks.example.org", "10.0.0.7:8443")
    assert settings == Settings(
        home=Path("/data/vf"),
        database=SecretStr("postgresql://db/vf"),
        models=Path("/models"),
        provider=Provider.CPU,
        threads=4,
        webhook_hosts=hosts,
    )


def test_the_command_line_overrides_the_environment() -> None:
    assert Settings.from_environment({"VEHICLEFINDER_HOME": "/a"}, home=Path("/b")).home == Path("/b")


def test_without_either_the_home_is_the_users_own() -> None:
    settings = Settings.from_environment({})
    assert settings.home.name == "vehiclefinder"
    assert settings.database is None
    assert settings.webhook_hosts == ()


@pytest.mark.parametrize(("name", "value"), [("PROVIDER", "tpu"), ("THREADS", "0"), ("THREADS", "many")])
def test_bad_values_say_what_was_expected(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=rf"VEHICLEFINDER_{name} to be .* got '{value}'"):
        Settings.from_environment({f"VEHICLEFINDER_{name}": value})


def write(home: Path, text: str) -> Path:
    (home / "config.toml").write_text(text)
    return home


def test_the_constructor_reads_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEHICLEFINDER_THREADS", "7")
    home = write(tmp_path, "streams = 9")
    assert (Settings(home=home).threads, Settings(home=home).streams) == (1, 4)
    assert (Settings.from_environment(home=home).threads, Settings.from_environment(home=home).streams) == (7, 9)


def test_the_environment_overrides_the_file_and_the_file_the_defaults(tmp_path: Path) -> None:
    home = write(tmp_path, 'threads = 3\nstreams = 9\nprovider = "cpu"\nwebhook_hosts = ["a.org"]')
    settings = Settings.from_environment(
        {"VEHICLEFINDER_HOME": str(home), "VEHICLEFINDER_THREADS": "5", "VEHICLEFINDER_WEBHOOK_HOSTS": ""}
    )
    assert (settings.home, settings.threads, settings.streams, settings.recordings_gb) == (home, 5, 9, 20)
    assert (settings.provider, settings.webhook_hosts) == (Provider.CPU, ())


def test_lists_of_the_environment_are_divided(tmp_path: Path) -> None:
    roots = os.pathsep.join(("~", "", str(tmp_path)))
    names = {"VEHICLEFINDER_VIDEO_ROOTS": roots, "VEHICLEFINDER_STREAM_HOSTS": " Gate.Example.ORG:554 ,, b"}
    settings = Settings.from_environment(names, home=tmp_path)
    assert settings.video_roots == (Path.home().resolve(), tmp_path.resolve())
    assert settings.stream_hosts == ("gate.example.org:554", "b")


ORIGINS = "expected cors_origins in {} to be a list of origins such as https://app.example, none with a path or *, got "


def test_folders_in_the_file_are_relative_to_it(tmp_path: Path) -> None:
    home = write(tmp_path, 'models = "m"\nvideo_roots = ["v", "/w", "~"]\nstream_hosts = ["Gate"]')
    settings = Settings.from_environment({}, home=home)
    assert settings.models == tmp_path / "m"
    assert settings.video_roots == ((tmp_path / "v").resolve(), Path("/w"), Path.home().resolve())
    assert settings.stream_hosts == ("gate",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("threads = 'x'", "expected threads in {} to be a number from 1, got 'x'"),
        ("threads = true", "expected threads in {} to be a number from 1, got True"),
        ("detector_side = 32", "expected detector_side in {} to be 0, or a number from 160 to 1920, got 32"),
        ("audit_required = 1", "expected audit_required in {} to be true or false, got 1"),
        ("recordings_gb = -1", "expected recordings_gb in {} to be a number from 0, got -1"),
        ("timezone = 'Mars/Base'", "expected timezone in {} to be a time zone such as Europe/Berlin, got 'Mars/Base'"),
        (
            "trusted_proxies = ['proxy.example']",
            "expected trusted_proxies in {} to be a list of addresses or networks such as 10.0.0.0/8, "
            "got ['proxy.example']",
        ),
        (
            "proxy_user_header = 'X User'",
            "expected proxy_user_header in {} to be the name of a header such as X-Forwarded-User, got 'X User'",
        ),
        ("cors_origins = ['*']", ORIGINS + "['*']"),
        ("cors_origins = ['https://app.example/']", ORIGINS + "['https://app.example/']"),
        ("cors_origins = ['https://app.example:443']", ORIGINS + "['https://app.example:443']"),
        ("cors_origins = ['null']", ORIGINS + "['null']"),
        ("requests_per_minute = -1", "expected requests_per_minute in {} to be a number from 0, got -1"),
        ("stream_hosts = 'a,b'", "expected stream_hosts in {} to be a list of hosts, got 'a,b'"),
        (
            "peers = ['http://searcher-2:99999']",
            "expected peers in {} to be a list of addresses such as http://searcher-2:8000, "
            "got ['http://searcher-2:99999']",
        ),
        (
            "peers = ['http://ada:secret@searcher-2:8000']",
            "expected peers in {} to be a list of addresses such as http://searcher-2:8000, got a value of type list",
        ),
        ("video_roots = ['']", "expected video_roots in {} to be a list of folders, got ['']"),
        ("database = 12345", "expected database in {} to be a SQLAlchemy URL, got a value of type int"),
        ("home = '/x'", "expected no home in {}, since it lies there: choose it by --home or VEHICLEFINDER_HOME"),
        (
            "VEHICLEFINDER_THREADS = 3",
            "expected keys of {} to be of database, media, models, provider, threads, "
            "detector_side, detections_per_second, ingest, workers, worker_memory_mb, worker_silence, webhook_hosts, "
            "video_roots, stream_hosts, streams, stream_alarm_minutes, alarm_webhook, alarm_key, mqtt_url, "
            "mqtt_prefix, searches, recordings_gb, audit_required, timezone, trusted_proxies, proxy_user_header, "
            "cors_origins, requests_per_minute, shard, peers, peer_token, "
            "got 'VEHICLEFINDER_THREADS'",
        ),
        ("threads = 1\nstreams == 2\n", "expected {} to be TOML, got a mistake: Invalid value (at line 2, column 10)"),
        ("threads = 1\nvideo_roots = [", "expected {} to be TOML, got a mistake: Invalid value (at line 2, the last)"),
    ],
)
def test_a_wrong_file_is_told_with_its_path(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ValueError) as refused:
        Settings.from_environment({}, home=write(tmp_path, text))
    assert str(refused.value) == said.format(tmp_path / "config.toml")


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"threads = 1\nmodels = '\xff'")
    with pytest.raises(ValueError, match=r"config\.toml to be UTF-8, got another byte at line 2"):
        Settings.from_environment({}, home=tmp_path)


def test_a_file_that_cannot_be_read_is_the_worlds_fault(tmp_path: Path) -> None:
    blocked = write(tmp_path, "") / "config.toml"
    blocked.chmod(0)
    if os.access(blocked, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(StoreError, match=rf"cannot read {blocked}: Permission denied"):
        Settings.from_environment({}, home=tmp_path)


def test_a_home_of_an_unknown_user_is_none() -> None:
    with pytest.raises(ValueError, match="expected VEHICLEFINDER_HOME to be a folder, got '~nobody-of-that-name'"):
        Settings.from_environment({"VEHICLEFINDER_HOME": "~nobody-of-that-name"})


def test_the_password_of_a_database_is_never_shown() -> None:
    settings = Settings(database=SecretStr("postgresql://ada:secret@db/vf"))
    assert "secret" not in f"{settings} {settings!r} {settings.model_dump_json()}"
    assert settings.database is not None
    assert settings.database.get_secret_value() == "postgresql://ada:secret@db/vf"


@pytest.mark.parametrize("url", ["secret", "postgresql://ada:secret", "postgresql+psycopg://ada:a@secret@db/vf"])
def test_a_url_that_is_none_is_not_quoted(tmp_path: Path, url: str) -> None:
    with (
        pytest.raises(ValueError, match="expected a SQLAlchemy URL") as refused,
        open_catalog(Settings(home=tmp_path, database=SecretStr(url))),
    ):
        pass
    assert "secret" not in str(refused.value)


def test_a_database_of_another_kind_is_refused_by_name(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database=SecretStr("mysql://ada:secret@db/vf"))
    with pytest.raises(ValueError, match=r"^expected a SQLAlchemy URL of sqlite or postgresql, got one of mysql$"):
        open_catalog(settings)


def test_other_values_are_validated_too() -> None:
    settings = Settings(threads=3)
    assert settings.replace(streams=2) == Settings(home=settings.home, threads=3, streams=2)
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        settings.replace(threads=0)
    with pytest.raises(ValueError, match="frozen"):
        settings.threads = 4


def test_settings_load_no_engine() -> None:
    engines = {"numpy", "onnxruntime", "sqlalchemy", "spacy", "cv2"}
    code = "import sys, vehiclefinder.settings; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert engines.isdisjoint(loaded.stdout.split())
