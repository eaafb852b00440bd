"""The whole API held against its own OpenAPI document, with inputs that nobody thought of."""

from http import HTTPMethod
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.idempotency import HEADER
from vehiclefinder.control import ControlRoom
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Role

from ..service import SECONDS
from .conftest import bearer
from .rules import RULES

EXAMPLES = 15
"""Requests per route, of those that fit the document and of those that do not."""
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def api(app: FastAPI) -> BaseSchema:
    """The document of the application, which is asked in this process."""
    return schemathesis.openapi.from_asgi("/openapi.json", app)


@pytest.fixture
def admin(room: ControlRoom, secrets: dict[str, str]) -> str:
    """A token of the test's own: what comes before may have revoked any other."""
    return room.tokens.create(LOCAL, TokenRequest(f"fuzz-{len(room.tokens.list(LOCAL, 200))}", Role.ADMIN)).secret


def test_only_what_is_sent_as_json_takes_a_key(app: FastAPI) -> None:
    posts = {path: methods["post"] for path, methods in app.openapi()["paths"].items() if "post" in methods}
    keyed = {path for path, post in posts.items() if any(one["name"] == HEADER for one in post.get("parameters", []))}
    assert "/v1/sources/upload" in posts
    assert keyed == {
        "/v1/cameras",
        "/v1/cases",
        "/v1/cases/{case}/items",
        "/v1/feedback",
        "/v1/saved-searches",
        "/v1/sources",
        "/v1/tokens",
        "/v1/users",
        "/v1/videos/{video}/ingest",
        "/v1/watches",
    }


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("route", RULES, ids=" ".join)
def test_the_document_tells_the_truth(
    api: BaseSchema, admin: str, route: tuple[str, str], mode: GenerationMode
) -> None:
    method, path = route
    operation = api[path][HTTPMethod(method)]
    if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query or operation.path_parameters):
        pytest.skip("nothing can be sent that does not fit")

    statuses: set[int] = set()

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def holds(case: Case[Any]) -> None:
        answer = case.call_and_validate(headers=bearer(admin), checks=CHECKS, timeout=SECONDS)
        statuses.add(answer.status_code)

    holds()
    assert statuses - {401}
