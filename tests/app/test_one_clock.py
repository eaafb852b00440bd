"""Faces tell every moment by the clock of the site, never by that of the machine that they run on."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FACES = sorted((*ROOT.joinpath("app").rglob("*.py"), *ROOT.joinpath("vehiclefinder", "cli").rglob("*.py")))
OWN_ZONE = re.compile(r"\.astimezone\(\s*\)|datetime\.now\(\s*\)|\.fromtimestamp\(\s*[^,()]*\)|date\.today\(")
"""What means the zone of this machine."""


@pytest.mark.parametrize("file", FACES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_no_face_uses_the_zone_of_the_machine(file: Path) -> None:
    assert OWN_ZONE.findall(file.read_text(encoding="utf-8")) == []


def test_the_search_finds_what_it_looks_for() -> None:
    assert OWN_ZONE.findall("moment.astimezone(); datetime.now(); datetime.now(UTC); at.astimezone(zone)") == [
        ".astimezone()",
        "datetime.now()",
    ]
