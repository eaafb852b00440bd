"""What peers are told: whoever shows the token of the searchers asks in the name of whom it answers."""

from hmac import compare_digest

from vehiclefinder.core.errors import NotFoundError, UnauthorizedError
from vehiclefinder.finder.shards.searchers import Searchers


class ShardAnswers:
    """Answers peers. What exists for whoever asks them stands in their questions; they write the audit log.

    :param searchers: This searcher.
    :param token: What its peers show; None lets nobody ask.
    """

    def __init__(self, searchers: Searchers, token: str | None) -> None:
        self._searchers = searchers
        self._token = token

    def answer(self, token: str, question: bytes) -> bytes:
        """Tell a peer what it asks, as JSON.

        :raises NotFoundError: Nobody may ask.
        :raises UnauthorizedError: It shows another token.
        :raises ConflictError: The two cannot answer together.
        :raises ValueError: It asks nothing, or of an unknown camera or zone.
        :raises StoreError: The catalog cannot be read.
        """
        if self._token is None:
            raise NotFoundError("no peer_token is set: this searcher answers no peers")
        if not compare_digest(token.encode(), self._token.encode()):
            raise UnauthorizedError("expected the peer_token of the searchers, got another")
        return self._searchers.answer(question)
