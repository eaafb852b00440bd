"""How lists are answered."""

from collections.abc import Sequence
from typing import Any, Protocol


class Listed(Protocol):
    """A record that is listed by its id."""

    @property
    def id(self) -> int:
        """Its number."""
        ...

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        ...


def page(items: Sequence[Listed], limit: int) -> dict[str, Any]:
    """Return one page of a list; ``next`` goes into ``after`` for the next one, null on the last."""
    return {"items": [item.to_json() for item in items], "next": items[-1].id if len(items) == limit else None}
