"""The table of a folder of labelled crops while it grows, and the page on which a person checks it."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

from vehiclefinder.core.labelled_crops import COLUMNS, CROPS, TABLE
from vehiclefinder.match.slots import SLOTS
from vehiclefinder.train.dataset import UNCHECKED

FIELDS = ("file", "source", "scene", *COLUMNS.values(), "quality", "split")
"""The columns of a table that is begun here."""
PAGE = "label.html"
MARK = "{{data}}"
"""What stands in the page's template where the rows go."""

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LabelTable:
    """The rows of ``labels.csv``, those that nobody has checked too.

    :param columns: Names in their order, at least ``FIELDS``.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def waiting(self) -> int:
        """How many rows nobody has checked yet."""
        return sum(row["quality"] == UNCHECKED for row in self.rows)


def read_table(folder: Path) -> LabelTable:
    """Return the table of a folder; one without rows where there is none yet.

    :raises ValueError: A column of ``FIELDS`` is missing, so that rows added to it could not be told from checked ones.
    """
    path = folder / TABLE
    if not path.is_file():
        return LabelTable(FIELDS, ())
    with path.open(newline="", encoding="utf-8-sig") as file:
        header, *lines = list(csv.reader(file)) or [[]]
    if missing := [name for name in FIELDS if name not in header]:
        raise ValueError(f"expected columns {', '.join(FIELDS)} in {path}, got none called {missing}")
    return LabelTable(tuple(header), tuple(_row(header, line) for line in lines if line))


def add_rows(folder: Path, rows: Iterable[Row]) -> None:
    """Put rows after those of the table, whose own bytes stay as they are; it is written whole or not at all.

    :param folder: Made if there is none.
    :raises ValueError: As for :func:`read_table`.
    :raises OSError: The folder cannot be written.
    """
    columns, path = read_table(folder).columns, folder / TABLE
    text = io.StringIO()
    csv.DictWriter(text, columns, restval="", lineterminator="\n").writerows(rows)
    before = path.read_bytes() if path.is_file() else ",".join(columns).encode()
    gap = b"" if before.endswith(b"\n") else b"\n"
    _replace(path, before + gap + text.getvalue().encode())


def write_page(folder: Path, template: str) -> Path:
    """Write the page on which a person checks the rows, with the table as it is now; it needs no network.

    :param template: HTML with ``MARK`` once, for the columns, the rows, and the values that each slot offers.
    :returns: The page.
    :raises OSError: The folder cannot be written.
    """
    table = read_table(folder)
    slots = {column: SLOTS[slot] for slot, column in COLUMNS.items()}
    data = {"columns": table.columns, "rows": table.rows, "slots": slots}
    # "<" is written so that no name in the table can end the script that holds the data.
    _replace(folder / PAGE, template.replace(MARK, json.dumps(data).replace("<", "\\u003c")).encode())
    return folder / PAGE


def put_picture(folder: Path, file: str, source: Path) -> None:
    """Copy the picture of a row into the folder.

    :param file: The row's name of it.
    :raises OSError: It cannot be read or written.
    """
    target = folder / CROPS / file
    target.parent.mkdir(parents=True, exist_ok=True)
    copyfile(source, target)


def _row(header: list[str], line: list[str]) -> Row:
    return dict(zip(header, line + [""] * (len(header) - len(line)), strict=False))


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)
