"""The OpenAPI document, with what the framework does not know of by itself: problems, and keys of creations."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from .idempotency import HEADER, LONGEST
from .problems import FieldError, Problem, documented

REFUSALS = documented(400, 401, 403, 404, 409, 413, 422, 503, 507)
"""What any route but the open ones may answer."""

KEY = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "Sent again within 24 hours with the same body, it is answered with the same reply, but for what "
    "may hold a secret: that is never kept, so that tokens and watches are refused by their name, or made again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST},
}


def complete(app: FastAPI) -> None:
    """Let an application's document speak of problems and keys."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            _add(plain())
        return plain()

    app.openapi = openapi  # type: ignore[method-assign]


def _add(document: dict[str, Any]) -> None:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    problem.pop("$defs")
    schemas |= {"Problem": problem, "FieldError": FieldError.model_json_schema()}
    for methods in document["paths"].values():
        created = methods.get("post", {})
        if "201" in created.get("responses", {}) and "application/json" in created["requestBody"]["content"]:
            created.setdefault("parameters", []).append(KEY)


def short_id(route: APIRoute) -> str:
    """Return what a generated client calls an operation: the name of its handler."""
    return route.name
