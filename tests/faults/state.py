"""What a home holds, in terms that do not depend on ids; and what of it nobody works on."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from .injection import TEMPORARY

Rows = list[tuple[Any, ...]]


def state(home: Path) -> dict[str, Any]:
    """Return what can be found, with pictures and vectors, and what people keep."""
    with closing(sqlite3.connect(home / "catalog.db")) as db:
        return {
            "sources": sorted(map(repr, _sources(db, home))),
            "failed": sorted(map(repr, db.execute("SELECT error FROM sources WHERE status = 'failed'"))),
            "cameras": sorted(map(repr, _cameras(db))),
            "jobs": sorted(map(repr, db.execute("SELECT camera, kind, state, error FROM jobs"))),
            "cases": sorted(map(repr, _cases(db, home))),
            "feedback": sorted(map(repr, _feedback(db, home))),
            "alerts": sorted(map(repr, _alerts(db, home))),
            "watches": sorted(map(repr, db.execute("SELECT name, cursor, pending FROM watches"))),
        }


def logged(home: Path) -> set[Any]:
    """Return what the log says was done; of what was done again after a fault it tells twice, and rightly so."""
    with closing(sqlite3.connect(home / "catalog.db")) as db:
        return set(db.execute("SELECT who, action FROM audit"))


def segments(home: Path) -> set[str]:
    """Return what was seen in the segments of streams, each once: a stream that is asked for again is another one."""
    with closing(sqlite3.connect(home / "catalog.db")) as db:
        done = db.execute("SELECT id FROM sources WHERE status = 'done' AND kind = 'stream'").fetchall()
        return {repr(_tracks(db, home, source)) for (source,) in done}


def stranded(home: Path) -> list[str]:
    """Return what nobody works on and nobody will, of a home that no process uses, and of the folder beside it."""
    return [*_files(home), *_rows(home), *_videos(home)]


def half(home: Path) -> list[str]:
    """Return what is there in part: rows without their files, or without the rows that they belong with."""
    told = sound(home)
    with closing(sqlite3.connect(home / "catalog.db")) as db:
        done = " JOIN sources s ON s.id = t.source_id AND s.status = 'done'"
        told += [f"{path.relative_to(home)} is missing" for path in _named(db, home, done) if not path.exists()]
        told += [
            f"track {row[0]} has no vector"
            for row in db.execute(
                f"SELECT t.id FROM tracks t{done} LEFT JOIN embeddings e ON e.track_id = t.id WHERE e.track_id IS NULL"
            )
        ]
    return told


def sound(home: Path) -> list[str]:
    """Return what the database finds wrong with itself."""
    with closing(sqlite3.connect(home / "catalog.db")) as db:
        told = [f"integrity: {row[0]}" for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        return told + [f"{row[0]} row {row[1]} points at nothing" for row in db.execute("PRAGMA foreign_key_check")]


def _named(db: sqlite3.Connection, home: Path, done: str) -> Iterator[Path]:
    """Yield the files that rows point at."""
    for (file,) in db.execute(f"SELECT c.file FROM crops c JOIN tracks t ON t.id = c.track_id{done}").fetchall():
        yield home / file
    for (uri,) in db.execute("SELECT uri FROM sources WHERE status = 'done'").fetchall():
        if Path(uri).is_relative_to(home):
            yield Path(uri)
    for case, item in db.execute("SELECT case_id, id FROM case_items").fetchall():
        yield home / "cases" / str(case) / str(item)
    for (file,) in db.execute("SELECT file FROM alerts WHERE file IS NOT NULL").fetchall():
        yield home / file
    for (id_,) in db.execute("SELECT id FROM feedback WHERE crop").fetchall():
        yield home / "feedback" / f"{id_}.jpg"


def _sources(db: sqlite3.Connection, home: Path) -> Iterator[tuple[Any, ...]]:
    found = db.execute(
        "SELECT s.id, c.name, s.kind, s.uri, s.start_time, s.encoder, s.error FROM sources s"
        " JOIN cameras c ON c.id = s.camera_id WHERE s.status = 'done'"
    ).fetchall()
    for id_, camera, kind, uri, *rest in found:
        own = Path(uri).is_relative_to(home)
        video = (
            (Path(uri).parent.name, Path(uri).is_file()) if own else uri
        )  # names of the home's own are made by chance
        yield camera, kind, video, rest, _tracks(db, home, id_)


def _tracks(db: sqlite3.Connection, home: Path, source: int) -> Rows:
    columns = 't.label, t.start, t."end", t.heading, t.motion, r.calibration, r.speed, r.nearest'
    query = f"SELECT t.id, t.path, {columns} FROM tracks t LEFT JOIN track_roads r ON r.track_id = t.id"
    rows = db.execute(f"{query} WHERE t.source_id = ?", [source]).fetchall()
    told = ((*row[2:], _hash(row[1]), _pictures(db, home, row[0]), _vectors(db, row[0])) for row in rows)
    return sorted(told, key=repr)


def _pictures(db: sqlite3.Connection, home: Path, track: int) -> list[str]:
    files = db.execute("SELECT file FROM crops WHERE track_id = ? ORDER BY rank", [track])
    return [_content(home / file) for (file,) in files]


def _vectors(db: sqlite3.Connection, track: int) -> Rows:
    rows = db.execute("SELECT encoder, vector FROM embeddings WHERE track_id = ? ORDER BY encoder", [track])
    return [(encoder, _hash(vector)) for encoder, vector in rows]


def _cameras(db: sqlite3.Connection) -> Rows:
    query = "SELECT c.name, v.view FROM cameras c LEFT JOIN camera_views v ON v.camera_id = c.id"
    return db.execute(query).fetchall()


def _cases(db: sqlite3.Connection, home: Path) -> Iterator[tuple[Any, ...]]:
    for id_, name, notes in db.execute("SELECT id, name, notes FROM cases").fetchall():
        items = db.execute("SELECT id, camera, sentence, note FROM case_items WHERE case_id = ?", [id_]).fetchall()
        folders = [home / "cases" / str(id_) / str(row[0]) for row in items]
        files = [sorted((path.name, _content(path)) for path in folder.glob("*")) for folder in folders]
        yield name, notes, sorted(zip((row[1:] for row in items), files, strict=True))


def _feedback(db: sqlite3.Connection, home: Path) -> Iterator[tuple[Any, ...]]:
    for id_, *rest in db.execute("SELECT id, sentence, verdict, given_by FROM feedback").fetchall():
        yield (*rest, _content(home / "feedback" / f"{id_}.jpg"))


def _alerts(db: sqlite3.Connection, home: Path) -> Iterator[tuple[Any, ...]]:
    for file, *rest in db.execute("SELECT file, watch, sentence, camera, score, decision FROM alerts").fetchall():
        yield (*rest, _content(home / str(file)))


def _files(home: Path) -> Iterator[str]:
    for pattern in ("staging/*", "*/**/*.part", f"../{TEMPORARY}/*"):
        yield from (f"{path.relative_to(home.parent)} was left behind" for path in _found(home, pattern))


def _found(home: Path, pattern: str) -> list[Path]:
    above = pattern.startswith("../")
    return sorted((home.parent if above else home).glob(pattern.removeprefix("../")))


def _rows(home: Path) -> Iterator[str]:
    with closing(sqlite3.connect(home / "catalog.db")) as db:
        yield from (
            f"source {one} is running" for (one,) in db.execute("SELECT id FROM sources WHERE status='running'")
        )
        yield from (f"job {one} is running" for (one,) in db.execute("SELECT id FROM jobs WHERE state = 'running'"))
        held = {file for (file,) in db.execute("SELECT file FROM crops UNION SELECT file FROM alerts")}
        held |= {f"crops/{one}" for (one,) in db.execute("SELECT id FROM sources")}
        held |= {f"feedback/{one}.jpg" for (one,) in db.execute("SELECT id FROM feedback")}
        held |= {f"cases/{case}/{one}" for case, one in db.execute("SELECT case_id, id FROM case_items")}
    for path in (
        one for kind in ("crops/*", "crops/*/*", "cases/*/*", "alerts/*", "feedback/*") for one in home.glob(kind)
    ):
        if (name := path.relative_to(home).as_posix()) not in held:
            yield f"{name} is of no row"


def _videos(home: Path) -> Iterator[str]:
    with closing(sqlite3.connect(home / "catalog.db")) as db:
        videos = {Path(uri).name for (uri,) in db.execute("SELECT uri FROM sources UNION SELECT locator FROM jobs")}
    for file in (*home.glob("recordings/*"), *home.glob("uploads/*")):
        if file.name not in videos:
            yield f"{file.relative_to(home)} is of no source"


def _content(path: Path) -> str:
    return _hash(path.read_bytes()) if path.is_file() else "missing"


def _hash(content: bytes | None) -> str:
    return hashlib.sha256(content or b"").hexdigest()[:16]
