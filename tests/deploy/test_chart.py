"""The chart: Helm renders it, Kubernetes' schemas take what comes out, and what is started is the program as it is."""

import json
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from vehiclefinder import Settings, __version__
from vehiclefinder.assemble.accounts import open_accounts
from vehiclefinder.core.access import LOCAL, Role
from vehiclefinder.settings.kinds import kind_of

from ..conftest import REPOSITORY
from .containers import Container, of_workload
from .fitting import misfits

CHART = REPOSITORY / "deploy" / "helm" / "vehiclefinder"
SCHEMA = json.loads((CHART / "values.schema.json").read_text(encoding="utf-8"))
ABOUT: dict[str, Any] = yaml.safe_load((CHART / "Chart.yaml").read_text(encoding="utf-8"))
OF_THE_CHART = {"home", "database", "media", "ingest", "peers"}
"""Settings that the chart sets by itself, or by values of other names."""
LEAST: dict[str, Any] = {"database": {"secret": "catalog"}, "media": {"url": "s3://vehicles/city"}}
FULL: dict[str, Any] = {
    "imagePullSecrets": [{"name": "registry"}],
    "database": {"secret": "catalog", "key": "address"},
    "media": {"claim": "pictures"},
    "siteKey": {"secret": "site-key"},
    "firstAdmin": {"name": "ada", "secret": "ada", "key": "word"},
    "settings": {"timezone": "Europe/Berlin", "recordings_gb": 1000000, "audit_required": True},
    "secretSettings": {"mqtt_url": {"secret": "broker", "key": "url"}},
    "envFrom": [{"secretRef": {"name": "object-store"}}],
    "volumes": [{"name": "recorder", "nfs": {"server": "10.0.0.9", "path": "/recordings"}}],
    "volumeMounts": [{"name": "recorder", "mountPath": "/recordings", "readOnly": True}],
    "worker": {
        "replicas": 3,
        "settings": {"timezone": "Asia/Kathmandu"},
        "podAnnotations": {"prometheus.io/scrape": "true"},
        "nodeSelector": {"gpu": "yes"},
        "tolerations": [{"key": "gpu", "operator": "Exists"}],
        "affinity": {"podAntiAffinity": {}},
    },
    "searcher": {"shards": 3, "home": {"storageClass": "fast"}},
    "service": {"type": "LoadBalancer", "port": 8080},
}
SHARDED = LEAST | {"media": {"secret": "store"}, "searcher": {"shards": 4, "replicas": 9}}
ALL = pytest.mark.parametrize("values", [LEAST, FULL, SHARDED], ids=["least", "full", "sharded"])


