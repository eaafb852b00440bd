"""Long lists, a page at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")

LIMIT = 50
"""Entries on a page, unless asked for otherwise."""
MOST = 200
"""Entries on the largest page."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Which part of a list is wanted.

    :param limit: How many entries at most, 1 to ``MOST``.
    :param after: The id after which it starts; None starts at the beginning.
    """

    limit: int = LIMIT
    after: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MOST:
            raise ValueError(f"expected a limit from 1 to {MOST}, got {self.limit}")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list; ``next`` is the id after which the rest starts, None at the end."""

    items: tuple[T, ...]
    next: int | None

    def to_json(self, one: Callable[[T], dict[str, Any]]) -> dict[str, Any]:
        """Return plain values, ready for ``json.dumps``.

        :param one: What makes plain values of an entry.
        """
        return {"items": [one(item) for item in self.items], "next": self.next}


def page_of(entries: Sequence[T], limit: int, id_of: Callable[[T], int]) -> Page[T]:
    """Return a page of entries of which one more than the limit was read, if there was one.

    :param id_of: The id by which they rise.
    """
    more = len(entries) > limit
    return Page(tuple(entries[:limit]), id_of(entries[limit - 1]) if more else None)
