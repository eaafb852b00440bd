"""What people wrote is shown by spreadsheets, never computed."""

import pytest

from vehiclefinder.core.csv_cells import guarded


@pytest.mark.parametrize("text", ['=HYPERLINK("http://a")', "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_is_a_formula_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"


def test_everything_else_stays() -> None:
    assert [guarded(cell) for cell in ("gate=3", "", "'x", -1.5, None, True)] == ["gate=3", "", "'x", -1.5, None, True]
