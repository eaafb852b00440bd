"""A broker that does not answer is told by the service, which goes on."""

import time
from pathlib import Path

from fastapi.testclient import TestClient
from pydantic import SecretStr

from app.rest import create_app
from vehiclefinder import Settings

from ..service import SECONDS


def test_a_broker_that_does_not_answer_is_told(app_home: Path) -> None:
    settings = Settings(home=app_home, mqtt_url=SecretStr("mqtt://vf:s3cret@127.0.0.1:1"))
    with TestClient(create_app(settings)) as client:
        deadline = time.monotonic() + SECONDS
        while not (told := client.get("/readyz").json())["warnings"]:
            assert time.monotonic() < deadline, "it is told"
            time.sleep(0.1)
        assert told == {"status": "ready", "warnings": ["the MQTT broker does not answer"]}
        metrics = client.get("/metrics").text
        assert client.post("/v1/search", json={"sentence": "red car"}).status_code == 200
    assert 'vehiclefinder_task_failing{task="mqtt"} 1.0' in metrics
    assert "vehiclefinder_mqtt_messages_total 0.0" in metrics
    assert "vehiclefinder_mqtt_dropped_tracks_total 0.0" in metrics
