"""What a person said of answers, kept so that another run with other tracks need not ask again."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from vehiclefinder.train.clip_evaluation import ClipTruth

COLUMNS = ("query", "clip", "t", "x1", "y1", "x2", "y2", "right")
ANSWERS = {"yes": True, "no": False, "": None}


@dataclass(frozen=True, slots=True)
class Mark:
    """Whether a vehicle is what a sentence asks for.

    :param clip: Name of the clip's file.
    :param where: Where the vehicle stands in it, by which its track is known again.
    :param right: None where nobody has said.
    """

    query: str
    clip: str
    where: ClipTruth
    right: bool | None


def read_marks(path: Path) -> list[Mark]:
    """Read marks; those that say nothing are left out.

    :raises ValueError: Another format.
    """
    expected = f"expected columns {', '.join(COLUMNS)} in {path}, right yes or no"
    with path.open(newline="", encoding="utf-8-sig") as file:
        try:
            rows = csv.DictReader(file)
            if not set(COLUMNS) <= set(rows.fieldnames or ()):
                raise ValueError(f"got {', '.join(rows.fieldnames or ()) or 'nothing'}"[:200])
            marks = [_mark(row) for row in rows]
        except UnicodeDecodeError as error:
            raise ValueError(f"{expected}, got no text") from error
        except (KeyError, TypeError, ValueError, AttributeError, csv.Error) as error:
            raise ValueError(f"{expected}: {error!r}") from error
    return [mark for mark in marks if mark.right is not None]


def write_marks(marks: Iterable[Mark], path: Path) -> None:
    """Write marks, those that say nothing with an empty last column, to be filled in."""
    words = {right: word for word, right in ANSWERS.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for mark in marks:
            box = (f"{value:.4f}" for value in mark.where.box)
            writer.writerow((mark.query, mark.clip, f"{mark.where.t:.2f}", *box, words[mark.right]))


def _mark(row: dict[str, str]) -> Mark:
    x1, y1, x2, y2 = (float(row[name]) for name in COLUMNS[3:7])
    where = ClipTruth(float(row["t"]), (x1, y1, x2, y2))
    return Mark(row["query"], row["clip"], where, ANSWERS[row["right"].strip().lower()])
