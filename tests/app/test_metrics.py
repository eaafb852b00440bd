"""What a service tells Prometheus after it ingested and answered; dashboard, rules and page speak of nothing else."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from app.frame_rates import FrameRates
from vehiclefinder.control import ControlRoom, Usage
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.usage import MOST_CAMERAS, OTHER, STAGES
from vehiclefinder.ingest.ingest_meter import IngestMeter

from ..conftest import REPOSITORY

DASHBOARD = json.loads((REPOSITORY / "deploy" / "grafana" / "vehiclefinder.json").read_text(encoding="utf-8"))
RULES = yaml.safe_load((REPOSITORY / "deploy" / "prometheus" / "alerts.yml").read_text(encoding="utf-8"))
PAGE = (REPOSITORY / "docs" / "metrics.md").read_text(encoding="utf-8")
METRIC = re.compile(r"\b((?:vehiclefinder|process)_\w+)(?:\{([^}]*)\})?")
LABEL = re.compile(r'(\w+)\s*(?:=~|!=|!~|=)\s*"')
GROUPED = re.compile(r"\b(?:by|on)\s*\(([^)]*)\)")
GIVEN_BY_PROMETHEUS = {"instance", "job"}

Samples = dict[str, dict[frozenset[tuple[str, str]], float]]

OF_PEERS: Samples = {
    f"vehiclefinder_peer_{name}": {frozenset({("peer", "searcher-2:8000")}): 0.0}
    for name in ("answers", "unanswered_total")
}
"""What a service with peers tells besides: test_shards.py asks one."""


def samples(client: TestClient) -> Samples:
    found: Samples = {}
    for family in text_string_to_metric_families(client.get("/metrics").text):
        for one in family.samples:
            found.setdefault(one.name, {})[frozenset(one.labels.items())] = one.value
    return found


def of(found: Samples, name: str, **labels: str) -> float:
    return found[f"vehiclefinder_{name}"][frozenset(labels.items())]


@pytest.fixture(scope="module")
def used(local: TestClient, room: ControlRoom, demo_clip: Path) -> Samples:
    """What is told once a video was ingested in a worker process, and some requests were answered."""
    made = local.post("/v1/sources", json={"camera": "gate", "path": str(demo_clip), "fps": 5}).json()
    while local.get(f"/v1/sources/{made['id']}").json()["ended"] is None:
        time.sleep(0.1)
    local.post("/v1/search", json={"sentence": "red car"})
    room.search.find(LOCAL, "white van")  # as a page does
    local.get("/v1/tracks/999999")
    local.get("/v1/tracks/999998")
    local.get("/v1/cameras/nowhere")
    local.get("/nothing/here")
    local.request("BREW", "/v1/cameras")
    while "vehiclefinder_camera_fps" not in (found := samples(local)):
        time.sleep(0.1)
    return found


def queries() -> Iterator[str]:
    for panel in DASHBOARD["panels"]:
        yield from (target["expr"] for target in panel["targets"])
    yield from (one["query"]["query"] for one in DASHBOARD["templating"]["list"] if one["type"] == "query")
    yield from (rule["expr"] for group in RULES["groups"] for rule in group["rules"])


@pytest.mark.sqlite("its worker is told of no other database")
def test_frames_and_seconds_come_from_the_worker_by_camera_and_stage(used: Samples) -> None:
    assert of(used, "ingest_frames_total") == of(used, "camera_frames_total", camera="gate") == 65
    assert 0 < of(used, "camera_processed_frames_total", camera="gate") <= 65
    assert of(used, "camera_tracks_total", camera="gate") > 0
    stages = [of(used, "stage_seconds_total", camera="gate", stage=stage) for stage in STAGES]
    assert all(seconds > 0 for seconds in stages)
    assert of(used, "ingest_seconds_total") >= 0.9 * sum(stages)
    assert of(used, "detector_seconds_total") == of(used, "stage_seconds_total", camera="gate", stage="detect")


@pytest.mark.sqlite("its worker is told of no other database")
def test_requests_are_counted_by_templates(used: Samples) -> None:
    assert of(used, "http_requests_total", method="GET", route="/v1/tracks/{track}", status="404") == 2
    assert of(used, "http_requests_total", method="GET", route="/v1/cameras/{camera}", status="404") == 1
    assert of(used, "http_requests_total", method="GET", route="other", status="404") == 1
    assert of(used, "http_requests_total", method="other", route="/v1/cameras", status="405") == 1
    assert of(used, "http_request_seconds_count", method="POST", route="/v1/search") == 1
    assert of(used, "query_seconds_count") == 2, "of REST, and of a page"


@pytest.mark.sqlite("its worker is told of no other database")
def test_the_home_and_the_process_are_measured(used: Samples, app_home: Path) -> None:
    assert of(used, "disk_bytes", of="home") > (app_home / "catalog.db").stat().st_size / 2
    assert of(used, "disk_bytes", of="recordings") == 0
    assert used["process_resident_memory_bytes"][frozenset()] > 50e6
    assert of(used, "alerts_open") == 0


@pytest.mark.sqlite("its worker is told of no other database")
@pytest.mark.parametrize("query", sorted(set(queries())))
def test_dashboard_and_rules_ask_for_what_there_is(used: Samples, query: str) -> None:
    known: set[str] = set()
    told = used | OF_PEERS
    for name, matchers in METRIC.findall(query):
        assert name in told, name
        labels = {label for series in told[name] for label, _ in series} | GIVEN_BY_PROMETHEUS
        assert set(LABEL.findall(matchers)) <= labels
        known |= labels
    grouped = {label.strip() for group in GROUPED.findall(query) for label in group.split(",")}
    assert known
    assert grouped <= known


@pytest.mark.sqlite("its worker is told of no other database")
def test_the_page_tells_every_metric_and_its_labels(used: Samples) -> None:
    listed = {
        name: set(filter(None, labels.split(", ")))
        for name, labels in re.findall(r"^\| `(\w+)` \| ([\w, ]*)\|", PAGE, re.M)
    }
    listed = {name: {label.strip() for label in labels} for name, labels in listed.items()}
    told: dict[str, set[str]] = {}
    for name, series in (used | OF_PEERS).items():
        plain = re.sub(r"_(bucket|count|sum|created)$", "", name)
        if name.startswith("vehiclefinder_") and not name.endswith("_created"):
            told.setdefault(plain, set()).update(label for one in series for label, _ in one if label != "le")
    assert listed == told


def test_rates_are_of_the_last_half_minute() -> None:
    usage, now = Usage(), [0.0]
    rates = FrameRates(usage, lambda: now[0])
    for second in range(1, 61):
        now[0] = second
        usage.add("gate", {"frames": 10 if second <= 30 else 25, "looked_at": 5, "detect_seconds": 0.5})
        rates.sample()
    assert rates.by_camera() == {"gate": {"camera_fps": 25.0, "process_fps": 5.0, "skipped_fps": 20.0}}
    assert rates.inference_seconds() == pytest.approx(0.1)


def test_cameras_are_told_apart_up_to_a_number() -> None:
    usage = Usage()
    for number in range(MOST_CAMERAS + 3):
        usage.add(f"camera {number}", {"frames": 1})
    assert (len(usage.by_camera("frames")), usage.by_camera("frames")[OTHER]) == (MOST_CAMERAS + 1, 3)
    assert usage.take()["camera 0"] == {"frames": 1}
    assert usage.total("frames") == 0


def test_each_second_belongs_to_the_innermost_stage() -> None:
    usage, now = Usage(), [0.0]
    meter = IngestMeter(usage, "gate", lambda: now[0])

    def after(seconds: float) -> None:
        now[0] += seconds

    after(1)
    with meter.stage("write"):
        after(2)
        with meter.stage("read"):
            after(4)
        after(8)
    after(16)
    meter.charge()
    told: dict[str, Any] = usage.take()["gate"]
    assert told == {"track_seconds": 17, "write_seconds": 10, "read_seconds": 4}
