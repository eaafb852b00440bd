"""How lists are answered."""

from collections.abc import Sequence
from typing import Annotated, Any, Generic, Protocol, TypeVar

from pydantic import BaseModel, Field
from typing_extensions import TypeForm


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

    @classmethod
    def model_parametrized_name(cls, params: tuple[TypeForm[Any], ...]) -> str:
        """Name a page after what it lists, as its schema is called: ``CameraPage``."""
        return params[0].__name__.removeprefix("Stored").removesuffix("Body") + "Page"

    items: list[Item]
    next: Annotated[int | None, Field(description="The `after` of the next page; null on the last.")]


def page(items: Sequence[Record], limit: int) -> "Page[Record]":
    """Return one page of a list."""
    return Page(items=list(items), next=items[-1].id if len(items) == limit else None)
