"""A camera that speaks RTSP, to test with: H.264 by RTP over the connection itself, with reports of its clock.

RFC 2326 (RTSP), 3550 (RTP, RTCP), 6184 (H.264 in RTP). A script says what each client is sent, and when.
"""

import re
import socketserver
import struct
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from threading import Thread

import av

from vehiclefinder.video.sources.stream_address import StreamAddress

from .synthetic import grey

FPS = 10
CLOCK = 90_000
"""Units of an RTP time in a second."""
MTU = 1400
FIRST_STAMP = 2**31 + 12345
SSRC = 0x56465445
_NTP_EPOCH = datetime(1900, 1, 1, tzinfo=UTC)


def access_units(frames: int, gop: int) -> list[list[bytes]]:
    """Return H.264 of frames numbered by their grey, as lists of NAL units, one in ``gop`` a key frame."""
    options = {"bf": "0", "sc_threshold": "0", "crf": "1", "tune": "zerolatency", "x264-params": "repeat-headers=1"}
    coder = av.CodecContext.create("libx264", "w")
    coder.width, coder.height, coder.pix_fmt = 64, 48, "yuv420p"
    coder.time_base, coder.framerate, coder.gop_size = Fraction(1, FPS), Fraction(FPS), gop
    coder.options = options
    packets = []
    for number in range(frames):
        frame = av.VideoFrame.from_ndarray(grey(number), format="rgb24")
        frame.pts = number
        packets += coder.encode(frame)
    packets += coder.encode(None)
    return [[one for one in re.split(rb"\x00*\x00\x00\x01", bytes(packet)) if one] for packet in packets]


class RtspClient:
    """One client that plays.

    :param number: How many came before it.
    """

    def __init__(self, units: list[list[bytes]], send: Callable[[bytes], object], number: int) -> None:
        self.number = number
        self._units = units
        self._send = send
        self._sequence = 0

    def frame(self, number: int) -> None:
        """Send a frame."""
        unit = self._units[number % len(self._units)]
        packets = [packet for nal in unit for packet in _fragments(nal)]
        for packet in packets:
            marker = 0x80 if packet is packets[-1] else 0
            self._sequence += 1
            self._channel(
                0, struct.pack("!BBHII", 0x80, 96 | marker, self._sequence & 0xFFFF, _stamp(number), SSRC) + packet
            )

    def report(self, number: int, moment: datetime) -> None:
        """Say when the frame ``number`` was taken, by the camera's own clock (RTCP sender report)."""
        micros = (moment - _NTP_EPOCH) // timedelta(microseconds=1)
        seconds, rest = divmod(micros, 10**6)
        words = (SSRC, seconds % 2**32, (rest << 32) // 10**6, _stamp(number), number, number)
        self._channel(1, struct.pack("!BBH6I", 0x80, 200, 6, *words))

    def _channel(self, channel: int, data: bytes) -> None:
        self._send(struct.pack("!cBH", b"$", channel, len(data)) + data)


Script = Callable[[RtspClient], None]


@contextmanager
def rtsp_camera(script: Script, gop: int = 5, port: int = 0) -> Iterator[StreamAddress]:
    """Serve a camera on a port of this machine for as long as the block lasts.

    :param script: What each client is sent once it plays; the connection ends with it.
    """
    units = access_units(50, gop)
    clients: list[RtspClient] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while (request := _request(self.rfile)) is not None:
                method, url, sequence = request
                self.wfile.write(_answer(method, url, sequence, units).encode())
                if method == "PLAY":
                    clients.append(RtspClient(units, self.wfile.write, len(clients)))
                    script(clients[-1])
                    return

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that goes away is no fault of the camera."""

    with Server(("127.0.0.1", port), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield StreamAddress.parse(f"rtsp://eve:s3cret@127.0.0.1:{server.server_address[1]}/live")
        server.shutdown()
        thread.join()


def _stamp(number: int) -> int:
    return (FIRST_STAMP + number * CLOCK // FPS) % 2**32


def _fragments(nal: bytes) -> list[bytes]:
    if len(nal) <= MTU:
        return [nal]
    head, kind, rest = nal[0] & 0xE0 | 28, nal[0] & 0x1F, nal[1:]
    parts = [rest[at : at + MTU] for at in range(0, len(rest), MTU)]
    flags = [0x80, *[0] * (len(parts) - 2), 0x40]
    return [bytes((head, flag | kind)) + part for flag, part in zip(flags, parts, strict=True)]


def _request(lines: object) -> tuple[str, str, str] | None:
    text = b""
    while not text.endswith(b"\r\n\r\n"):
        line = lines.readline()  # type: ignore[attr-defined]
        if not line:
            return None
        text += line
    method, url, _ = text.decode().split(" ", 2)
    found = re.search(r"CSeq: *(\d+)", text.decode(), re.IGNORECASE)
    return method, url, found[1] if found else "0"


def _answer(method: str, url: str, sequence: str, units: list[list[bytes]]) -> str:
    body, extra = "", ""
    if method == "DESCRIBE":
        sets = ",".join(b64encode(nal).decode() for nal in units[0] if nal[0] & 0x1F in (7, 8))
        body = (
            "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=camera\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\n"
            f"a=rtpmap:96 H264/{CLOCK}\r\na=fmtp:96 packetization-mode=1;sprop-parameter-sets={sets}\r\n"
            "a=control:track1\r\n"
        )
        extra = f"Content-Type: application/sdp\r\nContent-Base: {url}/\r\nContent-Length: {len(body)}\r\n"
    elif method == "SETUP":
        extra = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1\r\n"
    elif method == "OPTIONS":
        extra = "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n"
    else:
        extra = "Session: 1\r\n"
    return f"RTSP/1.0 200 OK\r\nCSeq: {sequence}\r\n{extra}\r\n{body}"
