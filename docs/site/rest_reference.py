"""The reference of the REST endpoint, from its OpenAPI document, which takes neither a home nor models."""

from copy import deepcopy
from typing import Any

from openapidocs.mk.v3 import OpenAPIV3DocumentationHandler

from app.document import openapi

HEAD = """# REST

A service has this document at `/openapi.json`, and a page to try it on at `/docs`. Requests carry
`Authorization: Bearer TOKEN` ([who may do what](../access.md)). Errors are `application/problem+json`, and left out
below.

"""
PROBLEM = "application/problem+json"


def markdown() -> str:
    """Return a page with every route, its parameters, bodies and answers."""
    told: str = OpenAPIV3DocumentationHandler(_without_problems(openapi()), style="MKDOCS").write()
    return HEAD + told[told.index("\n## ") :]


def _without_problems(document: dict[str, Any]) -> dict[str, Any]:
    left = deepcopy(document)
    for methods in left["paths"].values():
        for operation in methods.values():
            answers = operation["responses"].items()
            operation["responses"] = {
                status: answer for status, answer in answers if PROBLEM not in answer.get("content", {})
            }
    return left
