"""Which files are taken for video: one list for ingest and for uploads."""

_FORMATS = {
    "mov": ".mov .qt",
    "mp4": ".mp4 .f4v",
    "3gp": ".3gp",
    "3g2": ".3g2",
    "matroska": ".mkv",
    "webm": ".webm",
    "avi": ".avi .divx",
    "mpegts": ".ts .mts .m2ts .m2t .tp .trp",
    "mpeg": ".mpg .mpeg .vob .ps .mod",
    "mpegvideo": ".m1v .m2v .mpv",
    "m4v": ".m4v",
    "flv": ".flv",
    "asf": ".asf .wmv",
    "ogg": ".ogg .ogv .ogm",
    "mxf": ".mxf",
    "nut": ".nut",
    "ivf": ".ivf",
    "obu": ".obu",
    "av1": ".av1",
    "dv": ".dv .dif",
    "h261": ".h261 .261",
    "h263": ".h263 .263",
    "h264": ".h264 .264 .avc .jsv",
    "hevc": ".h265 .265 .hevc",
    "vvc": ".h266 .266 .vvc",
    "cavsvideo": ".cavs",
    "mjpeg": ".mjpeg .mjpg",
    "mpjpeg": "",
    "dhav": ".dav",
    "ifv": ".ifv",
    "ivr": ".ivr",
    "iv8": ".iv8",
    "hxvs": ".hxvs",
    "kux": ".kux",
    "lmlm4": ".lmlm4",
    "luodat": ".dat",
    "rm": ".rm .rmvb",
    "gxf": ".gxf",
    "lxf": ".lxf",
    "nuv": ".nuv",
    "nsv": ".nsv",
    "pva": ".pva",
    "wtv": ".wtv",
    "ty": ".ty",
}
"""Name of FFmpeg's demuxer to the endings of its files."""

FORMATS = ",".join(_FORMATS)
"""What FFmpeg may take a file for: never a playlist or script, by which it would read other files and addresses."""

SUFFIXES = tuple(sorted({suffix for suffixes in _FORMATS.values() for suffix in suffixes.split()}))
"""Names that a video from outside may end in."""

UNTIMED = frozenset(
    {"h261", "h263", "h264", "hevc", "vvc", "cavsvideo", "m4v", "mpegvideo", "mjpeg", "mpjpeg", "obu", "av1"}
)
"""Streams without a container: their packets have no times, or times that FFmpeg made up."""

INDEXED = frozenset({"mov"})
"""Formats that are told at once to be cut short: their table names every packet that there should be."""

TIMED_HEADERS = frozenset({"matroska", "flv", "asf", "mxf", "gxf", "rm", "nut"})
"""Formats whose length is written down, not guessed from the size of the file."""

CONTINUOUS = frozenset({"flv"})
"""Formats in which nothing lies behind the last packet."""
