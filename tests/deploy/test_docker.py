"""The image, the compose files and the unit: what can be told of them without a builder.

``deploy/docker/try.sh`` builds and runs it.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from vehiclefinder import Settings

from ..conftest import REPOSITORY
from ..service import running

DEPLOY = REPOSITORY / "deploy"
DOCKERFILE = (DEPLOY / "docker" / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", "")
INSTRUCTION = re.compile(r"^([A-Z]+) (.*)", re.MULTILINE)
BUILD, RUN = (
    [(name, " ".join(rest.split())) for name, rest in INSTRUCTION.findall(stage)]
    for stage in re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]
)
OF_SETTINGS = {f"VEHICLEFINDER_{name.upper()}" for name in Settings.model_fields}


def copied(stage: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what a stage copies from the repository, and where to."""
    pairs = []
    for name, rest in stage:
        if name == "COPY" and not rest.startswith("--from"):
            *sources, target = rest.split()
            pairs += [(source, target) for source in sources]
    return pairs


def test_what_is_copied_is_there_and_reaches_the_builder() -> None:
    let_through = {line[1:] for line in (REPOSITORY / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for source, _ in copied(BUILD) + copied(RUN):
        assert (REPOSITORY / source).exists(), source
        assert any(source == name or source.startswith(f"{name}/") for name in let_through), source


def test_what_is_copied_makes_the_program(tmp_path: Path) -> None:
    for source, target in copied(BUILD):
        if target.startswith("/src/"):
            there = tmp_path / target.removeprefix("/") / ("" if target != "/src/" else source)
            there.parent.mkdir(parents=True, exist_ok=True)
            here = REPOSITORY / source
            shutil.copytree(here, there, dirs_exist_ok=True) if here.is_dir() else shutil.copy(here, there)
    packages = os.pathsep.join(path for path in sys.path if "site-packages" in path)
    offline = {"PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_NO_INDEX": "1", "PYTHONPATH": packages}
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | offline
    command = ["sh", str(DEPLOY / "docker" / "install.sh"), str(tmp_path / "src"), str(tmp_path / "opt"), "cpu"]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (installed,) = tmp_path.glob("opt/lib/*/site-packages/vehiclefinder/_models/manifest.json")
    assert installed.read_bytes() == (REPOSITORY / "models" / "manifest.json").read_bytes()


def test_nothing_runs_as_root() -> None:
    names = [name for name, _ in RUN]
    assert dict(RUN)["USER"] == "vehiclefinder"
    assert names.index("USER") > max(index for index, name in enumerate(names) if name in ("RUN", "COPY"))
    assert "--uid 10001" in dict(RUN)["RUN"]


def test_health_is_that_of_the_service(demo_home: Path, tmp_path: Path) -> None:
    home = shutil.copytree(demo_home, tmp_path / "home")
    (check,) = (rest for name, rest in RUN if name == "HEALTHCHECK")
    assert "/opt/vehiclefinder/healthy.py" in check
    assert ("deploy/docker/healthy.py", "/opt/vehiclefinder/") in copied(RUN)

    def healthy(port: str, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(DEPLOY / "docker" / "healthy.py"), *words]
        environment = os.environ | {"VEHICLEFINDER_PORT": port}
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)

    with running("serve", home) as url:
        port = url.rpartition(":")[2]
        assert healthy(port).returncode == healthy("1", port).returncode == 0
    ended = healthy(port)
    assert ended.returncode == 1 and f"no answer at port {port}" in ended.stderr


@pytest.mark.parametrize("name", ["compose.yaml", "compose.cuda.yaml"])
def test_compose_files_name_what_is_there(name: str) -> None:
    service: dict[str, Any] = yaml.safe_load((DEPLOY / "docker" / name).read_text())["services"]["vehiclefinder"]
    assert service["environment"].keys() <= OF_SETTINGS
    build = service["build"]
    assert build.get("args", {}).keys() <= {"FLAVOUR", "BASE"}
    if "context" in build:
        assert (DEPLOY / "docker" / build["context"]).resolve() == REPOSITORY
        assert (REPOSITORY / build["dockerfile"]).is_file()
        assert f"home:{dict(RUN)['VOLUME']}" in service["volumes"]
        assert [port.rpartition(":")[2] for port in service["ports"]] == [dict(RUN)["EXPOSE"]]


@pytest.mark.parametrize("script", sorted((DEPLOY / "docker").glob("*.sh")), ids=lambda path: path.name)
def test_scripts_are_of_the_plain_shell(script: Path) -> None:
    subprocess.run(["sh", "-n", str(script)], check=True)
    assert script.read_text().startswith("#!/bin/sh\n")
