"""Files as recorders, phones and tools write them, each with the truth of what it shows when.

    python -m tests.video.variants

prints what becomes of each.
"""

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import av

from tests.video.numbered import RATE, Recipe, joined, rewritten, shortened, side_by_side, zeroed
from vehiclefinder.video.sources.open import ReadSettings

PLAIN = {"g": "12", "bf": "0", "crf": "18"}
"""Options of H.264 without B frames; those of a recipe have them."""
FEW = {"g": "12"}
COUNT = 50


@dataclass(frozen=True, slots=True)
class Variant:
    """One file.

    :param make: Writes it into a folder.
    :param truth: Number and seconds of each picture that can be seen, in the order of their times.
    :param damage: What is said of it, once it was read; None where nothing is.
    :param size: (width, height) of what is seen, pixels.
    """

    name: str
    make: Callable[[Path], Path]
    truth: tuple[tuple[int, float], ...]
    read: ReadSettings = field(default_factory=lambda: ReadSettings(ahead=0))
    damage: str | None = None
    size: tuple[int, int] = (160, 96)
    notes: tuple[str, ...] = ()


def steady(count: int = COUNT, rate: Fraction = RATE, first: int = 0) -> tuple[tuple[int, float], ...]:
    """The truth of pictures one after the other."""
    return tuple((first + index, float(index / rate)) for index in range(count))


def plain(name: str, suffix: str, **changes: Any) -> Variant:
    """A file written in one go."""
    recipe = replace(Recipe(), **changes)
    times = recipe.times
    truth = (
        steady(recipe.count, recipe.rate, recipe.first)
        if times is None
        else tuple((index, time - times[0]) for index, time in enumerate(times))
    )
    return Variant(name, lambda folder: recipe.write(folder / f"a{suffix}"), truth)


def containers() -> list[Variant]:
    h264 = [
        plain(f"{kind} h264{' with B frames' if options is not PLAIN else ''}", f".{kind}", options=options)
        for kind in ("mp4", "mov", "mkv", "avi", "ts", "flv", "nut", "m2ts", "3gp")
        for options in (PLAIN, Recipe().options)
    ]
    hevc = {"g": "12", "x265-params": "log-level=none"}
    others = [
        *(plain(f"{kind} hevc", f".{kind}", codec="libx265", options=hevc) for kind in ("mp4", "mkv", "ts")),
        *(
            plain(f"{kind} mpeg4", f".{kind}", codec="mpeg4", options=FEW | {"b": "2M"})
            for kind in ("avi", "mp4", "mkv")
        ),
        plain("avi mpeg4 with B frames", ".avi", codec="mpeg4", options=FEW | {"bf": "2", "b": "2M"}),
        *(
            plain(f"{kind} mpeg2", f".{kind}", codec="mpeg2video", options=FEW | {"b": "2M", "bf": "2"})
            for kind in ("mpg", "ts", "vob", "mxf")
        ),
        plain("mpg mpeg1", ".mpg", codec="mpeg1video", options=FEW | {"b": "2M"}),
        *(
            plain(f"{kind} mjpeg", f".{kind}", codec="mjpeg", options={}, pixels="yuvj420p")
            for kind in ("avi", "mov", "mkv")
        ),
        plain(
            "webm vp8 with hidden frames",
            ".webm",
            codec="libvpx",
            options=FEW | {"auto-alt-ref": "1", "lag-in-frames": "16", "b": "1M", "deadline": "realtime"},
        ),
        plain(
            "webm vp9", ".webm", codec="libvpx-vp9", options=FEW | {"b": "1M", "deadline": "realtime", "cpu-used": "8"}
        ),
        plain(
            "ivf vp9", ".ivf", codec="libvpx-vp9", options=FEW | {"b": "1M", "deadline": "realtime", "cpu-used": "8"}
        ),
        plain("asf wmv2", ".asf", codec="wmv2", options=FEW | {"b": "2M"}),
        plain("flv sorenson", ".flv", codec="flv", options=FEW | {"b": "2M"}),
        plain("mkv ffv1", ".mkv", codec="ffv1", options={}),
        plain("mkv h264 of 10 bits", ".mkv", options=PLAIN, pixels="yuv420p10le"),
        plain("mkv h264 4:4:4", ".mkv", options=PLAIN, pixels="yuv444p"),
        plain("mkv grey", ".mkv", codec="ffv1", options={}, pixels="gray"),
        plain("ts interlaced", ".ts", options=PLAIN | {"flags": "+ildct+ilme"}),
        plain("mp4 index first", ".mp4", muxer_options={"movflags": "faststart"}),
        plain("mp4 in fragments", ".mp4", muxer_options={"movflags": "frag_keyframe+empty_moov"}),
        plain("mp4 29.97", ".mp4", rate=Fraction(30000, 1001)),
        plain("mkv 12.5", ".mkv", rate=Fraction(25, 2)),
    ]
    return [*h264, *others]


