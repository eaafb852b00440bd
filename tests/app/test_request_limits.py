"""How much may be sent."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from starlette.middleware import Middleware

from app.problems import add_problems
from app.request_limits import JSON_BYTES, BodyLimitMiddleware, RequestLimits


async def _length(request: Request) -> int:
    return len(await request.body())


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = FastAPI(middleware=[Middleware(BodyLimitMiddleware, RequestLimits(json=10, upload=20))])
    add_problems(app)
    app.post("/v1/cases")(_length)
    app.post("/v1/sources/upload")(_length)
    with TestClient(app) as client:
        yield client


def _pieces(count: int) -> Iterator[bytes]:
    yield from (b"xxxxx" for _ in range(count))


FORM = "multipart/form-data; boundary=x"


@pytest.mark.parametrize(
    ("path", "media_type", "limit"),
    [
        ("/v1/cases", "application/json", 10),
        ("/v1/cases", FORM, 10),
        ("/v1/sources/upload", FORM, 20),
        ("/v1/sources/upload", "application/json", 10),
    ],
)
@pytest.mark.parametrize("announced", [True, False])
def test_a_body_may_be_as_large_as_the_limit(
    client: TestClient, path: str, media_type: str, limit: int, announced: bool
) -> None:
    headers = {"Content-Type": media_type}
    fits, over = (b"x" * n if announced else _pieces(n // 5) for n in (limit, limit + 5))
    assert client.post(path, content=fits, headers=headers).json() == limit
    refused = client.post(path, content=over, headers=headers)
    assert refused.status_code == 413
    assert refused.json()["detail"] == f"expected a body of at most {limit} bytes, got more"


def test_a_length_of_many_digits_is_too_large(client: TestClient) -> None:
    assert client.post("/v1/sources/upload", content=b"", headers={"Content-Length": "9" * 5000}).status_code == 413


def test_the_endpoint_has_the_limit(local: TestClient) -> None:
    assert local.post("/v1/search", content=b" " * (JSON_BYTES + 1)).status_code == 413
