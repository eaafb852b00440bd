"""A broker of our own, and somebody who listens to it."""

import getpass
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Condition
from typing import Any

import pytest

SECONDS = 60.0
USER, PASSWORD = "vf", "correct horse/"


class Mosquitto:
    """A broker that may go away and come back; it keeps nothing.

    :param folder: For its files.
    """

    def __init__(self, folder: Path) -> None:
        found = shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
        if found is None:
            pytest.skip("no mosquitto on this machine (Debian: apt install mosquitto)")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        passwords = folder / "passwords"
        passwords.write_text("")
        passwords.chmod(0o600)
        subprocess.run(["mosquitto_passwd", "-b", str(passwords), USER, PASSWORD], check=True, capture_output=True)
        config = folder / "mosquitto.conf"
        lines = (
            f"listener {self.port} 127.0.0.1",
            "allow_anonymous false",
            f"password_file {passwords}",
            f"user {getpass.getuser()}",
        )
        config.write_text("\n".join((*lines, "persistence false", "")))
        self._command = [found, "-c", str(config)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Come, and be ready."""
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(self._command, stdout=quiet, stderr=quiet)
        with socket.socket() as asking:
            while asking.connect_ex(("127.0.0.1", self.port)):
                assert self._process.poll() is None, "it does not start"

    def stop(self) -> None:
        """Go."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(SECONDS)
            self._process = None


class Ear:
    """Hears everything from now on, and what is retained."""

    def __init__(self, port: int) -> None:
        from paho.mqtt.client import Client
        from paho.mqtt.enums import CallbackAPIVersion

        self.heard: list[tuple[str, str, bool]] = []
        self._changed = Condition()
        self._ready = False
        self._client = Client(CallbackAPIVersion.VERSION2)
        self._client.username_pw_set(USER, PASSWORD)
        self._client.on_subscribe = self._subscribed
        self._client.on_message = self._take
        self._client.connect("127.0.0.1", port)
        self._client.subscribe("#", 1)
        self._client.loop_start()
        self.until(lambda: self._ready)

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds of what was heard."""
        with self._changed:
            assert self._changed.wait_for(holds, SECONDS), f"heard only {self.heard}"

    def wait(self, topic: str, count: int = 1) -> list[str]:
        """Return what was said on a topic, once that is so much."""
        self.until(lambda: len(self.on(topic)) >= count)
        return self.on(topic)

    def on(self, topic: str) -> list[str]:
        """Return what was said on a topic so far."""
        return [payload for one, payload, _ in self.heard if one == topic]

    def close(self) -> None:
        """Hear no more."""
        self._client.disconnect()
        self._client.loop_stop()

    def _subscribed(self, *_: Any) -> None:
        with self._changed:
            self._ready = True
            self._changed.notify_all()

    def _take(self, _client: Any, _data: Any, message: Any) -> None:
        with self._changed:
            self.heard.append((message.topic, message.payload.decode(), bool(message.retain)))
            self._changed.notify_all()


@contextmanager
def ear(broker: Mosquitto) -> Iterator[Ear]:
    """Listen for as long as the block lasts."""
    one = Ear(broker.port)
    try:
        yield one
    finally:
        one.close()