def bare() -> list[Variant]:
    """Streams without a container."""
    hevc = {"g": "12", "x265-params": "log-level=none"}
    rates = [Fraction(25, 2), Fraction(25), Fraction(30)]
    given = ReadSettings(ahead=0, source_fps=10.0)
    jpeg = Recipe(codec="mjpeg", options={}, pixels="yuvj420p")
    return [
        *(plain(f"bare h264 {float(rate):g}", ".h264", rate=rate, options=PLAIN) for rate in rates),
        plain("bare h264 with B frames", ".h264", rate=Fraction(15)),
        *(plain(f"bare h265 {float(rate):g}", ".h265", rate=rate, codec="libx265", options=hevc) for rate in rates),
        plain("bare mpeg2", ".m2v", codec="mpeg2video", rate=Fraction(30), options=FEW | {"b": "2M", "bf": "2"}),
        plain("bare mpeg4", ".m4v", codec="mpeg4", rate=Fraction(20), options=FEW | {"b": "2M"}, muxer="m4v"),
        Variant("bare mjpeg, rate given", lambda f: jpeg.write(f / "a.mjpeg"), steady(rate=Fraction(10)), given),
        Variant("bare h264, rate given", lambda f: Recipe().write(f / "a.h264"), steady(rate=Fraction(10)), given),
    ]


def stamps() -> list[Variant]:
    """Times that are not even, or false."""
    gap = [index / 25 + (5.0 if index >= 30 else 0.0) for index in range(COUNT)]
    within = [index / 25 + (5.0 if index >= 21 else 0.0) for index in range(COUNT)]
    hour = Recipe(times=[index / 25 + (3600.0 if index >= 21 else 0.0) for index in range(COUNT)])
    lapse = [index * 2.0 for index in range(COUNT)]
    uneven = [index / 25 + (index % 3) * 0.009 for index in range(COUNT)]
    return [
        *(
            plain(f"{kind} starts late", f".{kind}", times=[90.0 + i / 25 for i in range(COUNT)])
            for kind in ("mkv", "ts", "mp4")
        ),
        *(
            plain(
                f"{kind} starts at epoch",
                f".{kind}",
                options=PLAIN,
                times=[1_764_000_000.0 + i / 25 for i in range(COUNT)],
            )
            for kind in ("mkv", "nut")
        ),
        *(plain(f"{kind} with a gap of 5 s", f".{kind}", times=gap) for kind in ("mkv", "mp4", "ts")),
        *(
            plain(f"{kind} with a gap of 5 s between B frames", f".{kind}", times=within)
            for kind in ("mkv", "mp4", "ts", "flv")
        ),
        *(
            Variant(f"{kind} that leaps between B frames", partial(hour_in, hour, kind), steady(), notes=LEPT)
            for kind in ("mkv", "mp4")
        ),
        *(plain(f"{kind} timelapse", f".{kind}", times=lapse, options=PLAIN) for kind in ("mkv", "mp4")),
        *(plain(f"{kind} of uneven rate", f".{kind}", times=uneven, options=PLAIN) for kind in ("mkv", "mp4")),
        plain("ts whose stamps wrap", ".ts", times=[95_443.0 + i / 25 for i in range(COUNT)]),
        *(
            leap(f"{kind} one stamp an hour too far", kind, options, (20, 21))
            for kind in ("mkv", "ts", "nut")
            for options in (PLAIN,)
        ),
        leap("ts one stamp an hour too far, with B frames", "ts", Recipe().options, (20, 21)),
        leap("mkv one stamp an hour too far, with B frames", "mkv", Recipe().options, (20, 21)),
        leap("ts ten stamps an hour too far", "ts", PLAIN, (20, 30)),
        leap("mp4 an hour too far from there on", "mp4", PLAIN, (20, COUNT)),
        leap("mkv an hour too far from there on", "mkv", Recipe().options, (24, COUNT)),
        leap("mkv first stamp at 0, then epoch", "mkv", PLAIN, (1, COUNT), 1_764_000_000),
        Variant(
            "two ts joined, falling",
            join_falling,
            steady(),
            notes=("its clock leaps in 1 places, which were closed up",),
        ),
        Variant("two ts joined, the second 25 h later", lambda f: join_falling(f, 90_535.0), steady(), notes=LEPT),
        Variant("mkv pairs of the same stamp", pairs, steady()),
        Variant("mkv stamps of whole seconds", whole_seconds, steady()),
        Variant("avi with B frames, copied", copied_to_avi, steady()),
    ]


