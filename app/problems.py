"""Every error as one kind of document: ``application/problem+json`` (RFC 9457)."""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from vehiclefinder import VehicleFinderError
from vehiclefinder.control import (
    BusyError,
    ConflictError,
    ForbiddenError,
    ModelError,
    NotFoundError,
    NotPlayableError,
    ReadOnlyStoreError,
    StoreError,
    TooManyAttemptsError,
    UnauthorizedError,
)

from .security_headers import add_headers

MEDIA_TYPE = "application/problem+json"
STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (UnauthorizedError, 401),
    (ForbiddenError, 403),
    (NotFoundError, 404),
    (ConflictError, 409),
    (NotPlayableError, 409),
    (ValueError, 422),
    (ReadOnlyStoreError, 507),
    (TooManyAttemptsError, 429),
    (VehicleFinderError, 503),
)
"""What an error is over HTTP; the first that fits counts."""

UNUSABLE = "a model, the catalog, the index or the store of pictures cannot be used; the log of the server tells more"
"""What is told of a failure whose own words name paths, hosts and accounts of this machine."""

log = logging.getLogger(__name__)


class FieldError(BaseModel):
    """What is wrong with one field of a request."""

    field: str
    message: str


class Problem(BaseModel):
    """Why a request was refused."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []


def problem(status: int, detail: str, errors: Sequence[FieldError] = ()) -> JSONResponse:
    """Make the response for an error."""
    told = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=list(errors))
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse(told.model_dump(), status, headers, MEDIA_TYPE)


def problem_of(error: Exception) -> JSONResponse:
    """Make the response for an error of ours, or for the caller's mistake."""
    status = next(status for kind, status in STATUSES if isinstance(error, kind))
    response = problem(status, told(error))
    if isinstance(error, BusyError):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def told(error: Exception) -> str:
    """Say what is wrong, without the paths, hosts and accounts of this machine, which stand in its log."""
    if isinstance(error, ReadOnlyStoreError):
        return f"nothing can be stored now: {error.reason}"
    outside = isinstance(error, (StoreError, ModelError)) and error.__cause__ is not None
    if outside and not isinstance(error, (NotFoundError, ConflictError)):
        log.error("refused: %s", error)
        return UNUSABLE
    return str(error)


def add_problems(app: FastAPI) -> None:
    """Let an application answer every error so, those of the framework too."""
    app.add_exception_handler(VehicleFinderError, lambda request, error: problem_of(error))
    app.add_exception_handler(ValueError, lambda request, error: problem_of(error))
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return how these statuses stand in the OpenAPI document."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    # What was sent is not told back: it may hold a secret.
    errors = [FieldError(field=".".join(map(str, one["loc"])), message=one["msg"]) for one in error.errors()]
    return problem(422, "; ".join(f"{one.field}: {one.message}" for one in errors[:3]), errors)


def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    response = problem(error.status_code, str(error.detail))
    response.headers.update(error.headers or {})
    return response


def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("unexpected error", exc_info=error)
    response = problem(500, "an unexpected error; the log of the server tells more")
    add_headers(response.headers, response.status_code)  # it is answered outside of all middleware
    return response