def called(values: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    if find_spec("helm_python") is None:
        pytest.skip("no helm-python-sdk (extra [deploy]), which renders charts")
    command = [sys.executable, str(Path(__file__).with_name("charts.py")), str(CHART), json.dumps(values)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@cache
def _answer(values: str) -> dict[str, Any]:
    done = called(json.loads(values))
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def rendered(values: dict[str, Any]) -> list[dict[str, Any]]:
    files = _answer(json.dumps(values))["rendered"]
    return [one for name, text in files.items() if name.endswith(".yaml") for one in yaml.safe_load_all(text)]


def workload(values: dict[str, Any], kind: str) -> dict[str, Any]:
    (found,) = (one for one in rendered(values) if one["kind"] == kind)
    return found


def containers(values: dict[str, Any]) -> list[Container]:
    return [of_workload(workload(values, kind)) for kind in ("Deployment", "StatefulSet")]


@ALL
@pytest.mark.parametrize("version", ["least", "latest"])
def test_kubernetes_takes_what_helm_renders(values: dict[str, Any], version: str) -> None:
    kubernetes = pytest.importorskip("kubernetes_validate", reason="no kubernetes-validate (extra [deploy])")
    least = ABOUT["kubeVersion"].removeprefix(">=").removesuffix(".0-0")
    wanted = least if version == "least" else kubernetes.latest_version()
    manifests = rendered(values)
    for manifest in manifests:
        kubernetes.validate(manifest, wanted, strict=True)
    kinds = {"Deployment": 1, "PodDisruptionBudget": 2, "Service": 3, "StatefulSet": 1}
    assert Counter(one["kind"] for one in manifests) == kinds | ({"Job": 1} if values is FULL else {})
    manifests[0]["spec"]["replica"] = 1
    with pytest.raises(kubernetes.ValidationError, match="replica"):
        kubernetes.validate(manifests[0], wanted, strict=True)


@ALL
def test_helm_finds_nothing(values: dict[str, Any]) -> None:
    found = _answer(json.dumps(values))["lint"]
    assert [one["error"] for one in found["messages"]] == ["icon is recommended"] and found["errors"] == []


@ALL
def test_what_it_starts_is_the_program_as_it_is(values: dict[str, Any]) -> None:
    assert [misfits(container) for container in containers(values)] == [[], []]


def test_values_reach_the_settings() -> None:
    worker, searcher = (container.settings for container in containers(FULL))
    assert (worker.timezone, searcher.timezone) == ("Asia/Kathmandu", "Europe/Berlin")
    assert (worker.recordings_gb, searcher.recordings_gb) == (1000000, 1000000)
    assert (worker.audit_required, searcher.audit_required) == (True, True)
    assert (worker.ingest, searcher.ingest) == (True, False)
    assert worker.media_url == searcher.media_url == "file:///media"
    assert {container.settings.media_url for container in containers(LEAST)} == {"s3://vehicles/city"}


def test_the_page_tells_values_that_fit() -> None:
    page = (REPOSITORY / "docs" / "how-to" / "scale-out.md").read_text(encoding="utf-8")
    (written,) = re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    values = yaml.safe_load(written)
    worker, searcher = containers(values)
    assert misfits(worker) == misfits(searcher) == []
    assert worker.settings.stream_hosts == ("10.0.0.21:8554", "camera-3.example")
    made = set(re.findall(r"create secret generic (\S+)", page))
    secrets = [values["database"], values["firstAdmin"]], [one["secretRef"]["name"] for one in values["envFrom"]]
    assert made == {one["secret"] for one in secrets[0]} | set(secrets[1])
    assert f"service `{rendered(values)[0]['metadata']['name'].removesuffix('-first-admin')}`" in page


def test_secrets_stay_where_they_are() -> None:
    for kind in ("Deployment", "StatefulSet"):
        (container,) = workload(FULL, kind)["spec"]["template"]["spec"]["containers"]
        kept = {one["name"]: one["valueFrom"].get("secretKeyRef") for one in container["env"] if "valueFrom" in one}
        assert kept["VEHICLEFINDER_DATABASE"] == {"name": "catalog", "key": "address"}
        assert kept["VEHICLEFINDER_MQTT_URL"] == {"name": "broker", "key": "url"}
        assert container["envFrom"] == [{"secretRef": {"name": "object-store"}}]


def test_each_searcher_has_a_shard_and_knows_the_others() -> None:
    searchers = workload(SHARDED, "StatefulSet")
    assert searchers["spec"]["replicas"] == 4
    services = {one["metadata"]["name"]: one for one in rendered(SHARDED) if one["kind"] == "Service"}
    peers = services[searchers["spec"]["serviceName"]]
    assert peers["spec"]["clusterIP"] == "None"
    names = [
        f"{searchers['metadata']['name']}-{ordinal}.{peers['metadata']['name']}.traffic.svc" for ordinal in range(4)
    ]
    started = [of_workload(searchers, ordinal) for ordinal in range(4)]
    assert [one.words[one.words.index("--shard") + 1] for one in started] == ["0/4", "1/4", "2/4", "3/4"]
    assert list(started[0].settings.peers) == [f"http://{name}:8501" for name in names]
    assert "--shard" not in containers(LEAST)[1].words and containers(LEAST)[1].settings.peers == ()


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet"])
def test_what_selects_finds_its_pods_alone(kind: str) -> None:
    one = workload(FULL, kind)
    labels = one["spec"]["template"]["metadata"]["labels"]
    assert one["spec"]["selector"]["matchLabels"] == labels
    selectors = [other["spec"]["selector"] for other in rendered(FULL) if other["kind"] not in (kind, "Job")]
    chosen = [selector.get("matchLabels", selector) for selector in selectors]
    assert chosen.count(labels) == {"Deployment": 2, "StatefulSet": 3}[kind]


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet"])
def test_it_may_do_little(kind: str) -> None:
    pod = workload(FULL, kind)["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"] and pod["securityContext"]["runAsUser"] == 10001
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert not pod["automountServiceAccountToken"]
    assert not pod["enableServiceLinks"], "a service named vehiclefinder would set VEHICLEFINDER_PORT"
    assert {mount["name"] for mount in container["volumeMounts"]} <= {one["name"] for one in pod["volumes"]} | {"home"}


def test_the_first_admin_is_made_before_anything_is_served(tmp_path: Path) -> None:
    job = workload(FULL, "Job")
    assert job["metadata"]["annotations"]["helm.sh/hook"] == "pre-install"
    pod = job["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    (password,) = (one["secret"] for one in pod["volumes"] if one["name"] == "password")
    assert (password["secretName"], password["items"]) == ("ada", [{"key": "word", "path": "password"}])
    (tmp_path / "password").write_text("correct horse battery staple")
    shell, option, line = container["command"]
    program = f"{sys.executable} -m vehiclefinder --home {tmp_path / 'home'}"
    line = line.replace("/first-admin/", f"{tmp_path}/").replace("vehiclefinder", program, 1)
    subprocess.run([shell, option, line, *container["args"]], check=True, capture_output=True)
    with open_accounts(Settings(home=tmp_path / "home")) as accounts:
        (made,) = accounts.users.list(LOCAL, 10, None)
    assert (made.name, made.role) == ("ada", Role.ADMIN)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (LEAST | {"database": {}}, "database.secret: the Secret that holds the address of PostgreSQL"),
        (LEAST | {"media": {}}, "media: a place for pictures that workers and searchers reach"),
        (LEAST | {"media": {"url": "s3://key:secret@vehicles"}}, "at '/media/url'"),
        (LEAST | {"settings": {"colour": "red"}}, "invalid propertyName 'colour'"),
        (LEAST | {"settings": {"mqtt_url": "mqtt://broker"}}, "invalid propertyName 'mqtt_url'"),
        (LEAST | {"worker": {"replica": 2}}, "additional properties 'replica' not allowed"),
        (LEAST | {"worker": {"terminationGracePeriodSeconds": 5}}, "minimum: got 5, want 30"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_installed(values: dict[str, Any], told: str) -> None:
    done = called(values)
    assert done.returncode == 1 and told in done.stderr, done.stderr


def test_its_settings_are_those_of_the_program() -> None:
    free = Settings.model_fields.keys() - OF_THE_CHART
    secret = {name for name in free if kind_of(Settings.model_fields[name]).is_secret}
    assert SCHEMA["$defs"]["settings"]["propertyNames"]["enum"] == sorted(free - secret)
    assert SCHEMA["properties"]["secretSettings"]["propertyNames"]["enum"] == sorted(secret)


def test_its_version_is_that_of_the_program() -> None:
    assert ABOUT["appVersion"] == __version__
