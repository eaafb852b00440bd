"""Examples of what is sent, by the name of its schema: people read them in the document."""

from typing import Any

EXAMPLES: dict[str, dict[str, Any]] = {
    "SearchBody": {"sentence": "white van turning left", "k": 5, "cameras": ["gate-3"]},
    "SentenceBody": {"sentence": "white van on the left going away, not a taxi"},
    "NewCameraBody": {
        "name": "gate-3",
        "description": "Northern entrance",
        "zones": [{"name": "lay-by", "polygon": [[0.1, 0.6], [0.4, 0.6], [0.4, 0.9]]}],
    },
    "CameraChange": {"description": "Northern entrance, since May"},
    "NewWatchBody": {"name": "White vans", "sentence": "white van", "cameras": ["gate-3"], "least": "match"},
    "WatchChangeBody": {"active": False},
    "NewCaseBody": {"name": "Hit and run, 1 May", "notes": "Reported at 12:40."},
    "CaseChangeBody": {"closed": True},
    "NewItemsBody": {"tracks": [17, 23], "sentence": "white van", "scores": {"17": 0.93, "23": 0.81}},
    "FeedbackBody": {"track": 17, "sentence": "white van", "verdict": "right"},
    "SourceBody": {"camera": "gate-3", "url": "rtsp://camera-3/live"},
    "VideoPatch": {"start_time": "2026-05-01T12:00:00+02:00"},
    "NewTokenBody": {"name": "recorder", "role": "viewer", "cameras": ["gate-3"]},
}