def hour_in(recipe: Recipe, kind: str, folder: Path) -> Path:
    return recipe.write(folder / f"a.{kind}")


LEPT = ("its clock leaps in 1 places, which were closed up",)


def leap(
    name: str, kind: str, options: dict[str, str], span: tuple[int, int], by: float = 3600, first: float = 0.0
) -> Variant:
    """Stamps of the packets of ``span`` are false by ``by`` seconds."""

    def make(folder: Path) -> Path:
        times = [first + index / 25 for index in range(COUNT)]
        recipe = Recipe(options=options, times=times)

        def change(number: int, packet: Any) -> None:
            if span[0] <= number < span[1]:
                far = round(by / packet.time_base)
                packet.pts += far
                if span[1] == COUNT or kind == "nut":
                    packet.dts += far if span[1] == COUNT else 0

        return rewritten(
            recipe.write(folder / f"even.{'mkv' if kind == 'mkv' else 'nut'}"), folder / f"a.{kind}", change
        )

    return Variant(name, make, steady(), notes=LEPT)


def join_falling(folder: Path, second: float = 0.0) -> Path:
    """Two transport streams behind one another, of which the second begins anew."""
    halves = [
        Recipe(count=25, options=PLAIN, first=25 * part, times=[begin + i / 25 for i in range(25)]).write(
            folder / f"{part}.ts"
        )
        for part, begin in enumerate((40.0, second))
    ]
    return joined(folder / "a.ts", *halves)


def pairs(folder: Path) -> Path:
    def change(number: int, packet: Any) -> None:
        packet.pts = packet.dts = packet.pts - (40 if number % 2 else 0)

    return rewritten(Recipe(options=PLAIN).write(folder / "even.mkv"), folder / "a.mkv", change)


def whole_seconds(folder: Path) -> Path:
    def change(number: int, packet: Any) -> None:
        packet.pts = packet.dts = packet.pts // 1000 * 1000

    return rewritten(Recipe(options=PLAIN).write(folder / "even.mkv"), folder / "a.mkv", change)


def copied_to_avi(folder: Path) -> Path:
    """What ``ffmpeg -c copy`` makes: each packet at the time at which it is decoded."""

    def change(number: int, packet: Any) -> None:
        packet.pts = packet.dts = number
        packet.time_base = Fraction(1, 25)

    return rewritten(Recipe().write(folder / "even.ts"), folder / "a.avi", change)


HEADS = {"flv": 24}
"""Bytes before the data of a packet, beyond the first few."""


def damaged() -> list[Variant]:
    lost, text = without(10, 30, 40), "damaged: 3 frames lost"

    def zero(kind: str) -> Callable[[Path], Path]:
        return lambda folder: zeroed(
            Recipe(options=PLAIN | {"g": "1"}).write(folder / f"a.{kind}"), (10, 30, 40), HEADS.get(kind, 8)
        )

    return [
        *(
            Variant(f"{kind} with zeroed packets", zero(kind), lost, damage=text)
            for kind in ("mp4", "mov", "mkv", "avi", "flv")
        ),
        Variant("bare h264 with zeroed packets", bare_zeroed, without(11, 35, 47), damage=text),
        Variant("mp4 with flawed packets", flawed, steady(), damage="damaged: 3 frames flawed", size=(320, 192)),
        truncated(
            "mkv", 0.6, 31, "truncated: 1.2 s of 2.0 s", codec="mjpeg", options={"qscale": "3"}, pixels="yuvj420p"
        ),
        truncated(
            "avi",
            0.7,
            32,
            "damaged: 1 frame lost; truncated: 1.3 s of 2.0 s",
            codec="mjpeg",
            options={"qscale": "3"},
            pixels="yuvj420p",
        ),
        truncated(
            "webm", 0.6, 28, "truncated: 1.1 s of 2.0 s", codec="libvpx", options={"g": "12", "deadline": "realtime"}
        ),
        truncated("flv", 0.62, 31, "truncated: 1.2 s of 2.0 s", codec="flv", options={"g": "1", "qscale": "3"}),
        Variant(
            "two flv joined",
            lambda f: doubled(Recipe(codec="flv", options={"g": "12"}).write(f / "a.flv")),
            steady(),
            damage="truncated: 50% of the file, what follows cannot be read",
        ),
        *(mid_gop(kind) for kind in ("mp4", "mkv", "ts", "avi")),
        Variant("mp4 with a long last sample", long_last, steady()),
    ]


