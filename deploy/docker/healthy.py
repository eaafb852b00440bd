"""Ends with 0 where the service of this container answers, whatever it is busy with; else with 1: healthy.py [PORT]."""

import os
import sys
from urllib.request import urlopen

PORT = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("VEHICLEFINDER_PORT", "8501")

try:
    with urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=5) as answer:
        sys.exit(answer.status != 200)
except OSError as error:
    sys.exit(f"no answer at port {PORT}: {error}")
