"""What every answer tells browsers, with the dashboard and without."""

from fastapi import FastAPI
from fastapi.testclient import TestClient

from vehiclefinder.control import ControlRoom

from .conftest import bearer

SAME = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
NOTHING = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"


def test_every_kind_of_answer_has_the_headers(
    local: TestClient, app: FastAPI, room: ControlRoom, secrets: dict[str, str]
) -> None:
    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("unexpected")

    admin = bearer(secrets["admin"])
    for path, headers, status in (
        ("/healthz", {}, 200),
        ("/v1/cameras", admin, 200),
        ("/v1/cameras", {}, 401),
        ("/v1/nothing", admin, 404),
        ("/v1/search", admin, 405),
        ("/v1/cameras", {"Content-Length": "999999999"}, 413),
        ("/broken", {}, 500),
    ):
        answer = local.get(path, headers=headers)
        assert answer.status_code == status, path
        assert SAME.items() <= dict(answer.headers).items(), path
        assert answer.headers["content-security-policy"] == NOTHING, path


def test_pictures_may_show_themselves_and_keep_their_policy(local: TestClient, secrets: dict[str, str]) -> None:
    admin = bearer(secrets["admin"])
    picture = local.get("/v1/tracks/1/crop", headers=admin)
    assert "img-src 'self'; media-src 'self'" in picture.headers["content-security-policy"]
    again = local.get("/v1/tracks/1/crop", headers=admin | {"If-None-Match": picture.headers["etag"]})
    assert (again.status_code, again.headers.get("content-security-policy")) == (304, None)


def test_the_document_is_served_from_here(local: TestClient) -> None:
    page = local.get("/docs")
    assert page.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; ")
    assert "//" not in page.text.replace("<!--", ""), "no address of another host"
    for part, kind in (
        ("swagger-ui-bundle.js", "text/javascript"),
        ("swagger-ui.css", "text/css"),
        ("swagger.js", "text/javascript"),
    ):
        assert f"/docs/{part}" in page.text
        answer = local.get(f"/docs/{part}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, f"{kind}; charset=utf-8")
    assert local.get("/redoc").status_code == 404
