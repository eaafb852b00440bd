"""How many requests a minute one token, one user or one address may make over REST.

Whoever is known is counted by name, wherever they ask from; whoever is refused as unknown, by address. What a browser
that is logged in reads, searches included, is not counted: one page of results asks for dozens of pictures. Each
process counts for itself.
"""

import time
from contextlib import suppress
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vehiclefinder.control import Identity

from .problems import problem
from .proxies import ForgedHeaderError, Proxies
from .safe_requests import reads

COUNTED = "/v1/"
"""Where paths begin that are counted: health and metrics are not."""
OF_PEERS = "/shard"
"""What other searchers ask, as often as they like; only those who show a wrong token are counted, as everywhere."""
HOUSEHOLD = 64
"""Bits of an address of IPv6 that tell one customer from another."""


class RateLimits:
    """The counters of one application.

    :param per_minute: Requests in any minute; 0 sets no limit.
    """

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._item = RateLimitItemPerMinute(max(per_minute, 1))

    def hit(self, *key: str) -> bool:
        """Count one request; False where it is one too many."""
        return self._limiter.hit(self._item, *key)

    def spent(self, *key: str) -> bool:
        """Whether the next request would be one too many."""
        return not self._limiter.test(self._item, *key)

    def headers(self, *key: str) -> dict[str, str]:
        """Say what is left (draft-ietf-httpapi-ratelimit-headers-10)."""
        reset, left = self._limiter.get_window_stats(self._item, *key)
        name = key[0]
        return {
            "RateLimit-Policy": f'"{name}";q={self.per_minute};w=60',
            "RateLimit": f'"{name}";r={max(left, 0)};t={max(1, ceil(reset - time.time()))}',
        }


class AddressLimitMiddleware:
    """Middleware in front of authentication: an address from which too many were refused waits."""

    def __init__(self, app: ASGIApp, limits: RateLimits, proxies: Proxies) -> None:
        self._app = app
        self._limits = limits
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and count it where it was refused."""
        if not _counts(scope, self._limits, COUNTED, OF_PEERS):
            await self._app(scope, receive, send)
            return
        key = ("address", self._address(scope))
        if self._limits.spent(*key):
            await _refuse(self._limits, key, scope, receive, send)
            return

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 401:
                self._limits.hit(*key)
            await send(message)

        await self._app(scope, receive, noted)

    def _address(self, scope: Scope) -> str:
        with suppress(ForgedHeaderError):  # it is from whoever sent it
            scope, _ = self._proxies.through(scope)
        return household(scope["client"][0] if scope.get("client") else "")


class CallerLimitMiddleware:
    """Middleware behind authentication: whoever asked too often waits."""

    def __init__(self, app: ASGIApp, limits: RateLimits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count a request and pass it on, or refuse it."""
        if not _counts(scope, self._limits, COUNTED) or (reads(scope) and "authorization" not in Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        who: Identity = scope["state"]["identity"]
        key = ("caller", who.name)
        if not self._limits.hit(*key):
            await _refuse(self._limits, key, scope, receive, send)
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._limits.headers(*key))
            await send(message)

        await self._app(scope, receive, told)


def household(address: str) -> str:
    """Return what an address is counted by: of IPv6 the network, of which one customer has all addresses."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((address, HOUSEHOLD), strict=False)) if isinstance(parsed, IPv6Address) else address


def _counts(scope: Scope, limits: RateLimits, *paths: str) -> bool:
    return bool(limits.per_minute) and scope["type"] == "http" and scope["path"].startswith(paths)


async def _refuse(limits: RateLimits, key: tuple[str, str], scope: Scope, receive: Receive, send: Send) -> None:
    headers = limits.headers(*key)
    seconds = headers["RateLimit"].rpartition("t=")[2]
    response = problem(429, f"expected at most {limits.per_minute} requests a minute; ask again in {seconds} s")
    response.headers.update(headers | {"Retry-After": seconds})
    await response(scope, receive, send)
