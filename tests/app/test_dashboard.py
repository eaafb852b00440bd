"""The dashboard's page, driven as an operator would."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app import dashboard

SCRIPT = Path(dashboard.__file__)


@pytest.fixture
def page(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("VEHICLEFINDER_HOME", str(demo_home))
    monkeypatch.setattr("sys.argv", ["dashboard"])
    return AppTest.from_file(str(SCRIPT), default_timeout=60).run()


def test_it_opens_with_an_empty_box(page: AppTest) -> None:
    assert not page.exception
    assert page.text_input[0].value == ""
    assert not page.subheader


def test_a_sentence_is_answered(page: AppTest) -> None:
    page.text_input[0].input("red car").run()
    assert not page.exception
    assert page.subheader[0].value == "Found."
    assert any("track" in text.value for text in page.markdown)


def test_a_sentence_that_cannot_be_read_is_told_plainly(page: AppTest) -> None:
    page.text_input[0].input("x" * 2000).run()
    assert not page.exception
    assert "at most 1000 characters" in page.error[0].value
