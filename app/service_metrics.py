"""What is measured of a service: each metric by its name, a text and where it is read. See ``docs/metrics.md``."""

from collections.abc import Callable

from vehiclefinder import __version__
from vehiclefinder.control import LOCAL, STAGES, ControlRoom, IngestService, MqttCounts, Usage

from .frame_rates import FrameRates
from .metrics import Metrics, ReadLabelled

CAMERA_COUNTERS = {
    "camera_frames": ("frames", "Frames of a camera that came in."),
    "camera_processed_frames": ("looked_at", "Those of them that the detector looked at; the others were tracked by."),
    "camera_detections": ("detections", "Boxes that it found in them."),
    "camera_tracks": ("tracks", "Vehicles that were followed and kept."),
}
COUNTERS = {
    "ingest_frames": ("frames", "Frames ingested by this service."),
    "ingest_detections": ("detections", "Boxes that it has found in them."),
    "ingest_tracks": ("tracks", "Vehicles that it has followed."),
    "ingest_seconds": ("seconds", "Seconds that it took, of videos that are done."),
    "detector_seconds": ("detect_seconds", "Seconds of inference in the detector."),
    "encoder_seconds": ("encode_seconds", "Seconds of inference in the matcher, for tracks that ended."),
}
RATES = {
    "camera_fps": "Frames a second that came in, over the last half minute.",
    "process_fps": "Frames a second that the detector looked at.",
    "skipped_fps": "Frames a second that it passed over, as nothing new was due.",
}


def service_metrics(room: ControlRoom) -> Metrics:
    """Return the metrics of a control room, which each search and each ingest adds to."""
    metrics = Metrics()
    room.search.answered = metrics.query_seconds.observe
    _add_states(metrics, room)
    _add_work(metrics, room, room.sources.waiting)
    _add_ingest(metrics, room.usage)
    _add_mqtt(metrics, room.usage.mqtt)
    _add_peers(metrics, room)
    return metrics


def ingest_metrics(service: IngestService) -> Metrics:
    """Return the metrics of a process that ingests alone."""
    metrics = Metrics()
    _add_work(metrics, service, service.waiting)
    _add_ingest(metrics, service.usage)
    return metrics


def _add_work(metrics: Metrics, one: ControlRoom | IngestService, waiting: Callable[[], int]) -> None:
    metrics.gauges("info", "The version that runs.", "version", lambda: {__version__: 1.0})
    metrics.gauge("queue_jobs", "Videos that wait to be ingested, or are.", waiting)
    tasks = "Whether a background task fails, of those that this process does."
    metrics.gauges("task_failing", tasks, "task", lambda: _failing(one))


def _add_states(metrics: Metrics, room: ControlRoom) -> None:
    metrics.gauge("index_tracks", "Tracks that can be found.", lambda: room.search.size(LOCAL))
    metrics.gauge("waiting_tracks", "Tracks that wait for a new model.", lambda: room.search.waiting(LOCAL))
    metrics.gauge("alerts_open", "Alerts that nobody has acknowledged.", lambda: room.alerts.unacknowledged(LOCAL))
    states, alarms = room.stream_alarms.states, room.stream_alarms
    metrics.gauge("streams_running", "Streams that come in.", lambda: states().running)
    metrics.gauge("streams_away", "Streams that are asked for and do not come in.", lambda: states().away)
    metrics.gauge("stream_away_seconds", "Of the one that is away for longest; 0: none is.", alarms.seconds_away)
    disk = "Bytes of the home, of the recordings in it, and free on its disk; the first two a few minutes old at most."
    metrics.gauges("disk_bytes", disk, "of", lambda: _disk(room))


def _add_ingest(metrics: Metrics, usage: Usage) -> None:
    rates = FrameRates(usage)
    for name, (amount, text) in COUNTERS.items():
        metrics.counters(name, text, (), _total(usage, amount))
    for name, (amount, text) in CAMERA_COUNTERS.items():
        metrics.counters(name, text, ("camera",), _by_camera(usage, amount))
    stages = "Seconds of ingest by camera and stage; read: decoding, and of a stream the wait for the camera."
    metrics.counters("stage_seconds", stages, ("camera", "stage"), lambda: _stages(usage))
    for name, text in RATES.items():
        metrics.rate(name, text, "camera", _rate(rates, name))
    speed = "Seconds of the detector for a frame, over the last half minute; 0: it saw none."
    metrics.rate("detector_inference_speed_seconds", speed, "detector", lambda: _speed(usage, rates))
    metrics.every_second(rates.sample)


def _add_mqtt(metrics: Metrics, counts: MqttCounts) -> None:
    taken = "Messages that the MQTT broker has taken."
    metrics.counters("mqtt_messages", taken, (), lambda: {(): counts.messages})
    dropped = "Tracks that it will not be told of: it was away for too long."
    metrics.counters("mqtt_dropped_tracks", dropped, (), lambda: {(): counts.dropped_tracks})


def _add_peers(metrics: Metrics, room: ControlRoom) -> None:
    answers = "Whether another searcher answered when it was asked last, some seconds ago at most."
    metrics.gauges("peer_answers", answers, "peer", lambda: _answering(room))
    unanswered = "Questions that another searcher left unanswered, each of which was answered without its vehicles."
    metrics.counters("peer_unanswered", unanswered, ("peer",), lambda: _unanswered(room))


def _answering(room: ControlRoom) -> dict[str, float]:
    states = room.search.peers(LOCAL, ask=True)
    return {peer: float(state.answers) for peer, state in states.items() if state.answers is not None}


def _unanswered(room: ControlRoom) -> dict[tuple[str, ...], float]:
    return {(peer,): state.unanswered for peer, state in room.search.peers(LOCAL).items()}


def _rate(rates: FrameRates, name: str) -> Callable[[], dict[str, float]]:
    return lambda: {camera: one[name] for camera, one in rates.by_camera().items()}


def _speed(usage: Usage, rates: FrameRates) -> dict[str, float]:
    # Of several processes the one that ingests alone may say so.
    return {"detector": rates.inference_seconds()} if usage.total("looked_at") else {}


def _total(usage: Usage, amount: str) -> ReadLabelled:
    return lambda: {(): usage.total(amount)}


def _by_camera(usage: Usage, amount: str) -> ReadLabelled:
    return lambda: {(camera,): value for camera, value in usage.by_camera(amount).items()}


def _stages(usage: Usage) -> dict[tuple[str, ...], float]:
    told = {stage: usage.by_camera(f"{stage}_seconds") for stage in STAGES}
    return {(camera, stage): value for stage, cameras in told.items() for camera, value in cameras.items()}


def _failing(one: ControlRoom | IngestService) -> dict[str, float]:
    return {task.name: float(task.error is not None) for task in one.scheduler.status() if task.here}


def _disk(room: ControlRoom) -> dict[str, float]:
    use = room.installation.disk(LOCAL)
    return {"home": use.home, "recordings": use.recordings, "free": use.free}
