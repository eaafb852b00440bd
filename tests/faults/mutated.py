"""Videos with mutations, ingested as a service does it: in a process apart, which may crash, hang or eat memory."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import av

from vehiclefinder import IngestJob, Settings, open_ingester
from vehiclefinder.core.errors import ProcessError, VehicleFinderError
from vehiclefinder.processes.call import call

from .homes import FEW, FIRST, PART, START

SECONDS = 120.0
MEMORY = 1024**3
SUFFIXES = (".mp4", ".mkv", ".ts")
HEAD = 2048
"""Bytes at the beginning that describe most of a file."""


class Ending(StrEnum):
    """What became of a video."""

    DONE = "done"
    TOLD = "done, and damage told"
    FAILED = "a clear error"
    ENDED = "ended its process, and a clear error"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Mutated:
    """What became of a mutated video.

    :param told: The damage or error, in words.
    """

    mutation: str
    ending: Ending
    told: str = ""


def copies(home: Path) -> dict[str, bytes]:
    """Return the part of the clip that lies beside a home in several containers, by suffix."""
    found = {}
    for suffix in SUFFIXES:
        path = home.with_name(f"copy{suffix}")
        with av.open(str(home.with_name(PART))) as part, av.open(str(path), "w", options=_options(suffix)) as copy:
            stream = copy.add_stream_from_template(part.streams.video[0])
            for packet in part.demux(video=0):
                if packet.dts is not None:
                    packet.stream = stream
                    copy.mux(packet)
        found[suffix] = path.read_bytes()
    return found


def _options(suffix: str) -> dict[str, str]:
    return FIRST if suffix == ".mp4" else {}


def _flip(video: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 8, 64, 512))):
        video[chance.randrange(len(video))] ^= 1 << chance.randrange(8)


def _flip_head(video: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 4, 16))):
        video[chance.randrange(HEAD)] = chance.randrange(256)


def _zero(video: bytearray, chance: random.Random) -> None:
    begin = chance.randrange(len(video))
    video[begin : begin + 4096] = bytes(len(video[begin : begin + 4096]))


def _cut(video: bytearray, chance: random.Random) -> None:
    del video[chance.randrange(len(video)) :]


def _leave_out(video: bytearray, chance: random.Random) -> None:
    begin = chance.randrange(len(video))
    del video[begin : begin + chance.randrange(1, 20_000)]


def _repeat(video: bytearray, chance: random.Random) -> None:
    begin = chance.randrange(len(video))
    video[begin:begin] = video[begin : begin + chance.randrange(1, 20_000)]


MUTATIONS: dict[str, Callable[[bytearray, random.Random], None]] = {
    "bits flipped": _flip,
    "bytes of the head changed": _flip_head,
    "a block zeroed": _zero,
    "cut off": _cut,
    "a piece left out": _leave_out,
    "a piece repeated": _repeat,
}


def tried(home: Path, originals: dict[str, bytes], number: int) -> Mutated:
    """Ingest the mutation of a number, which tells the kind of mutation, container and places."""
    chance, kinds = random.Random(number), list(MUTATIONS)
    mutation, suffix = kinds[number % len(kinds)], SUFFIXES[number // len(kinds) % len(SUFFIXES)]
    video = bytearray(originals[suffix])
    MUTATIONS[mutation](video, chance)
    path = home.with_name(f"mutated-{number}{suffix}")
    path.write_bytes(video)
    try:
        told = call(ingested, (home, path), MEMORY, SECONDS, doing="reading this video")
    except ProcessError as error:
        return Mutated(mutation, Ending.ENDED, str(error))
    except VehicleFinderError as error:
        return Mutated(mutation, Ending.FAILED, str(error))
    except Exception as error:
        return Mutated(mutation, Ending.UNCLEAR, repr(error))
    finally:
        path.unlink()
    return Mutated(mutation, Ending.TOLD if told else Ending.DONE, told or "")


def ingested(home: Path, path: Path) -> str | None:
    """Ingest a video, and return what is doubtful of it: what the process apart runs."""
    with open_ingester(Settings(home=home)) as ingester:
        return ingester.ingest(IngestJob(path, "gate", START, FEW)).warning
