"""Memory of the dashboard over 200 searches, against as many runs of its page without one.

``python -m benchmarks.dashboard_memory [SEARCHES]``: another process ingests the demonstration clip, so that there are
pictures to show; then this one drives ``app/dashboard_script.py`` by Streamlit's AppTest in one session and prints its
resident memory (Linux) every 20 runs. What the page alone gains is Streamlit's and the test driver's own.
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import streamlit as st
from streamlit.testing.v1 import AppTest

from benchmarks.rest import MIX
from vehiclefinder.cli.demo import demo_folder
from vehiclefinder.runtime.resources import app_folder

EVERY = 20
SECONDS = 60.0
"""Longest that one run of the page may take."""


def main(searches: int) -> None:
    with TemporaryDirectory() as home:
        clip = str(demo_folder() / "traffic.mp4")
        subprocess.run([sys.executable, "-m", "vehiclefinder", "--home", home, "ingest", clip], check=True)
        os.environ["VEHICLEFINDER_HOME"] = home
        with patch.object(type(st.context), "cookies", {}):  # nobody is logged in where nobody has to be
            measure(searches)


def measure(searches: int) -> None:
    """Drive the page, and print what memory gains."""
    page = AppTest.from_file(str(app_folder() / "dashboard.py"), default_timeout=SECONDS).run()
    search(page, MIX[0])  # what is loaded once is not growth
    gains = {name: drive(page, name, searches) for name in ("page alone", "searches")}
    print(", ".join(f"{name} {gain:+.1f} MiB" for name, gain in gains.items()) + f" over {searches} runs each")


def drive(page: AppTest, name: str, runs: int) -> float:
    """Run the page so often, with a sentence each time or with none, and return what memory gained, MiB."""
    began = resident()
    print(f"{name:12}{0:5}{began:9.1f} MiB")
    for number in range(1, runs + 1):
        # Every sentence differs from the last, so that the page runs anew, and no cache of answers helps.
        search(page, f"{MIX[number % len(MIX)]} in lane {number}" if name == "searches" else "")
        if number % EVERY == 0:
            print(f"{name:12}{number:5}{resident():9.1f} MiB")
    return resident() - began


def search(page: AppTest, sentence: str) -> None:
    page.text_input[0].input(sentence).run()
    if page.exception or page.error:
        raise SystemExit(f"the page failed on {sentence!r}: {[*page.exception, *page.error]}")


def resident() -> float:
    """Return this process's resident memory, MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
