"""Which requests change nothing, so that they are treated as what is read."""

from starlette.types import Scope

SAFE = frozenset({"GET", "HEAD"})
"""Methods that change nothing, whatever is asked."""
ASKED_BY_POST = frozenset({"/v1/search", "/v1/parse", "/v1/watches/test"})
"""Paths to which a question is posted, as it would be too long for an address."""


def reads(scope: Scope) -> bool:
    """Return whether a request of HTTP changes nothing."""
    return scope["method"] in SAFE or (scope["method"] == "POST" and scope["path"] in ASKED_BY_POST)
