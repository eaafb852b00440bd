"""A part of the sources of a catalog, which one of several searchers holds."""

import re
from dataclasses import dataclass

MOST = 64
"""Shards of one catalog."""
_WRITTEN = re.compile(r"(\d{1,3})/(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Shard:
    """The sources whose id, divided by ``count``, leaves ``number``; see ``docs/decisions/038``.

    :param number: From 0.
    :param count: How many shards there are, 1 to 64.
    """

    number: int
    count: int

    def __post_init__(self) -> None:
        if not (1 <= self.count <= MOST and 0 <= self.number < self.count):
            raise ValueError(f"expected a shard of at most {MOST} such as 0/4, the first of four, got {self}")

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    def __contains__(self, source: int) -> bool:
        return source % self.count == self.number

    @classmethod
    def of(cls, text: str) -> "Shard":
        """Read one as it is written: ``0/4`` is the first of four.

        :raises ValueError: It is none.
        """
        match = _WRITTEN.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"expected a shard such as 0/4, the first of four, got {text[:20]!r}")
        return cls(int(match[1]), int(match[2]))


WHOLE = Shard(0, 1)
"""All sources."""
