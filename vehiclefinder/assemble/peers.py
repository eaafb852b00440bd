"""The peers of a searcher, joined as the settings say."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from vehiclefinder.control.peers import HttpPeers
from vehiclefinder.finder.finder import Finder
from vehiclefinder.settings import Settings


@contextmanager
def joined_with_peers(finder: Finder, settings: Settings) -> Iterator[Finder]:
    """Let a finder ask its peers for as long as the block lasts, where it has any.

    :raises ValueError: There are peers, and no shard or token.
    """
    require_peers(settings)
    if not settings.peers or settings.peer_token is None:
        yield finder
        return
    with closing(HttpPeers(settings.peers, settings.peer_token.get_secret_value())) as peers:
        finder.searchers.peers = peers
        yield finder


def require_peers(settings: Settings) -> None:
    """Refuse peers that could not be asked.

    :raises ValueError: There are peers, and no shard or token.
    """
    for name, value in (("SHARD", settings.shard), ("PEER_TOKEN", settings.peer_token)):
        if settings.peers and value is None:
            raise ValueError(f"expected VEHICLEFINDER_{name} beside VEHICLEFINDER_PEERS, got none")
