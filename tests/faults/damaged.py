"""Damages one file of a home, in each way, and asks the home everything afterwards."""

import gc
import io
import os
import random
import shutil
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from app.rest import create_app
from vehiclefinder import Settings
from vehiclefinder.cli import main
from vehiclefinder.core.errors import VehicleFinderError
from vehiclefinder.store.tracks.catalog import Catalog

from .homes import CLIP, add_source, ingest, judge, keep, make_index
from .injection import TEMPORARY, perform
from .operations import tidy

with warnings.catch_warnings():  # starlette would have us use another package than FastAPI documents
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

BLOCK = 4096
"""Bytes that are zeroed: those of a page of SQLite, and of a sector of today's disks."""
KEPT = ("crops", "cases", "feedback", "recordings")
"""Folders whose files nothing but their own removal may change."""


class Damage(StrEnum):
    """What happens to a file."""

    TRUNCATED = "truncated"
    ZEROED = "zeroed"
    FLIPPED = "a bit flipped"
    DELETED = "deleted"
    FOLDER = "a folder instead"


FILES = {
    "database": "catalog.db",
    "log of the database": "catalog.db-wal",
    "header of the index": "index/*/header",
    "column of the index": "index/*/*/vectors",
    "picture": "crops/*/*.jpg",
    "settings": "config.toml",
    "name of the catalog": "catalog.id",
    "recording": "recordings/*.mkv",
}
"""What a file is, and where it lies in a home."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """What became of a home.

    :param gone: Files that were not damaged, and are not there any more as they were.
    :param unclear: What was answered neither by an answer nor by one clear error.
    """

    gone: tuple[str, ...]
    unclear: str | None


def prepare(home: Path) -> None:
    """Make a home that holds something of everything; its last change still lies in the log of the database."""
    home.with_name(TEMPORARY).mkdir()
    ingest(home, CLIP)
    add_source(home, 1)
    keep(home)
    make_index(home)
    tidy(home)
    (home / "config.toml").write_text('timezone = "UTC"\n')
    gc.collect()  # a connection that is closed later than that of the dead one takes its log over
    died = perform(judge_and_die, home)
    assert died.killed and not died.unclear, died
    assert (home / "catalog.db-wal").stat().st_size, "nothing lies in the log"


def judge_and_die(home: Path) -> None:
    """Keep a verdict, and end before the log of the database is taken over."""
    with Catalog(home):
        judge(home)
        os.kill(os.getpid(), signal.SIGKILL)


def damage(home: Path, pattern: str, how: Damage) -> Path:
    """Damage a file, at a place that depends on its name and on the damage alone; return which."""
    file = sorted(home.glob(pattern))[0]
    content = bytearray(file.read_bytes())
    place = random.Random(f"{pattern} {how}").randrange(len(content))
    if how in (Damage.DELETED, Damage.FOLDER):
        file.unlink()
    elif how is Damage.TRUNCATED:
        file.write_bytes(content[:place])
    elif how is Damage.ZEROED:
        begin = place - place % BLOCK
        content[begin : begin + BLOCK] = bytes(len(content[begin : begin + BLOCK]))
        file.write_bytes(content)
    else:
        content[place] ^= 1 << place % 8
        file.write_bytes(content)
    if how is Damage.FOLDER:
        file.mkdir()
    return file


def tried(template: Path, place: Path, pattern: str, how: Damage) -> Damaged:
    """Damage a copy of a home, and ask it everything."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(template, place)
    home = place / "home"
    file = damage(home, pattern, how)
    before = _files(home, file)
    outcome = perform(ask, home)
    after = _files(home, file)
    gone = tuple(name for name, content in before.items() if after.get(name) != content)
    return Damaged(gone, outcome.unclear or outcome.failed)


def ask(home: Path) -> None:
    """Ask a home everything.

    :raises AssertionError: Something was answered neither by an answer nor by one clear error.
    """
    unclear = [f"{name}: {why}" for name, question in QUESTIONS.items() if (why := question(home))]
    assert not unclear, "\n".join(unclear)


def _command(*arguments: str) -> Callable[[Path], str | None]:
    """Return what runs a command, and returns what it did that is neither an answer nor one clear error."""

    def run(home: Path) -> str | None:
        sys.argv = ["vehiclefinder", "--home", str(home), *arguments]
        told, code = io.StringIO(), 0
        try:
            with redirect_stdout(io.StringIO()), redirect_stderr(told):
                main()
        except SystemExit as done:
            code = int(done.code or 0)
        except Exception as error:
            return repr(error)
        is_clear = told.getvalue().startswith("error:") or (code == 1 and arguments[0] == "doctor")
        return None if code == 0 or is_clear else f"exit code {code}: {told.getvalue()}"

    return run


def _service(home: Path) -> str | None:
    """Start a service, and ask it whether it is ready."""
    try:
        settings = Settings.from_environment(home=home)
        with TestClient(create_app(settings)) as client:
            ready = client.get("/readyz").status_code
    except (VehicleFinderError, ValueError):
        return None
    except Exception as error:
        return repr(error)
    return None if ready in (200, 503) else f"ready with {ready}"


QUESTIONS = {
    "find": _command("find", "white car"),
    "sources": _command("sources"),
    "doctor": _command("doctor", "--deep"),
    "service": _service,
    "repair": _command("doctor", "--repair"),
    "prune": _command("prune", "--older-than", "100000w"),
    "find again": _command("find", "white car"),
}


def _files(home: Path, damaged: Path) -> dict[str, str]:
    return {name: sha256((home / name).read_bytes()).hexdigest() for name in _names(home, damaged)}


def _names(home: Path, damaged: Path) -> Iterator[str]:
    for path in (path for folder in KEPT for path in (home / folder).rglob("*")):
        if path != damaged and path.is_file():
            yield path.relative_to(home).as_posix()
