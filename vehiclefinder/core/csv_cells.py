"""Cells of tables that people open in spreadsheets."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With what begins that spreadsheets compute, whoever wrote it."""


def guarded(cell: object) -> object:
    """Return a cell so that spreadsheets show it: text that they would compute gets an apostrophe in front."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
