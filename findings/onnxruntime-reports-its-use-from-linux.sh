#!/usr/bin/env bash
# onnxruntime 1.32.0, wheel for Linux: importing it writes a device id and a database of events into
# ~/.cache/Microsoft/DeveloperTools/.onnxruntime, and the library names a collector (mobile.events.data.microsoft.com). One
# would expect neither of a library that runs models on servers and devices without a network: builds for Linux reported
# nothing until then. disable_telemetry_events() comes too late, both files are there after the import. The environment
# variable ORT_DISABLE_TELEMETRY=1, set before the import, keeps both away. Whether anything is sent was not looked at.
# Taken account of in vehiclefinder/__init__.py and ner/__init__.py, which set it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet 'onnxruntime==1.32.0'
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
import os
import subprocess
import sys
from pathlib import Path

quiet = {name: value for name, value in os.environ.items() if name not in ("ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME")}
imported = "import onnxruntime"
silenced = "import onnxruntime; onnxruntime.disable_telemetry_events()"
seen = {}
for name, program, more in (
    ("import", imported, {}),
    ("import, then disable_telemetry_events()", silenced, {}),
    ("import with ORT_DISABLE_TELEMETRY=1", imported, {"ORT_DISABLE_TELEMETRY": "1"}),
):
    home = Path("home") / str(len(seen))
    home.mkdir(parents=True)
    subprocess.run([sys.executable, "-c", program], env=quiet | more | {"HOME": str(home.resolve())}, check=True)
    seen[name] = sorted(path.name for path in home.rglob("*") if path.is_file())
    print(f"{name}: {seen[name]}")
library = next(Path("env").rglob("onnxruntime_pybind11_state*.so"))
named = b"mobile.events.data.microsoft.com" in library.read_bytes()
print("onnxruntime 1.32.0, collector named in the library:", named)
written = [sorted(name for name in names if "-" not in name) for names in seen.values()]
kept = ["deviceid", "onnxruntime.db"]
raise SystemExit(0 if named and written == [kept, kept, []] else 1)
PYTHON
