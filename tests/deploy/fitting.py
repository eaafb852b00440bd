"""What of a container does not fit the program."""

from starlette.routing import Route

from app.routes.health import router
from vehiclefinder.cli.serve import END
from vehiclefinder.control.sources.supervised_worker import GRACE

from ..command_line import refusal
from .containers import Container

PATHS = {route.path for route in router.routes if isinstance(route, Route)}
LEADING = 1 << 30
"""Bytes for the process that leads those that ingest, or that answers."""


def misfits(container: Container) -> list[str]:
    """Return, in words, what does not fit; none where all does."""
    return [told for told, fits in _checks(container) if not fits]


def _checks(container: Container) -> list[tuple[str, bool]]:
    settings, words = container.settings, container.words
    port = int(words[words.index("--port") + 1])
    secret = container.environment.get("VEHICLEFINDER_MEDIA", "") is None
    media = "s3://of/a/secret" if secret else settings.media_url or ""
    ingesting = settings.streams + settings.videos_at_once if settings.ingest else 0
    return [
        (f"the command line refuses {words}: {refusal(words)}", refusal(words) == ""),
        (f"nobody reads {container.unknown}", container.unknown == set()),
        (f"it serves {port} and not {container.ports}", container.ports == [port]),
        (f"{container.probed} are not all there", container.probed != [] and _are_there(container.probed, port)),
        ("the home cannot be written", str(settings.home) in container.writable),
        (
            "pictures cannot be written",
            media.startswith("s3://") or media.removeprefix("file://") in container.writable,
        ),
        (f"it is killed after {container.grace} s", container.grace > END + GRACE),
        (
            f"{ingesting} processes may take more than {container.memory} bytes",
            ingesting * settings.worker_memory_mb * (1 << 20) + LEADING <= container.memory,
        ),
        ("others ask it in vain", words[words.index("--host") + 1] == "0.0.0.0"),
    ]


def _are_there(probed: list[tuple[int, str]], port: int) -> bool:
    return all(at == port and path in PATHS for at, path in probed)
