"""Catalogs as programs from before Alembic made them: what each of their seven steps ran, with rows in every table."""

import sqlite3
from pathlib import Path
from typing import Any

OLD_STEPS = Path(__file__).parent / "old_steps"


def make_old_catalog(path: Path, version: int) -> None:
    """Make a catalog that had ``version`` steps behind it."""
    path.parent.mkdir(exist_ok=True)
    connection = sqlite3.connect(path)
    steps = [(OLD_STEPS / f"{step:04}.sql").read_text(encoding="utf-8") for step in range(1, version + 1)]
    connection.executescript(f"BEGIN;\n{''.join(steps)}COMMIT;")
    connection.close()


def rows_of(path: Path) -> dict[str, list[Any]]:
    """Return table -> rows, the next ids of SQLite among them."""
    connection = sqlite3.connect(path)
    tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
    rows = {table: sorted(connection.execute(f"select * from {table}"), key=repr) for table in tables}
    connection.close()
    return rows


def schema_of(path: Path) -> dict[str, list[str]]:
    """Return table or index -> the lines of the statement that made it."""
    connection = sqlite3.connect(path)
    made = connection.execute("select name, sql from sqlite_master where sql is not null").fetchall()
    connection.close()
    return {name: [line.rstrip() for line in sql.split("\n") if line] for name, sql in made}
