"""No test depends on when it runs."""

import re

from .conftest import REPOSITORY

PRESENT = re.compile(r"\b(?:datetime\.(?:now|today|utcnow)|date\.today|time\.(?:time|time_ns|localtime|gmtime))\(")
ALLOWED: frozenset[str] = frozenset(
    {
        "app/test_one_clock.py",
        "cli/test_doctor_repair.py",
        "cli/test_serve_ingest.py",
        "control/test_users.py",
        "control/test_worker_pool.py",
        "faults/operations.py",
        "store/test_media.py",
    }
)
"""Files that may ask for the present: it is compared with what another process, or the kernel, has just written, or
looked for in code."""


def test_no_test_asks_what_time_it_is() -> None:
    folder = REPOSITORY / "tests"
    asking = {
        f"{file.relative_to(folder).as_posix()}:{number}"
        for file in folder.rglob("*.py")
        if file.relative_to(folder).as_posix() not in ALLOWED
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if PRESENT.search(line)
    }
    assert not asking, "take the fixture `clock`, or pass a time; try with `make test-clock`"
