import re
import subprocess
import sys
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.schema import CreateTable

from vehiclefinder.store.database.migrations import HEAD
from vehiclefinder.store.database.schema.tables import TABLES

REPOSITORY = Path(__file__).resolve().parents[2]


def alembic(url: str, *arguments: str) -> str:
    """Run Alembic as a developer does, by the settings of the repository."""
    command = [sys.executable, "-m", "alembic", "-x", f"url={url}", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True, timeout=600).stdout


def test_a_scratch_database_is_upgraded_and_compared(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/scratch.db"
    alembic(url, "upgrade", "head")
    assert alembic(url, "current") == f"{HEAD} (head)\n"
    assert alembic(url, "check") == "No new upgrade operations detected.\n"


def test_the_statements_for_postgresql_make_the_tables_of_the_models() -> None:
    sql = alembic("postgresql://", "upgrade", "head", "--sql")
    made = {found[1]: lines(found[0]) for found in re.finditer(r"CREATE TABLE (\w+) \(.*?\n\)[^;]*", sql, re.DOTALL)}
    for table, column in re.findall(r"ALTER TABLE (\w+) ADD COLUMN (.*);", sql):
        made[table].add(column)
    dialect = make_url("postgresql://").get_dialect()()
    declared = {table.name: lines(str(CreateTable(table).compile(dialect=dialect))) for table in TABLES.sorted_tables}
    assert {name: made[name] for name in declared} == declared
    assert sql.startswith("BEGIN;")
    assert sql.rstrip().endswith("COMMIT;")


def lines(statement: str) -> set[str]:
    """Return what a table consists of, in no order."""
    return {line.strip().rstrip(",") for line in statement.strip().split("\n")}
