"""A client is generated from the document, without a warning, and asks a service in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from shutil import copytree
from types import ModuleType
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.document import openapi
from app.examples import EXAMPLES
from app.routes.alerts import EVENT
from vehiclefinder import Settings, open_control_room
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Role

from ..conftest import REPOSITORY
from ..service import SECONDS, running

NAMES = """
healthz readyz about metrics search parse save_search list_saved_searches delete_saved_search list_tracks
export_tracks show_track track_crop track_clip track_still track_playback track_recording similar_tracks show_timeline
list_passed count_vehicles count_vehicles_csv create_watch list_watches try_watch show_watch change_watch delete_watch
list_alerts stream_alerts show_alert alert_picture acknowledge_alert create_case list_cases show_case change_case
delete_case add_items list_items remove_item item_file export_case case_report show_site_key give_feedback
list_feedback feedback_crop take_feedback_back list_cameras create_camera show_camera change_camera delete_camera
camera_still upload_source add_source list_sources show_source cancel_source list_stream_alarms show_stream_alarm
list_videos show_video change_video delete_video ingest_again create_token list_tokens revoke_token list_audit
create_user list_users show_user change_user set_password change_own_password list_sessions revoke_session
"""
"""What generated clients call the operations; a name that goes breaks them."""


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return openapi()


@pytest.fixture(scope="module")
def client(document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The generated package."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "openapi.json").write_text(json.dumps(document))
    command = [
        sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning", "--meta", "none",
        "--path", str(folder / "openapi.json"), "--output-path", str(folder / "vehiclefinder_client"),
        "--config", str(REPOSITORY / "docs" / "openapi-python-client.yaml"),
    ]  # fmt: skip
    made = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    assert made.returncode == 0, made.stdout
    assert "warning" not in made.stdout.lower()
    sys.path.insert(0, str(folder))
    yield import_module("vehiclefinder_client")
    sys.path.remove(str(folder))


def test_it_is_valid_and_every_schema_has_a_name_of_its_own(document: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(document).validate()
    schemas = document["components"]["schemas"]
    assert {name: schema["title"] for name, schema in schemas.items()} == {name: name for name in schemas}
    assert all(name.isalnum() and name[0].isupper() for name in schemas)
    assert {"CameraPage", "UploadSourceForm", "Problem"} <= set(schemas)


def test_operations_keep_their_names(document: dict[str, Any]) -> None:
    operations = [one for methods in document["paths"].values() for one in methods.values()]
    names = [one["operationId"] for one in operations]
    assert len(set(names)) == len(names)
    assert sorted(names) == sorted(NAMES.split())
    assert {tag for one in operations for tag in one["tags"]} == {tag["name"] for tag in document["tags"]}


def test_answers_that_are_no_json_say_what_they_are(document: dict[str, Any]) -> None:
    told = {
        (path, status, media_type): content["schema"]
        for path, methods in document["paths"].items()
        for operation in methods.values()
        for status, response in operation["responses"].items()
        for media_type, content in response.get("content", {}).items()
        if not media_type.endswith("json")
    }
    binary, text = {"type": "string", "format": "binary"}, {"type": "string"}
    assert told["/v1/tracks/{track}/clip", "206", "video/mp4"] == binary
    assert told["/v1/tracks/{track}/crop", "200", "image/jpeg"] == binary
    assert told["/v1/cases/{case}/export", "200", "application/zip"] == binary
    assert told["/v1/cases/{case}/report.pdf", "200", "application/pdf"] == binary
    assert told["/v1/stats.csv", "200", "text/csv"] == text
    assert told.pop(("/v1/alerts/stream", "200", "text/event-stream"))["anyOf"] == [text, EVENT]
    assert all(schema == (text if kind.startswith("text/") else binary) for (_, _, kind), schema in told.items())


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_what_may_be_sent(document: dict[str, Any], name: str) -> None:
    assert document["components"]["schemas"][name]["examples"] == [EXAMPLES[name]]
    OAS31Validator({"$ref": f"#/components/schemas/{name}", "components": document["components"]}).validate(
        EXAMPLES[name]
    )


def test_lists_in_queries_are_sent_one_by_one(document: dict[str, Any]) -> None:
    (camera,) = [one for one in document["paths"]["/v1/tracks"]["get"]["parameters"] if one["name"] == "camera"]
    assert (camera["style"], camera["explode"]) == ("form", True)


def test_the_generated_client_finds_shows_and_watches(client: ModuleType, demo_home: Path, tmp_path: Path) -> None:
    home = copytree(demo_home, tmp_path / "home")

    with open_control_room(Settings(home=home)) as room:
        token = room.tokens.create(LOCAL, TokenRequest("program", Role.OPERATOR)).secret
    models = import_module("vehiclefinder_client.models")
    with running("serve", home) as url, client.AuthenticatedClient(url, token, timeout=SECONDS) as service:

        def call(operation: str, *given: Any, **named: Any) -> Any:
            return import_module(f"vehiclefinder_client.api.{operation}").sync(*given, client=service, **named)

        body = models.SearchBody(sentence="red car", k=2)
        answer = call("search.search", body=body)
        best = answer.matches[0]
        assert (answer.decision, best.camera) == (models.Decision.MATCH, "demo")
        assert call("tracks.show_track", best.track).crop == f"/v1/tracks/{best.track}/crop"
        assert call("tracks.track_crop", best.track).payload.read(2) == b"\xff\xd8"
        assert call("tracks.track_clip", best.track, seconds=0.5).payload.read(8)[4:] == b"ftyp"
        assert [camera.name for camera in call("cameras.list_cameras").items] == ["demo"]
        assert call("tracks.list_tracks", camera=["demo"], limit=1).tracks[0].camera == "demo"
        made = call("watches.create_watch", body=models.NewWatchBody(name="Red", sentence="red car"))
        assert [watch.name for watch in call("watches.list_watches").items] == [made.name]
        missing = call("tracks.show_track", 10**6)
        assert (type(missing), missing.status, missing.title) == (models.Problem, 404, "Not Found")
