"""What came of the work on a job, as a worker process tells it."""

from dataclasses import dataclass
from enum import StrEnum


class Ending(StrEnum):
    """How the work on a job ended."""

    DONE = "done"
    FAILED = "failed"
    """By itself: it would fail again."""
    HINDERED = "hindered"
    """By the machine, such as a full disk: it is tried again, as often as it takes."""
    CRASHED = "crashed"
    """With its process, or by what nobody foresaw: it is tried again, a video three times in all."""
    STOPPED = "stopped"
    """Since somebody asked for that."""


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """What came of the work on a job.

    :param told: What was lost of the video or is doubtful, or why nothing came of it; None where there is nothing.
    :param worthless: Whether the video itself is, so that one that was sent need not be kept.
    """

    ending: Ending
    told: str | None = None
    worthless: bool = False
