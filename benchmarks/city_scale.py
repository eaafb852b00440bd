"""Searchers over a simulated city of many sizes: time to build and load columns, memory, disk, answers, freshness.

    python -m benchmarks.city_scale FOLDER --sizes 100000 1000000 10000000

Fills a database for each size on a PostgreSQL of its own in FOLDER (or ``--server URL``, where databases can be made),
lets processes of their own measure it, and prints tables, with a chart in FOLDER/scale.svg. Whatever was measured is
kept in FOLDER/results and not measured again, so that a run that was stopped goes on. ``--baseline DIR`` holds another
checkout against this one, both over SQLite, in turns. 10 million tracks take 21 GB of disk for the database and 6.5 GB
for columns, and 1 GB of memory besides what the system keeps of files.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url, text

from benchmarks.city import report
from benchmarks.city.load import fill, pour
from benchmarks.city.peers import together
from benchmarks.city.tracks import City, Looks
from benchmarks.server import ROOT
from tests.postgresql import QUICK, server_in, url_of
from vehiclefinder.assemble.models import IMAGE, open_decider, open_models
from vehiclefinder.core.shard import WHOLE, Shard
from vehiclefinder.match.slots import SLOTS
from vehiclefinder.settings import Settings

TURNS = 3
SETTINGS = (*QUICK, "max_wal_size = '4GB'")
"""What a server may be told whose data nobody wants back; it changes how long filling takes, and no answer."""
COMPARED = (300_000, 1_000_000)
"""Tracks at which another checkout is held against this one."""


@dataclass(frozen=True)
class Site:
    """Where all of it lies.

    :param folder: Homes, results, and the files of SQLite.
    :param server: Any database of the PostgreSQL.
    """

    folder: Path
    server: URL

    def database(self, tracks: int) -> str:
        """Return the address of the database of a city."""
        return self.server.set(database=f"city_{tracks}").render_as_string(hide_password=False)

    def home(self, tracks: int, name: str) -> Path:
        """Return the home of a searcher, made if there is none."""
        home = self.folder / "homes" / str(tracks) / name
        home.mkdir(parents=True, exist_ok=True)
        return home

    def result(self, tracks: int, name: str, task: str) -> Path:
        """Return where it is kept what was measured."""
        path = self.folder / "results" / str(tracks) / name / f"{task}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


def main(options: argparse.Namespace) -> None:
    with running(options.folder, options.server) as server:
        site = Site(options.folder.resolve(), server)
        for tracks in options.sizes:
            city(site, tracks, options.per_source)
            searchers(site, tracks, options.shards)
        for tracks in options.peers:
            peers(site, tracks, options.shards)
        for tracks in options.engines:
            engines(site, tracks)
        for tracks in COMPARED if options.baseline else ():
            against(site, tracks, options.baseline.resolve())
        report.write(site.folder)


def searchers(site: Site, tracks: int, count: int) -> None:
    """Measure one searcher of all tracks, and one of several, in turns, so that both meet the same load."""
    both = {"whole": WHOLE, f"0of{count}": Shard(0, count)}
    for task in ("build.1", *(f"ask.{turn}" for turn in range(1, TURNS + 1)), "follow.1"):
        for name, shard in both.items():
            once(site, tracks, name, task, shard)


def city(site: Site, tracks: int, per_source: float) -> None:
    """Fill the database of a city where there is none."""
    result = site.result(tracks, "whole", "load.1")
    if result.exists():
        return
    name = f"city_{tracks}"
    admin = create_engine(site.server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
        began = time.perf_counter()
        fill(site.database(tracks), of_size(tracks, per_source))
        seconds = time.perf_counter() - began
        size = connection.scalar(text(f"SELECT pg_database_size('{name}')"))
    admin.dispose()
    result.write_text(json.dumps({"seconds": seconds, "bytes": size, "load": os.getloadavg()[0]}))


def of_size(tracks: int, per_source: float = 20.0) -> City:
    """Return a city, of whose vehicles the models of this installation say what they say of real ones."""
    settings = Settings.from_environment()
    models, decider = open_models(settings), open_decider(settings)
    prototypes = {slot: decider._text.prototypes(slot) for slot in SLOTS}
    return City(tracks, models.get(IMAGE).sha256, Looks(prototypes, decider._calibration.prior), per_source)


def once(site: Site, tracks: int, name: str, task: str, shard: Shard = WHOLE) -> None:
    """Let a process of its own do a task, unless it is done."""
    result = site.result(tracks, name, task)
    if result.exists():
        return
    settings = {"VEHICLEFINDER_DATABASE": site.database(tracks)}
    settings |= {} if shard == WHOLE else {"VEHICLEFINDER_SHARD": str(shard)}
    result.write_text(measured(site.home(tracks, name), task, settings, [ROOT]))


def engines(site: Site, tracks: int) -> None:
    """Ask a catalog in SQLite and the one in PostgreSQL, in turns."""
    home, build = site.home(tracks, "sqlite"), site.result(tracks, "sqlite", "build.1")
    if not build.exists():
        (home / "catalog.db").unlink(missing_ok=True)
        fill(f"sqlite:///{home / 'catalog.db'}", of_size(tracks))
        build.write_text(measured(home, "build", {}, [ROOT]))
    for turn in range(1, TURNS + 1):
        if not (result := site.result(tracks, "sqlite", f"ask.{turn}")).exists():
            result.write_text(measured(home, "ask", {}, [ROOT]))
            of_server = measured(
                site.home(tracks, "whole"), "ask", {"VEHICLEFINDER_DATABASE": site.database(tracks)}, [ROOT]
            )
            site.result(tracks, "whole", f"ask.{TURNS + turn}").write_text(of_server)


def peers(site: Site, tracks: int, count: int) -> None:
    """Ask one searcher of all and several of a shard each, over HTTP, in turns."""
    result = site.result(tracks, f"{count} searchers", "http.1")
    if result.exists():
        return
    shards = [Shard(number, count) for number in range(count)]
    homes = [site.home(tracks, f"{shard.number}of{count}") for shard in shards]
    for shard in shards:
        once(site, tracks, f"{shard.number}of{count}", "build.1", shard)
    told = together(site.database(tracks), site.home(tracks, "whole"), homes)
    result.write_text(json.dumps(told))


def against(site: Site, tracks: int, baseline: Path) -> None:
    """Hold another checkout against this one, in turns, each over a catalog of its own in SQLite."""
    roots = {"before": [baseline, ROOT], "now": [ROOT]}  # what is measured comes first, and this file's folder last
    for name, path in roots.items():
        home = site.home(tracks, name)
        if not site.result(tracks, name, "build.1").exists():
            (home / "catalog.db").unlink(missing_ok=True)
            measured(home, "make", {}, path)
            pour(f"sqlite:///{home / 'catalog.db'}", of_size(tracks))
            site.result(tracks, name, "build.1").write_text(measured(home, "build", {}, path))
    for turn in range(1, 2 * TURNS + 1):
        for name, path in roots.items():
            result = site.result(tracks, name, f"ask.{turn}")
            if not result.exists():
                result.write_text(measured(site.home(tracks, name), "ask", {}, path))


def measured(home: Path, task: str, settings: Mapping[str, str], path: Sequence[Path]) -> str:
    """Return what a process tells of a task, with the load of the machine before it."""
    load = os.getloadavg()[0]
    called = [sys.executable, "-m", "benchmarks.city.measure", task.split(".")[0], str(home)]
    with (home / "errors.txt").open("w") as errors:
        told = subprocess.run(
            called, cwd=path[0], env=environment(settings, path), stdout=subprocess.PIPE, stderr=errors, check=True
        )
    return json.dumps(json.loads(told.stdout) | {"machine": load})


def environment(settings: Mapping[str, str], path: Sequence[Path]) -> dict[str, str]:
    """Return the environment of a process that measures: no settings of whoever runs this, but its models."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("VEHICLEFINDER_")}
    return ours | {"PYTHONPATH": os.pathsep.join(map(str, path))} | dict(settings)


@contextmanager
def running(folder: Path, url: str | None) -> Iterator[URL]:
    """Run a server in the folder until the block ends, or use the one that is given."""
    if url:
        yield make_url(url)
        return
    folder.mkdir(parents=True, exist_ok=True)
    server = server_in(folder.resolve(), SETTINGS)
    try:
        yield url_of(server)
    finally:
        server.cleanup()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="*", default=[100_000, 1_000_000], help="tracks")
    parser.add_argument("--shards", type=int, default=4)
    parser.add_argument("--per-source", type=float, default=20.0, help="tracks of a source")
    parser.add_argument("--peers", type=int, nargs="*", default=[1_000_000], help="sizes at which searchers are joined")
    parser.add_argument(
        "--engines", type=int, nargs="*", default=[1_000_000], help="sizes at which SQLite is asked, too"
    )
    parser.add_argument("--server", help="a PostgreSQL, as SQLAlchemy names it; one of its own unless given")
    parser.add_argument("--baseline", type=Path, help="another checkout of this project")
    main(parser.parse_args())
