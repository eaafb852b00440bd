"""What documentation tells to type is what the command line takes."""

import re
import shlex
from itertools import dropwhile
from pathlib import Path

import pytest

from ..command_line import refusal
from ..conftest import REPOSITORY

BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
PAGES = sorted([REPOSITORY / "README.md", *(REPOSITORY / "docs").rglob("*.md"), *(REPOSITORY / "models").rglob("*.md")])
ENDS = {"|", "&&", ";", ">", "&"}
ASSIGNMENT = re.compile(r"[A-Z_]+=")


def lines(page: Path) -> list[list[str]]:
    """Return the words of every call of the program in the page's shell blocks."""
    text = "\n".join(BLOCK.findall(page.read_text(encoding="utf-8"))).replace("\\\n", " ")
    calls: list[list[str]] = []
    for line in text.splitlines():
        call: list[str] = []
        for word in [*shlex.split(line, comments=True), "&&"]:
            if word not in ENDS:
                call.append(word)
                continue
            calls.append(call[call.index("--") + 1 :] if call[:1] == ["runuser"] else call)
            call = []
    bare = (list(dropwhile(ASSIGNMENT.match, call)) for call in calls)
    return [call[1:] for call in bare if call and call[0].rpartition("/")[2] == "vehiclefinder"]


def test_a_wrong_option_is_seen() -> None:
    assert "No such option" in refusal(["find", "red car", "--colour", "red"])
    assert "No such command" in refusal(["user", "made"])
    assert refusal(["find", "red car", "--camera", "gate 3"]) == ""


@pytest.mark.parametrize("page", [page for page in PAGES if lines(page)], ids=lambda page: page.name)
def test_commands_of_a_page_are_taken(page: Path) -> None:
    assert {shlex.join(words): told for words in lines(page) if (told := refusal(words))} == {}
