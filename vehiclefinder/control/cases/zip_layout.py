"""Whether a ZIP archive is laid out without anything hidden: programs differ in what they make of the rest."""

import os
import struct
from collections.abc import Iterator
from itertools import pairwise
from typing import IO
from zipfile import ZipFile, ZipInfo

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL, END, END64 = 46, 22, 76
EXTRA = 28
"""Bytes of the fields that tell the sizes of a large file, at most; nothing else stands there."""
LARGE = 0xFFFFFFFF
"""Stands for a size that is told in a field of its own."""
"""Bytes: of an entry of the directory without its name, of the archive's end, and of what a large one has before it."""


def layout_faults(file: IO[bytes], archive: ZipFile) -> list[str]:
    """Return what lies before, between or after the files of an archive, or is told in two ways.

    :param file: The archive, which may be moved in.
    """
    return [*_files(file, archive), *_end(file, archive)]


def _files(file: IO[bytes], archive: ZipFile) -> Iterator[str]:
    infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
    starts = [*(info.header_offset for info in infos), archive.start_dir]
    if starts[0] != 0:
        yield "something lies before the first file"
    for info, (start, after) in zip(infos, pairwise(starts), strict=True):
        if (end := _local_end(file, info, start)) != after:
            said = "its two headers differ" if end is None else "something lies after it, or it overlaps another"
            yield f"{info.orig_filename!r}: {said}"


def _local_end(file: IO[bytes], info: ZipInfo, start: int) -> int | None:
    """Return where a file ends, or None where what stands before it is not what the directory says."""
    file.seek(start)
    head = file.read(LOCAL.size)
    if len(head) < LOCAL.size:
        return None
    magic, version, flags, method, clock, day, crc, stored, size, name, extra = LOCAL.unpack(head)
    told = (magic, version, flags, method, crc) == (
        b"PK\3\4", info.extract_version, info.flag_bits, info.compress_type, info.CRC,
    )  # fmt: skip
    sized = stored in (info.compress_size, LARGE) and size in (info.file_size, LARGE)
    if not (told and sized and _moment(day, clock) == info.date_time):
        return None
    if file.read(name) != info.orig_filename.encode() or extra > EXTRA:
        return None
    return int(start + LOCAL.size + name + extra + info.compress_size)


def _moment(day: int, clock: int) -> tuple[int, ...]:
    """Return a moment as ZIP archives have it: year, month, day, hour, minute, second."""
    date = (day >> 9) + 1980, day >> 5 & 0xF, day & 0x1F
    return *date, clock >> 11, clock >> 5 & 0x3F, (clock & 0x1F) * 2


def _end(file: IO[bytes], archive: ZipFile) -> Iterator[str]:
    if archive.comment:
        yield "it has a comment"
    entries = archive.infolist()
    directory = sum(CENTRAL + len(one.orig_filename.encode()) + len(one.extra) + len(one.comment) for one in entries)
    length = file.seek(0, os.SEEK_END) - archive.start_dir - directory - len(archive.comment)
    if length not in (END, END + END64):
        yield "something lies beside its directory"
