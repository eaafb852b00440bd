"""Proxies in front of the service: from where a request really comes, and whom a trusted one says it is from."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope

from vehiclefinder.control import ForbiddenError

Network = IPv4Network | IPv6Network
SCHEMES = {"http": {"http": "http", "https": "https"}, "websocket": {"http": "ws", "https": "wss"}}


FOR = "x-forwarded-for"
PASSED_ON = (FOR, "forwarded", "via", "x-forwarded-host", "x-real-ip")
"""By any of these a proxy shows that it stands between, whether it is trusted or not."""


class ForgedHeaderError(ForbiddenError):
    """The header that names a user came from an address that is not trusted."""


class Proxies:
    """What is believed of headers that proxies add; of others nothing is.

    :param networks: Where the proxies are that are trusted.
    :param user_header: In which header they name the user; None where they do not.
    :raises ValueError: They are to name users, and there are none.
    """

    def __init__(self, networks: Sequence[str], user_header: str | None) -> None:
        if user_header and not networks:
            raise ValueError("expected trusted_proxies beside proxy_user_header: nobody else's header is believed")
        self._networks: list[Network] = [ip_network(one, strict=False) for one in networks]
        self._user_header = user_header

    def through(self, scope: Scope) -> tuple[Scope, str | None]:
        """Return a request as it was made, and the user whom the proxy names, None where it names none.

        Where several proxies stand in a row, each has added the address from which it was asked: the last one that is
        not trusted is where the request comes from.

        :raises ForgedHeaderError: A user is named from elsewhere.
        :raises ForbiddenError: Several are named.
        """
        headers = Headers(scope=scope)
        peer = scope["client"][0] if scope.get("client") else ""
        trusted = self._trusts(peer)
        user = self._user(headers, trusted=trusted)
        if not trusted:
            return scope, user
        address = self._origin(_listed(headers, FOR), peer)
        asked = (_listed(headers, "x-forwarded-proto") or [""])[-1].lower()
        scheme = SCHEMES[scope["type"]].get(asked, scope["scheme"])
        return {**scope, "client": (address, 0), "scheme": scheme}, user

    def hides(self, scope: Scope) -> bool:
        """Whether a proxy passed a request on, and nobody who is believed says from where: it may be from anywhere."""
        headers = Headers(scope=scope)
        known = FOR in headers and self._trusts(scope["client"][0] if scope.get("client") else "")
        return not known and any(name in headers for name in PASSED_ON)

    def _user(self, headers: Headers, *, trusted: bool) -> str | None:
        named = headers.getlist(self._user_header) if self._user_header else []
        if not named:
            return None
        if not trusted:
            raise ForgedHeaderError(f"{self._user_header} is believed from trusted proxies only")
        if len(named) > 1:
            raise ForbiddenError(f"expected one {self._user_header}, got {len(named)}")
        return named[0].strip() or None

    def _origin(self, forwarded: Sequence[str], peer: str) -> str:
        address = peer
        for told in reversed(forwarded):
            parsed = _address(told)
            if parsed is None:
                return address
            address = str(parsed)
            if not self._trusts(address):
                return address
        return address

    def _trusts(self, address: str) -> bool:
        parsed = _address(address)
        return parsed is not None and any(parsed in network for network in self._networks)


def is_address(told: str) -> bool:
    """Whether it is an address of IP, which a client may lack that shares the machine."""
    return _address(told) is not None


def _listed(headers: Headers, name: str) -> list[str]:
    return [one.strip() for one in ",".join(headers.getlist(name)).split(",") if one.strip()]


def _address(told: str) -> IPv4Address | IPv6Address | None:
    """Read an address, as some write it with a port; one of IPv4 within IPv6 is the former."""
    plain = told[1:].partition("]")[0] if told.startswith("[") else told
    try:
        parsed = ip_address(plain.partition(":")[0] if plain.count(":") == 1 else plain)
    except ValueError:
        return None
    return (parsed.ipv4_mapped or parsed) if isinstance(parsed, IPv6Address) else parsed
