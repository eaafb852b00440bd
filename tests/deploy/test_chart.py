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
OF_THE_CHART = {"home", "database", "media", "ingest", "shard", "peers", "peer_token"}
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
    "searcher": {"replicas": 2, "command": "serve", "home": {"storageClass": "fast"}},
    "service": {"type": "LoadBalancer", "port": 8080},
}
SHARDED = LEAST | {"media": {"secret": "store"}, "searcher": {"shards": 4, "peerToken": {"secret": "peers"}}}
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


def workloads(values: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [one for one in rendered(values) if one["kind"] == kind]


def workload(values: dict[str, Any], kind: str) -> dict[str, Any]:
    (found,) = workloads(values, kind)
    return found


def labels_of(workload: dict[str, Any]) -> dict[str, str]:
    labels: dict[str, str] = workload["spec"]["template"]["metadata"]["labels"]
    return labels


def containers(values: dict[str, Any]) -> list[Container]:
    """Return the containers of workers, and of searchers."""
    return [of_workload(one) for kind in ("Deployment", "StatefulSet") for one in workloads(values, kind)]


@ALL
@pytest.mark.parametrize("version", ["least", "latest"])
def test_kubernetes_takes_what_helm_renders(values: dict[str, Any], version: str) -> None:
    kubernetes = pytest.importorskip("kubernetes_validate", reason="no kubernetes-validate (extra [deploy])")
    least = ABOUT["kubeVersion"].removeprefix(">=").removesuffix(".0-0")
    wanted = least if version == "least" else kubernetes.latest_version()
    manifests = rendered(values)
    for manifest in manifests:
        kubernetes.validate(manifest, wanted, strict=True)
    shards = 4 if values is SHARDED else 1
    kinds = {
        "Deployment": 1,
        "PodDisruptionBudget": 1 + shards,
        "Service": 3 if shards == 1 else 7,
        "StatefulSet": shards,
    }
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
    started = containers(values)
    assert {container.words[0] for container in started} == {"work", "serve" if values is FULL else "dashboard"}
    assert [told for container in started for told in misfits(container)] == []


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


def test_searchers_of_each_shard_know_those_of_the_others() -> None:
    searchers = workloads(SHARDED, "StatefulSet")
    services = {one["metadata"]["name"]: one["spec"] for one in rendered(SHARDED) if one["kind"] == "Service"}
    assert [of_workload(one).settings.shard for one in searchers] == ["0/4", "1/4", "2/4", "3/4"]
    names = [one["metadata"]["name"] for one in searchers]
    for name, one in zip(names, searchers, strict=True):
        assert services[name]["selector"] == labels_of(one)
        assert [port["port"] for port in services[name]["ports"]] == of_workload(one).ports
        others = tuple(f"http://{other}:8501" for other in names if other != name)
        assert of_workload(one).settings.peers == others
        (container,) = one["spec"]["template"]["spec"]["containers"]
        token = {"secretKeyRef": {"name": "peers", "key": "token"}}
        assert {"name": "VEHICLEFINDER_PEER_TOKEN", "valueFrom": token} in container["env"]
    assert services["city-vehiclefinder"]["selector"] == services["city-vehiclefinder-searchers"]["selector"]
    assert all(services["city-vehiclefinder"]["selector"].items() <= labels_of(one).items() for one in searchers)


def test_one_shard_has_no_peers() -> None:
    settings = containers(FULL)[1].settings
    assert (settings.shard, settings.peers) == (None, ())


@pytest.mark.parametrize("values", [LEAST, SHARDED], ids=["one", "sharded"])
def test_what_selects_pods_finds_those_that_it_is_for(values: dict[str, Any]) -> None:
    started = [one for kind in ("Deployment", "StatefulSet") for one in workloads(values, kind)]
    pods = {one["metadata"]["name"]: labels_of(one) for one in started}
    found: dict[str, set[str]] = {}
    for one in rendered(values):
        selector = one["spec"]["selector"]
        wanted = selector.get("matchLabels", selector).items()
        found.setdefault(one["metadata"]["name"], set()).update(name for name in pods if wanted <= pods[name].items())
    searchers = set(pods) - {"city-vehiclefinder-worker"}
    all_of_them = {"city-vehiclefinder": searchers, "city-vehiclefinder-searchers": searchers}
    assert found == {name: {name} for name in pods} | all_of_them


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
        (LEAST | {"searcher": {"shards": 2}}, "searcher.peerToken.secret: what searchers of several shards show"),
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
