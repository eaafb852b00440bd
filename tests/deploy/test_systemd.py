"""The systemd unit is one, and names what is there."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from vehiclefinder import Settings
from vehiclefinder.cli import app

from ..conftest import REPOSITORY

UNIT = REPOSITORY / "deploy" / "systemd" / "vehiclefinder.service"


def test_it_starts_a_command_of_ours_with_settings_of_ours() -> None:
    text = UNIT.read_text(encoding="utf-8")
    (started,) = re.findall(r"^ExecStart=\S+/vehiclefinder (.*)", text, re.MULTILINE)
    context = typer.main.get_command(app).make_context("vehiclefinder", started.split())
    assert context._protected_args == ["dashboard"]
    named = set(re.findall(r"^Environment=VEHICLEFINDER_(\w+)=", text, re.MULTILINE))
    assert named <= {name.upper() for name in Settings.model_fields}
    assert "StateDirectory=vehiclefinder\n" in text and "VEHICLEFINDER_HOME=/var/lib/vehiclefinder\n" in text


def test_systemd_takes_it(tmp_path: Path) -> None:
    if (analyze := shutil.which("systemd-analyze")) is None:
        pytest.skip("no systemd on this machine")
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace("/opt/vehiclefinder/bin/vehiclefinder", sys.executable))
    done = subprocess.run([analyze, "verify", str(unit)], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, UNIT.name in done.stderr) == (0, False), done.stderr
