"""Damaged files of a home, and mutated videos, a few of each; ``benchmarks/faults.py`` tries all."""

from pathlib import Path

import pytest

from . import damaged, mutated
from .damaged import Damage
from .homes import sent
from .operations import tidy, wrong

pytestmark = pytest.mark.sqlite("files of a home")
TRIED = [
    ("database", Damage.FLIPPED),
    ("database", Damage.DELETED),
    ("log of the database", Damage.ZEROED),
    ("column of the index", Damage.TRUNCATED),
    ("picture", Damage.FOLDER),
    ("name of the catalog", Damage.FLIPPED),
]
VIDEOS = 6
ONCE_UNCLEAR = (19, 60)
"""A codec that nobody knows, and a tag that is no UTF-8."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a home that nothing was done to."""
    folder = tmp_path_factory.mktemp("template")
    damaged.prepare(folder / "home")
    return folder


@pytest.mark.parametrize(("name", "how"), TRIED)
def test_a_damaged_file_is_told_clearly_and_takes_no_other_along(
    name: str, how: Damage, template: Path, tmp_path: Path
) -> None:
    found = damaged.tried(template, tmp_path / "try", damaged.FILES[name], how)
    assert found == damaged.Damaged((), None)


def test_mutated_videos_are_ingested_or_refused_and_leave_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    sent(home)
    originals = mutated.copies(home)
    found = [mutated.tried(home, originals, number) for number in (*range(VIDEOS), *ONCE_UNCLEAR)]
    assert [one for one in found if one.ending is mutated.Ending.UNCLEAR] == []
    assert {one.ending for one in found} >= {mutated.Ending.TOLD, mutated.Ending.FAILED}
    tidy(home)
    assert wrong(home) == []
