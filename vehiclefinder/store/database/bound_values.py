"""What statements carry: it is checked before it is sent; no error tells it, since it may be a stream's password."""

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ExceptionContext
from sqlalchemy.exc import StatementError

_QUOTING = "22"
"""The class of SQLSTATE ("data exception") whose messages quote values."""
_UNFIT = frozenset({"22001", "22003"})
"""Too long, too large."""
_UNFIT_CHARACTERS = re.compile("[\0\ud800-\udfff]")
_INTEGERS = range(-(2**63), 2**63)


class UnfitValueError(ValueError):
    """A value that one database or the other cannot hold, or not in its column."""


def check(*call: Any) -> None:
    """Refuse what one database holds and the other does not, before a statement is sent (``before_cursor_execute``).

    :raises UnfitValueError: Some text has NUL characters or lone surrogates, or a number more than 64 bits.
    """
    _connection, _cursor, _statement, parameters, *_rest = call
    for row in parameters if isinstance(parameters, list) else (parameters,):
        for value in _values(row):
            if isinstance(value, str):
                _check_text(value)
            elif isinstance(value, int) and value not in _INTEGERS:
                raise UnfitValueError("expected numbers of at most 64 bits, got a larger one")


def fitting(text: str) -> str:
    """Return a text without the characters that :func:`check` refuses: each becomes U+FFFD."""
    return _UNFIT_CHARACTERS.sub("\N{REPLACEMENT CHARACTER}", text)


def forget(context: ExceptionContext) -> None:
    """Take the values out of a driver's error, and out of the one that SQLAlchemy raises from it (``handle_error``).

    They are changed in place: whoever walks along a chain of causes comes upon the same objects.
    """
    original: Any = context.original_exception
    told = context.sqlalchemy_exception
    text = _without_values(original)
    if isinstance(told, StatementError):
        told.args = (f"({type(original).__module__}.{type(original).__name__}) {text}",)
        told.params = None
    if hasattr(original, "sqlstate"):  # psycopg appends what PostgreSQL adds: "DETAIL: Failing row contains (...)"
        original.args = (text,)
        original._info = None  # where its `diag` reads


def unfit(error: Exception) -> bool:
    """Whether an error says that a value does not fit into its column."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) in _UNFIT


def _values(row: Any) -> Iterable[Any]:
    return row.values() if hasattr(row, "values") else row or ()


def _check_text(text: str) -> None:
    if _UNFIT_CHARACTERS.search(text):
        raise UnfitValueError("expected text without NUL characters and lone surrogates, got one that has some")


def _without_values(error: BaseException) -> str:
    name = type(error).__name__
    if (getattr(error, "sqlstate", None) or "").startswith(_QUOTING):
        return name
    return (str(error).splitlines() or [name])[0]
