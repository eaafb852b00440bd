"""The other searchers of a catalog, over HTTP: asked all at once, for a bounded time, over kept connections."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from vehiclefinder.core.errors import VehicleFinderError
from vehiclefinder.finder.shards.questions import ShardQuestion, Told
from vehiclefinder.finder.shards.searchers import PeerState, Replies
from vehiclefinder.finder.shards.wire import SearcherIdentity, asked, read_answer

if TYPE_CHECKING:
    import httpx

SECONDS = 5.0
"""How long an answer may take."""
REST = 10.0
"""Seconds for which whoever took longer is not asked: all searches would wait for it."""
AT_ONCE = 8
"""Questions that one peer is asked at once."""
PATH = "/shard"
LONGEST_REASON = 200


class PeerError(VehicleFinderError):
    """A peer told nothing; the words say why, and which."""


class HttpPeers:
    """Asks the peers of a searcher.

    :param addresses: Such as ``http://searcher-2:8000``.
    :param token: What they know this searcher by.
    :param seconds: How long an answer may take.
    """

    def __init__(self, addresses: Sequence[str], token: str, seconds: float = SECONDS) -> None:
        import httpx

        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        # A client would follow proxies and a .netrc of the environment.
        self._client = httpx.Client(timeout=seconds, headers=headers, trust_env=False, follow_redirects=False)
        self._peers = [Peer(address, self._client, seconds) for address in addresses]
        self._pool = ThreadPoolExecutor(max(len(addresses), 1) * AT_ONCE, "peer")
        self._seconds = seconds

    def ask(
        self, who: SearcherIdentity, question: ShardQuestion[Told], among: Collection[int] | None
    ) -> Callable[[], Replies[Told]]:
        """Ask all at once; see :meth:`Peers.ask`."""
        text, deadline = asked(who, question), monotonic() + self._seconds
        chosen = [peer for peer in self._peers if among is None or peer.number is None or peer.number in among]
        futures = [(peer, self._pool.submit(peer.ask, text)) for peer in chosen]
        return lambda: self._collected(who, question, futures, deadline)

    def states(self) -> Mapping[str, PeerState]:
        """Return how each of them fares, by host and port."""
        return {peer.name: peer.state for peer in self._peers}

    def close(self) -> None:
        """Close all connections."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._client.close()

    def _collected(
        self,
        who: SearcherIdentity,
        question: ShardQuestion[Told],
        futures: Sequence[tuple["Peer", Future[bytes]]],
        deadline: float,
    ) -> Replies[Told]:
        told: dict[int, Told] = {}
        lost: list[str] = []
        for peer, future in futures:
            try:
                other, answer = self._read(peer, future, question, deadline)
                if why := who.why_apart(other):
                    raise PeerError(f"{peer.name} {why}")
                if other.shard.number in told:
                    raise PeerError(f"{peer.name} holds shard {other.shard}, as another searcher does")
            except PeerError as error:
                lost.append(str(error))
                peer.note(answers=False)
            else:
                peer.note(answers=True)
                peer.number = other.shard.number
                told[peer.number] = answer
        return Replies(told, tuple(lost))

    def _read(
        self, peer: "Peer", future: Future[bytes], question: ShardQuestion[Told], deadline: float
    ) -> tuple[SearcherIdentity, Told]:
        try:
            return read_answer(future.result(max(deadline - monotonic(), 0.0)), question)
        except TimeoutError as error:
            future.cancel()
            peer.rest()
            raise PeerError(f"{peer.name} did not answer within {self._seconds:g} seconds") from error
        except ValueError as error:
            raise PeerError(f"{peer.name} answered something else") from error


class Peer:
    """One of them.

    :ivar name: Host and port, by which it is told of.
    :ivar number: Of the shard that it held when it answered last; None before.
    :ivar state: How it fares.
    """

    def __init__(self, address: str, client: "httpx.Client", seconds: float) -> None:
        self._seconds = seconds
        self.name = urlsplit(address).netloc
        self.number: int | None = None
        self.state = PeerState()
        self._lock = Lock()
        self._url = address.rstrip("/") + PATH
        self._client = client
        self._rests_until = 0.0

    def note(self, *, answers: bool) -> None:
        """Take note of whether it answered a question."""
        with self._lock:
            self.state = PeerState(answers, self.state.unanswered + (not answers))

    def rest(self) -> None:
        """Do not ask it for a while."""
        self._rests_until = monotonic() + REST

    def ask(self, text: bytes) -> bytes:
        """Ask it something.

        :raises PeerError: It tells nothing.
        """
        import httpx

        if monotonic() < self._rests_until:
            raise PeerError(f"{self.name} did not answer a moment ago, and is asked again soon")
        try:
            status, content = self._answer(text, monotonic() + self._seconds)
        except (httpx.TimeoutException, TimeoutError) as error:
            self.rest()
            raise PeerError(f"{self.name} did not answer in time") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise PeerError(f"{self.name} cannot be reached") from error
        if status != 200:
            raise PeerError(f"{self.name} {_refusal(status, content)}")
        return content

    def _answer(self, text: bytes, deadline: float) -> tuple[int, bytes]:
        """Return the status and content of an answer that has come by then.

        A client's timeout is that of each piece: whoever sends a byte now and then would hold a thread for good.
        """
        with self._client.stream("POST", self._url, content=text) as response:
            pieces = []
            for piece in response.iter_bytes():
                pieces.append(piece)
                if monotonic() > deadline:
                    raise TimeoutError
        return response.status_code, b"".join(pieces)


def _refusal(status: int, content: bytes) -> str:
    if status in (401, 403, 404, 429):
        return {
            401: "does not take the peer_token of the one that asks",
            403: "lets nobody ask from here",
            404: "is no searcher with a peer_token",
            429: "was shown too many wrong tokens from here, and takes none for a while",
        }[status]
    try:
        told = str(json.loads(content)["detail"])[:LONGEST_REASON]
    except (ValueError, KeyError, TypeError):
        told = ""
    return told if status == 409 and told else f"answered with status {status}"
