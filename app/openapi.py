"""What the framework does not put into the OpenAPI document by itself: problems, keys, media types, examples."""

import json
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from .examples import EXAMPLES
from .idempotency import HEADER, LONGEST
from .problems import FieldError, Problem, documented

REFUSALS = documented(400, 401, 403, 404, 409, 413, 422, 429, 503, 507)
"""What any route but the open ones may answer."""

KEY = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "Sent again within 24 hours with the same body, it is answered with the same reply, but for what "
    "may hold a secret: that is never kept, so that tokens and watches are refused by their name, or made again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST},
}
TAGS = {
    "health": "Whether the service runs, what it is, and what is measured.",
    "search": "Sentences and filters to matches.",
    "tracks": "Vehicles that were seen, their pictures and clips.",
    "statistics": "Counts of vehicles.",
    "timeline": "All that passed, counted and listed over time.",
    "watches": "Sentences that every new video is held against.",
    "alerts": "What watches saw, as a list and as server-sent events.",
    "cases": "Results that are kept together and handed on.",
    "feedback": "Right or wrong on results.",
    "cameras": "Zones, privacy masks, calibrated roads and north.",
    "sources": "Videos and streams to be ingested.",
    "videos": "What was ingested, corrected or deleted.",
    "access": "Tokens, people, sessions and the audit log.",
}
FORM = "Body_"
REF = "#/components/schemas/"
TEXT = {"type": "string"}
BINARY = {"type": "string", "format": "binary"}

Json = dict[str, Any]


def complete(app: FastAPI) -> None:
    """Let an application's document say all that a generated client needs."""
    plain = app.openapi

    def openapi() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(plain())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _completed(plain: Json) -> Json:
    document = _renamed(plain)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    problem = Problem.model_json_schema(ref_template=REF + "{model}")
    problem.pop("$defs")
    schemas |= {"Problem": problem, "FieldError": FieldError.model_json_schema()}
    for name, example in EXAMPLES.items():
        if name in schemas:
            schemas[name]["examples"] = [example]
    for operation in _operations(document):
        _complete_operation(operation)
    used = {tag for operation in _operations(document) for tag in operation.get("tags", [])}
    document["tags"] = [{"name": tag, "description": TAGS[tag]} for tag in TAGS if tag in used]
    return document


def _renamed(document: Json) -> Json:
    """Call pages and forms by plain names: generators make class names of these, and must not guess."""
    schemas = document.get("components", {}).get("schemas", {})
    names = {name: _class_name(name, schema["title"]) for name, schema in schemas.items()}
    for name in names:
        schemas[names[name]] = schemas.pop(name) | {"title": names[name]}
    text = json.dumps(document)
    for name, plain in names.items():
        text = text.replace(f'"{REF}{name}"', f'"{REF}{plain}"')
    renamed: Json = json.loads(text)
    return renamed


def _class_name(name: str, title: str) -> str:
    return name.removeprefix(FORM).title().replace("_", "") + "Form" if name.startswith(FORM) else title


def _operations(document: Json) -> Iterator[Json]:
    for methods in document["paths"].values():
        yield from methods.values()


def _complete_operation(operation: Json) -> None:
    if "201" in operation["responses"] and "application/json" in operation["requestBody"]["content"]:
        operation.setdefault("parameters", []).append(KEY)
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "query" and parameter["schema"].get("type") == "array":
            parameter |= {"style": "form", "explode": True}
    for status, response in operation["responses"].items():
        for media_type, content in response.get("content", {}).items():
            if status.startswith("2") and not media_type.endswith("json"):
                content.setdefault("schema", TEXT if media_type.startswith("text/") else BINARY)


def short_id(route: APIRoute) -> str:
    """Return what a generated client calls an operation: the name of its handler."""
    return route.name