def without(*numbers: int) -> tuple[tuple[int, float], ...]:
    return tuple(one for one in steady() if one[0] not in numbers)


def bare_zeroed(folder: Path) -> Path:
    """The frames before key frames are lost, so that no other needs them."""
    return zeroed(Recipe(options=PLAIN).write(folder / "a.h264"), (11, 35, 47), 8)


def flawed(folder: Path) -> Path:
    """Packets of which the beginning is whole, and the number can still be read."""
    recipe = Recipe(options=PLAIN | {"g": "1", "x264-params": "slices=4"}, size=(320, 192))
    path = recipe.write(folder / "a.mp4")
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(container.streams.video[0]) if packet.size]
    data = bytearray(path.read_bytes())
    for packet in (packets[number] for number in (10, 30, 40)):
        assert packet.pos is not None
        data[packet.pos + packet.size - 40 : packet.pos + packet.size] = bytes(40)
    path.write_bytes(data)
    return path


def doubled(path: Path) -> Path:
    """Join a file to itself, byte by byte."""
    path.write_bytes(2 * path.read_bytes())
    return path


def truncated(kind: str, share: float, count: int, damage: str, **changes: Any) -> Variant:
    """A recording that ends in its midst."""

    def make(folder: Path) -> Path:
        return shortened(replace(Recipe(), **changes).write(folder / f"a.{kind}"), share)

    return Variant(f"{kind} cut off", make, steady(count), damage=damage)


def mid_gop(kind: str) -> Variant:
    """It begins between key frames: the first that can be decoded is packet 12."""

    def make(folder: Path) -> Path:
        whole = Recipe(options=PLAIN).write(folder / "even.ts")
        return rewritten(whole, folder / f"a.{kind}", lambda number, packet: number >= 5)

    return Variant(f"{kind} begins between key frames", make, steady(COUNT - 12, first=12))


def long_last(folder: Path) -> Path:
    def change(number: int, packet: Any) -> None:
        packet.duration *= 100 if number == COUNT - 1 else 1

    return rewritten(Recipe(options=PLAIN).write(folder / "even.mp4"), folder / "a.mp4", change)


def shapes() -> list[Variant]:
    shown = {
        Fraction(4, 3): (213, 96),
        Fraction(16, 11): (233, 96),
        Fraction(3, 4): (160, 128),
        Fraction(900): (160, 96),
    }
    small = Recipe(size=(80, 48), first=100, options=PLAIN)
    thumbnail = Recipe(size=(320, 192), count=1, first=200, codec="mjpeg", options={}, pixels="yuvj420p")
    took = ("took video stream 2 of 2, 160x96",)
    return [
        *(
            replace(plain(f"mkv of pixels {aspect}", ".mkv", aspect=aspect, options=PLAIN), size=size)
            for aspect, size in shown.items()
        ),
        replace(plain("ts of pixels 12/11", ".ts", aspect=Fraction(12, 11), options=PLAIN), size=(175, 96)),
        *(
            Variant(f"{kind} with a sub stream first", partial(_beside, f"a.{kind}", small), steady(), notes=took)
            for kind in ("mp4", "mkv", "ts")
        ),
        Variant("mp4 with a thumbnail first", partial(_beside, "a.mp4", thumbnail), steady(), notes=took),
        Variant("ts that changes its size", change_size, steady()),
    ]


def _beside(name: str, first: Recipe, folder: Path) -> Path:
    return side_by_side(folder / name, first, Recipe())


def change_size(folder: Path) -> Path:
    first = Recipe(count=25, options=PLAIN, times=[i / 25 for i in range(25)])
    second = replace(first, first=25, size=(320, 192), times=[(25 + i) / 25 for i in range(25)])
    return joined(folder / "a.ts", first.write(folder / "0.ts"), second.write(folder / "1.ts"))


def variants() -> list[Variant]:
    """All of them, whose names differ."""
    return [*containers(), *bare(), *stamps(), *damaged(), *shapes()]


def main() -> None:
    from tests.video.variant_report import report

    with tempfile.TemporaryDirectory() as folder:
        for number, variant in enumerate(variants()):
            place = Path(folder, str(number))
            place.mkdir()
            sys.stdout.write(f"{report(variant, place)}\n")


if __name__ == "__main__":
    main()
