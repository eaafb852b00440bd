"""Video of unknown origin, read in another process: a codec that crashes or takes too much must not end a service."""

from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Any, TypeVar

from vehiclefinder.core.errors import ProcessError, VideoError
from vehiclefinder.processes.call import call

MEMORY = 2 * 1024**3
"""Bytes that reading may take: decoders hold up to 16 frames, of 50 MB where they are of 8K."""
SECONDS = 600.0
"""How long it may take: a long file without an index is read from end to end, and a clip encoded on a slow machine."""
AT_ONCE = 4
"""Videos that are read at a time; further ones wait for their turn."""

Value = TypeVar("Value")

_turns = BoundedSemaphore(AT_ONCE)


def isolated(function: Callable[..., Value], *args: Any) -> Value:
    """Read a video in another process, and return what a function makes of it; see :func:`call`.

    :param function: Of a module; it, its arguments and its value can be pickled.
    :raises VideoError: Reading crashed, took too much memory or too long.
    :raises Exception: What the function raises.
    """
    try:
        with _turns:
            return call(function, args, MEMORY, SECONDS, doing="reading this video")
    except ProcessError as error:
        raise VideoError(str(error)) from error
    except MemoryError as error:
        raise VideoError(f"reading this video takes more than {MEMORY >> 20} MiB of memory") from error
