"""What a home holds, in terms that do not depend on ids; and what of it nobody works on."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

Rows = list[tuple[Any, ...]]


def state(home: Path) -> dict[str, Any]:
    """Return what can be found, with pictures and vectors, and what people keep."""
    with closing(sqlite3.connect(home / "catalog.db")) as db:
        sources = db.execute(
            "SELECT s.id, c.name, s.uri, s.start_time, s.encoder, s.error FROM sources s"
            " JOIN cameras c ON c.id = s.camera_id WHERE s.status = 'done'"
        )
        return {
            "sources": sorted(repr((row[1:], _tracks(db, home, row[0]))) for row in sources.fetchall()),
            "cases": sorted(map(repr, _cases(db, home))),
            "feedback": sorted(map(repr, db.execute("SELECT sentence, verdict, given_by FROM feedback"))),
            "log": sorted(map(repr, db.execute("SELECT who, action FROM audit"))),
        }


def stranded(home: Path) -> list[str]:
    """Return what nobody works on and nobody will, of a home that no process uses."""
    return [*_files(home), *_rows(home)]


def half(home: Path) -> list[str]:
    """Return what is there in part: rows without their files, or without the rows that they belong with."""
    with closing(sqlite3.connect(home / "catalog.db")) as db:
        told = [f"integrity: {row[0]}" for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        told += [f"{row[0]} row {row[1]} points at nothing" for row in db.execute("PRAGMA foreign_key_check")]
        done = " JOIN sources s ON s.id = t.source_id AND s.status = 'done'"
        told += [
            f"picture {file} is missing"
            for (file,) in db.execute(f"SELECT c.file FROM crops c JOIN tracks t ON t.id = c.track_id{done}")
            if not (home / file).is_file()
        ]
        told += [
            f"track {row[0]} has no vector"
            for row in db.execute(
                f"SELECT t.id FROM tracks t{done} LEFT JOIN embeddings e ON e.track_id = t.id WHERE e.track_id IS NULL"
            )
        ]
    return told


def _tracks(db: sqlite3.Connection, home: Path, source: int) -> Rows:
    rows = db.execute('SELECT id, label, start, "end", heading, motion, path FROM tracks WHERE source_id = ?', [source])
    return sorted(
        (*row[1:6], _hash(row[6]), _pictures(db, home, row[0]), _vectors(db, row[0])) for row in rows.fetchall()
    )


def _pictures(db: sqlite3.Connection, home: Path, track: int) -> list[str]:
    files = db.execute("SELECT file FROM crops WHERE track_id = ? ORDER BY rank", [track])
    return [_hash((home / file).read_bytes()) if (home / file).is_file() else "missing" for (file,) in files]


def _vectors(db: sqlite3.Connection, track: int) -> Rows:
    rows = db.execute("SELECT encoder, vector FROM embeddings WHERE track_id = ? ORDER BY encoder", [track])
    return [(encoder, _hash(vector)) for encoder, vector in rows]


def _cases(db: sqlite3.Connection, home: Path) -> Iterator[tuple[Any, ...]]:
    for id_, name, notes in db.execute("SELECT id, name, notes FROM cases").fetchall():
        items = db.execute("SELECT id, camera, sentence, note FROM case_items WHERE case_id = ?", [id_]).fetchall()
        folder = home / "cases" / str(id_)
        yield (
            name,
            notes,
            sorted(
                (row[1:], sorted((file.name, _hash(file.read_bytes())) for file in (folder / str(row[0])).iterdir()))
                for row in items
            ),
        )


def _files(home: Path) -> Iterator[str]:
    for pattern in ("staging/*", "*/**/*.part"):
        yield from (f"{path.relative_to(home)} was left behind" for path in home.glob(pattern))


def _rows(home: Path) -> Iterator[str]:
    with closing(sqlite3.connect(home / "catalog.db")) as db:
        for id_, status in db.execute("SELECT id, status FROM sources WHERE status = 'running'"):
            yield f"source {id_} is {status}"
        for id_, state in db.execute("SELECT id, state FROM jobs WHERE state = 'running'"):
            yield f"job {id_} is {state}"
        held = {file for (file,) in db.execute("SELECT file FROM crops")}
        sources = {str(id_) for (id_,) in db.execute("SELECT id FROM sources")}
        videos = {Path(uri).name for (uri,) in db.execute("SELECT uri FROM sources UNION SELECT locator FROM jobs")}
    for folder in home.glob("crops/*"):
        if folder.name not in sources:
            yield f"pictures of source {folder.name}, which there is not"
    for file in home.glob("crops/*/*"):
        if str(file.relative_to(home)) not in held and file.parent.name in sources:
            yield f"{file.relative_to(home)} is of no track"
    for file in (*home.glob("recordings/*"), *home.glob("uploads/*")):
        if file.name not in videos:
            yield f"{file.relative_to(home)} is of no source"


def _hash(content: bytes | None) -> str:
    return hashlib.sha256(content or b"").hexdigest()[:16]
