"""The REST endpoint: the control room over HTTP, for programs. Start it with ``vehiclefinder serve``."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

from fastapi import FastAPI
from starlette.middleware import Middleware

from vehiclefinder import Settings, __version__, open_control_room

from .authentication import AuthenticationMiddleware
from .concurrency_limit import ConcurrencyLimit
from .cross_origin import CrossOriginMiddleware
from .event_streams import EventStreams
from .idempotency import IdempotencyMiddleware
from .openapi import REFUSALS, complete, short_id
from .plain_errors import PlainErrorsMiddleware
from .problems import add_problems
from .proxies import Proxies
from .rate_limits import AddressLimitMiddleware, CallerLimitMiddleware, RateLimits
from .request_limits import BodyLimitMiddleware, RequestLimits
from .request_meter import RequestMeterMiddleware
from .routes import (
    about,
    alerts,
    cameras,
    cases,
    clips,
    document,
    feedback,
    health,
    metrics,
    recordings,
    saved_searches,
    search,
    sessions,
    shard,
    sources,
    statistics,
    stream_alarms,
    timeline,
    tokens,
    tracks,
    users,
    videos,
    watches,
)
from .security_headers import SecurityHeadersMiddleware
from .service_metrics import service_metrics
from .shared_room import share_room

ROUTERS = (
    about.router,
    search.router,
    saved_searches.router,
    tracks.router,
    clips.router,
    recordings.router,
    statistics.router,
    timeline.router,
    watches.router,
    alerts.router,
    cases.router,
    feedback.router,
    cameras.router,
    sources.uploads,
    sources.router,
    stream_alarms.router,
    videos.router,
    tokens.router,
    users.router,
    sessions.router,
    metrics.router,
    shard.router,
)


LOGINS = (2, 20, 5.0)
"""Passwords that are checked at once, that wait, and seconds for which they do: each takes a core and 64 MiB."""

Beside = Callable[[FastAPI], AbstractAsyncContextManager[object]]


def create_app(settings: Settings, limits: RequestLimits = RequestLimits(), beside: Beside = nullcontext) -> FastAPI:
    """Make the application; models and catalog open when it starts and close when it stops.

    :param limits: How large a body may be, how many streams there may be and how long, how long searches may wait.
    :param beside: What else is entered while the application runs, and may use its control room.
    :raises VehicleFinderError: On start, where a model or the home cannot be used.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with open_control_room(settings) as room, share_room(room), room.scheduler:
            app.state.room, app.state.metrics = room, service_metrics(room)
            app.state.streams = EventStreams(limits.streams, limits.stream_seconds)
            app.state.password_limit = ConcurrencyLimit(*LOGINS, "password", "passwords")
            app.state.search_limit = ConcurrencyLimit(settings.searches_at_once, limits.waiting, limits.wait_seconds)
            async with app.state.metrics.published(), beside(app):
                yield

    proxies, rates = (
        Proxies(settings.trusted_proxies, settings.proxy_user_header),
        RateLimits(settings.requests_per_minute),
    )
    app = FastAPI(
        title="VehicleFinder",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        middleware=[
            Middleware(SecurityHeadersMiddleware),
            Middleware(RequestMeterMiddleware),
            Middleware(PlainErrorsMiddleware),
            Middleware(CrossOriginMiddleware, settings.cors_origins),
            Middleware(BodyLimitMiddleware, limits),
            Middleware(AddressLimitMiddleware, rates, proxies),
            Middleware(AuthenticationMiddleware),
            Middleware(CallerLimitMiddleware, rates),
            Middleware(IdempotencyMiddleware),
        ],
        generate_unique_id_function=short_id,
    )
    app.state.proxies = proxies
    app.state.measured_routes = [route for one in (health.router, *ROUTERS) for route in one.routes]
    add_problems(app)
    app.include_router(health.router)
    app.include_router(document.router)
    for router in ROUTERS:
        app.include_router(router, responses=REFUSALS)
    complete(app)
    return app
