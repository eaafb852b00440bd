"""Lists that are given page by page, for whoever wants all of them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar


class Numbered(Protocol):
    """What has an id that pages go by."""

    @property
    def id(self) -> int:
        """Its number."""


T = TypeVar("T", bound=Numbered)


def all_pages(page: Callable[[int], Sequence[T]]) -> Iterator[T]:
    """Yield all that is listed.

    :param page: Returns what follows an id, 0 for the first page; nothing at the end.
    """
    after = 0
    while listed := page(after):
        yield from listed
        after = listed[-1].id
