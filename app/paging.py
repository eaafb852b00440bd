"""How lists are answered."""

from collections.abc import Sequence
from typing import Annotated, Generic, Protocol, TypeVar

from pydantic import BaseModel, Field


class Listed(Protocol):
    """A record that is listed by its id."""

    @property
    def id(self) -> int:
        """Its number."""
        ...


Item = TypeVar("Item")
Record = TypeVar("Record", bound=Listed)


class Page(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next: Annotated[int | None, Field(description="The `after` of the next page; null on the last.")]


def page(items: Sequence[Record], limit: int) -> "Page[Record]":
    """Return one page of a list."""
    return Page(items=list(items), next=items[-1].id if len(items) == limit else None)
