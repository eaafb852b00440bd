"""What compose files and the chart start, in one form, to be held against the program."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vehiclefinder import Settings

INTERPOLATED = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")
SECONDS = re.compile(r"(\d+)s")
UNITS = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30}
PREFIX = "VEHICLEFINDER_"
OF_OTHERS = {"PGPASSWORD", "AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
"""Variables that libpq and the client of object stores read."""


@dataclass(frozen=True, slots=True)
class Container:
    """What is started.

    :param words: What stands behind the name of the program.
    :param environment: Values of variables; None where the value lies elsewhere.
    :param ports: Those that it is asked at.
    :param probed: Port and path of each probe.
    :param grace: Seconds from the signal to end until it is killed.
    :param memory: Bytes that it may take.
    :param writable: Folders that it may write to.
    """

    words: list[str]
    environment: dict[str, str | None]
    ports: list[int]
    probed: list[tuple[int, str]]
    grace: int
    memory: int
    writable: set[str]

    @property
    def settings(self) -> Settings:
        """What the program makes of the values that are known."""
        known = {name: value for name, value in self.environment.items() if value is not None}
        return Settings.from_environment({"VEHICLEFINDER_HOME": "/data"} | known)

    @property
    def unknown(self) -> set[str]:
        """Names of variables that nobody reads."""
        known = {PREFIX + name.upper() for name in Settings.model_fields}
        return self.environment.keys() - known - OF_OTHERS


class MissingValueError(Exception):
    """A compose file needs a value that its environment lacks."""


def interpolated(text: str, environment: Mapping[str, str]) -> str:
    """Put the values of an environment into a text of a compose file.

    :raises MissingValueError: One is missing that must be there.
    """

    def value(found: re.Match[str]) -> str:
        name, how, other = found.groups()
        if how == "?" and not environment.get(name):
            raise MissingValueError(f"{name}: {other}")
        return environment.get(name) or other or ""

    return INTERPOLATED.sub(value, text)


def of_service(service: Mapping[str, Any], environment: Mapping[str, str]) -> Container:
    """Return the container of a service of a compose file."""
    given = service["environment"]
    values = {name: environment.get(name) if value is None else value for name, value in given.items()}
    mounts = [mount.partition(":")[::2] for mount in service["volumes"]]
    targets = {target or source for source, target in mounts if not target.endswith(":ro")}
    program, script, port = service["healthcheck"]["test"][1:]
    assert (program, script) == ("python", "/opt/vehiclefinder/healthy.py")
    published = [int(one.rpartition(":")[2]) for one in service.get("ports", service.get("expose", []))]
    (grace,) = SECONDS.fullmatch(service["stop_grace_period"]).groups()  # type: ignore[union-attr]
    memory = bytes_of(service["deploy"]["resources"]["limits"]["memory"])
    return Container(
        service["command"],
        {name: None if value is None else interpolated(value, environment) for name, value in values.items()},
        published,
        [(int(port), "/healthz")],
        int(grace),
        memory,
        targets | set(service["tmpfs"]),
    )


def of_workload(workload: Mapping[str, Any]) -> Container:
    """Return the container of a Deployment or StatefulSet."""
    pod = workload["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    values = {one["name"]: one.get("value") for one in container["env"]}
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    asked = [container[f"{kind}Probe"]["httpGet"] for kind in ("startup", "liveness", "readiness")]
    before = container.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
    return Container(
        container["args"],
        values,
        list(ports.values()),
        [(ports[one["port"]], one["path"]) for one in asked],
        pod["terminationGracePeriodSeconds"] - before,
        bytes_of(container["resources"]["limits"]["memory"]),
        {mount["mountPath"] for mount in container["volumeMounts"] if not mount.get("readOnly")},
    )


def bytes_of(amount: str) -> int:
    """Return the bytes of an amount such as 9Gi or 8g."""
    number, unit = re.fullmatch(r"(\d+)([A-Za-z]+)", amount).groups()  # type: ignore[union-attr]
    return int(number) * UNITS[unit]
