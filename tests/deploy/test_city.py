"""The compose file of PostgreSQL, workers and a searcher: it is one, and what it starts is the program as it is."""

import re
import signal
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from sqlalchemy import make_url

from vehiclefinder.store.database.half_vectors import OLDEST

from .. import service
from ..conftest import REPOSITORY
from .containers import Container, MissingValueError, interpolated, of_service
from .fitting import misfits

COMPOSE = REPOSITORY / "deploy" / "city" / "compose.yaml"
EXAMPLE = COMPOSE.with_name("example.env").read_text(encoding="utf-8")
FILE: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
GIVEN = {"POSTGRES_PASSWORD": "p@ss/word", "VEHICLEFINDER_TIMEZONE": "Europe/Berlin"}
OURS = ("worker", "searcher")


def started(name: str) -> Container:
    return of_service(SERVICES[name], GIVEN)


@pytest.mark.parametrize("path", sorted(REPOSITORY.glob("deploy/*/compose*.yaml")), ids=lambda path: path.name)
def test_the_schema_of_the_specification_takes_it(path: Path, tmp_path: Path) -> None:
    if find_spec("check_jsonschema") is None:
        pytest.skip("no check-jsonschema (extra [test]), which has the schema")
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*check, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    wrong = tmp_path / "compose.yaml"
    wrong.write_text(path.read_text().replace("    image:", "    imaeg:"))
    assert subprocess.run([*check, str(wrong)], capture_output=True, check=False).returncode == 1


@pytest.mark.parametrize("name", OURS)
def test_what_it_starts_is_the_program_as_it_is(name: str) -> None:
    assert misfits(started(name)) == []
    assert set(SERVICES) == {"postgres", *OURS}


def test_values_reach_the_settings() -> None:
    worker, searcher = (started(name).settings for name in OURS)
    assert worker.database_url == searcher.database_url
    url = make_url(worker.database_url or "")
    assert (url.username, url.host, url.database) == ("vehiclefinder", "postgres", "vehiclefinder")
    assert (worker.streams, worker.workers, worker.worker_memory_mb) == (4, 1, 1536)
    assert worker.timezone == searcher.timezone == "Europe/Berlin"


def test_the_password_lies_elsewhere_and_is_asked_for() -> None:
    password = SERVICES["postgres"]["environment"]["POSTGRES_PASSWORD"]
    assert {SERVICES[name]["environment"]["PGPASSWORD"] for name in OURS} == {password}
    assert interpolated(password, GIVEN) == "p@ss/word"
    with pytest.raises(MissingValueError, match=r"POSTGRES_PASSWORD: put it into \.env"):
        interpolated(password, {"POSTGRES_PASSWORD": ""})
    assert make_url(started("worker").settings.database_url or "").password is None


def test_the_example_names_what_the_file_asks_for() -> None:
    named = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    values = [value for name in SERVICES for value in SERVICES[name]["environment"].items()]
    asked = {found for _, value in values for found in re.findall(r"\$\{(\w+)", value or "")}
    assert named == asked | {name for name, value in values if value is None}


def test_the_database_answers_before_the_others_start() -> None:
    postgres = SERVICES["postgres"]
    image = re.fullmatch(r"pgvector/pgvector:(\d+)\.(\d+)\.\d+-pg18-trixie", postgres["image"])
    assert image is not None and (int(image[1]), int(image[2])) >= OLDEST
    assert {SERVICES[name]["depends_on"]["postgres"]["condition"] for name in OURS} == {"service_healthy"}
    user, name = (postgres["environment"][key] for key in ("POSTGRES_USER", "POSTGRES_DB"))
    check = postgres["healthcheck"]["test"]
    assert check[check.index("--username") + 1] == user and check[check.index("--dbname") + 1] == name


@pytest.mark.parametrize("name", SERVICES)
def test_it_may_do_little(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["deploy"]["resources"]["limits"].keys() == {"memory", "pids"}
    assert service.get("user", "postgres") == "postgres"
    published = [port for port in service.get("ports", []) if not port.startswith("127.0.0.1:")]
    assert published == []


def test_each_worker_has_a_home_and_all_share_the_pictures() -> None:
    volumes = {name: SERVICES[name]["volumes"] for name in OURS}
    assert "/data" in volumes["worker"] and "home:/data" in volumes["searcher"]
    assert all("media:/media" in mounts for mounts in volumes.values())
    dockerfile = (REPOSITORY / "deploy" / "docker" / "Dockerfile").read_text(encoding="utf-8")
    assert "install -d -o vehiclefinder -g vehiclefinder -m 700 /data /media\n" in dockerfile  # as volumes begin
    assert FILE["networks"]["database"] == {"internal": True} and SERVICES["postgres"]["networks"] == ["database"]


def test_what_does_not_fit_is_told() -> None:
    fitting = started("worker")
    words = ["work", "--host", "127.0.0.1", "--port", "99"]
    for changed, told in (
        ({"words": [*fitting.words, "--colour"]}, "No such option"),
        ({"words": words, "ports": [99], "probed": [(99, "/healthz")]}, "others ask it in vain"),
        ({"environment": fitting.environment | {"VEHICLEFINDER_COLOUR": "red"}}, "VEHICLEFINDER_COLOUR"),
        ({"ports": [80]}, "serves 8502 and not [80]"),
        ({"probed": [(8502, "/health")]}, "/health"),
        ({"writable": {"/data"}}, "pictures cannot be written"),
        ({"environment": {"VEHICLEFINDER_STREAMS": "1", "VEHICLEFINDER_WORKERS": "1"}}, "pictures cannot be written"),
        ({"writable": {"/media"}}, "the home cannot be written"),
        ({"grace": 10}, "killed after 10 s"),
        ({"memory": 4 << 30}, f"5 processes may take more than {4 << 30} bytes"),
    ):
        (one,) = misfits(replace(fitting, **changed))
        assert told in one


@pytest.mark.parametrize("name", OURS)
def test_it_answers_where_it_is_asked_and_ends_when_it_is_told(name: str, tmp_path: Path) -> None:
    container = started(name)
    here = {"VEHICLEFINDER_MEDIA": f"file://{tmp_path}/media", "VEHICLEFINDER_VIDEO_ROOTS": str(tmp_path)}
    given = {key: value for key, value in container.environment.items() if value and key != "VEHICLEFINDER_DATABASE"}
    (tmp_path / "media").mkdir()
    with service.started(container.words[0], tmp_path / "home", environment=given | here) as (url, process):
        assert [httpx.get(url + path).status_code for path in ("/healthz", "/readyz")] == [200, 200]
        process.terminate()
        assert process.wait(service.SECONDS) in (0, -signal.SIGTERM)
