"""The program reports to nobody: the engines that would are told not to before they are loaded."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

LOUD = ("ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME", "XDG_DATA_HOME")


@pytest.mark.parametrize("package", ["vehiclefinder", "ner"])
def test_onnx_runtime_keeps_no_device_id_and_no_events(package: str, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in LOUD} | {"HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", f"import {package}, onnxruntime"], env=environment, check=True)
    assert list(tmp_path.rglob("*")) == []


def test_a_choice_that_was_made_stays() -> None:
    program = "import os, vehiclefinder, ner; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    environment = os.environ | {"ORT_DISABLE_TELEMETRY": "0"}
    told = subprocess.run(
        [sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    assert told.stdout == "0\n"
