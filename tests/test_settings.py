"""What the environment and the command line choose."""

from pathlib import Path

import pytest

from vehiclefinder.runtime.providers import Provider
from vehiclefinder.settings import Settings


def test_the_environment_overrides_the_defaults() -> None:
    settings = Settings.from_environment(
        {
            "VEHICLEFINDER_HOME": "/data/vf",
            "VEHICLEFINDER_DATABASE": "postgresql://db/vf",
            "VEHICLEFINDER_MODELS": "/models",
            "VEHICLEFINDER_PROVIDER": "cpu",
            "VEHICLEFINDER_THREADS": "4",
            "VEHICLEFINDER_WEBHOOK_HOSTS": "hooks.example.org, 10.0.0.7:8443,",
        }
    )
    hosts = ("hooks.example.org", "10.0.0.7:8443")
    assert settings == Settings(Path("/data/vf"), "postgresql://db/vf", Path("/models"), Provider.CPU, 4, hosts)


def test_the_command_line_overrides_the_environment() -> None:
    assert Settings.from_environment({"VEHICLEFINDER_HOME": "/a"}, home=Path("/b")).home == Path("/b")


def test_without_either_the_home_is_the_users_own() -> None:
    settings = Settings.from_environment({})
    assert settings.home.name == "vehiclefinder"
    assert settings.database is None
    assert settings.webhook_hosts == ()


@pytest.mark.parametrize(("name", "value"), [("PROVIDER", "tpu"), ("THREADS", "0"), ("THREADS", "many")])
def test_bad_values_say_what_was_expected(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=rf"VEHICLEFINDER_{name} to be .* got '{value}'"):
        Settings.from_environment({f"VEHICLEFINDER_{name}": value})
