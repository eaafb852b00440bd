"""What a process tells that ingests alone: whether it runs and is ready, and what it has done."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from starlette.middleware import Middleware

from vehiclefinder import Settings, VehicleFinderError, __version__
from vehiclefinder.control import IngestService

from .authentication import AuthenticationMiddleware
from .plain_errors import PlainErrorsMiddleware
from .problems import UNUSABLE, add_problems, problem
from .proxies import Proxies
from .rate_limits import AddressLimitMiddleware, RateLimits
from .routes import metrics
from .routes.health import Readiness, healthz
from .security_headers import SecurityHeadersMiddleware
from .service_metrics import ingest_metrics

router = APIRouter()
log = logging.getLogger(__name__)


async def _service(request: Request) -> IngestService:
    service: IngestService = request.app.state.room
    return service


@router.get("/readyz", response_model=Readiness)
def readyz(service: Annotated[IngestService, Depends(_service)]) -> Readiness | Response:
    """Say that jobs can be taken from the queue."""
    try:
        return Readiness(warnings=list(service.ready()))
    except VehicleFinderError as error:
        log.warning("not ready: %s", error)
        return problem(503, UNUSABLE)


def create_worker_app(service: IngestService, settings: Settings) -> FastAPI:
    """Make the application; like a service it is for this machine alone until there are accounts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with app.state.metrics.published():
            yield

    proxies = Proxies(settings.trusted_proxies, settings.proxy_user_header)
    app = FastAPI(
        title="VehicleFinder worker",
        version=__version__,
        lifespan=lifespan,
        openapi_url=None,
        middleware=[
            Middleware(SecurityHeadersMiddleware),
            Middleware(PlainErrorsMiddleware),
            Middleware(AddressLimitMiddleware, RateLimits(settings.requests_per_minute), proxies),
            Middleware(AuthenticationMiddleware),
        ],
    )
    app.state.room, app.state.metrics, app.state.proxies = service, ingest_metrics(service), proxies
    add_problems(app)
    app.get("/healthz")(healthz)
    app.include_router(router)
    app.include_router(metrics.router)
    return app
