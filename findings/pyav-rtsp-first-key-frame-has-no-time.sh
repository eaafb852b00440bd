#!/usr/bin/env bash
# av 18.1.0 (FFmpeg's libavformat 62): the first packet of an RTSP stream, a key frame, has neither pts nor dts, where the
# server says in RTP-Info which RTP time its first packet has, and a sender report of RTCP has come before it. One would
# expect 0, as every later packet is timed from it (RFC 2326, 12.33: rtptime is the time of the first packet). Whoever
# records packets and leaves out those without a time loses the picture that all others up to the next key frame need.
# Taken account of in vehiclefinder/video/sources/stream_packets.py, which counts back from the packets that follow.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet 'av==18.1.0' 'numpy>=2,<3'
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
import re
import socketserver
import struct
import time
from base64 import b64encode
from fractions import Fraction
from threading import Thread

import av
import numpy as np

RATE, CLOCK, FIRST = 20, 90_000, 4_000_000
coder = av.CodecContext.create("libx264", "w")
coder.width, coder.height, coder.pix_fmt, coder.gop_size = 64, 48, "yuv420p", 10
coder.time_base, coder.framerate = Fraction(1, RATE), Fraction(RATE)
coder.options = {"bf": "0", "tune": "zerolatency", "sc_threshold": "0", "x264-params": "repeat-headers=1"}
packets = []
for number in range(60):
    frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), number, np.uint8), format="rgb24")
    frame.pts = number
    packets += coder.encode(frame)
packets += coder.encode(None)
units = [[nal for nal in re.split(rb"\x00*\x00\x00\x01", bytes(packet)) if nal] for packet in packets]
sets = ",".join(b64encode(nal).decode() for nal in units[0] if nal[0] & 31 in (7, 8))
SDP = (
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=camera\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
    f"a=fmtp:96 packetization-mode=1;sprop-parameter-sets={sets}\r\na=control:track1\r\n"
)


class Camera(socketserver.StreamRequestHandler):
    def handle(self):
        text = ""
        while line := self.rfile.readline().decode():
            text += line
            if line != "\r\n":
                continue
            method, url, _ = text.split(" ", 2)
            head = {
                "OPTIONS": "Public: DESCRIBE, SETUP, PLAY\r\n",
                "DESCRIBE": f"Content-Base: {url}/\r\nContent-Type: application/sdp\r\nContent-Length: {len(SDP)}\r\n",
                "SETUP": "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1\r\n",
                "PLAY": f"Session: 1\r\nRange: npt=0.000-\r\nRTP-Info: url={url}track1;seq=1;rtptime={FIRST}\r\n",
            }.get(method, "Session: 1\r\n")
            sequence = re.search(r"CSeq: *(\d+)", text)[1]
            body = SDP if method == "DESCRIBE" else ""
            self.wfile.write(f"RTSP/1.0 200 OK\r\nCSeq: {sequence}\r\n{head}\r\n{body}".encode())
            if method == "PLAY":
                return self.play()
            text = ""

    def play(self):
        now = time.time() + 2_208_988_800  # seconds since 1900, as NTP counts
        report = struct.pack("!BBH6I", 0x80, 200, 6, 7, int(now), int(now % 1 * 2**32), FIRST, 0, 0)
        self.wfile.write(struct.pack("!cBH", b"$", 1, len(report)) + report)
        sequence = 0
        for number, nals in enumerate(units):
            for nal in nals:
                sequence += 1
                mark = 0x80 if nal is nals[-1] else 0
                packet = struct.pack("!BBHII", 0x80, 96 | mark, sequence, FIRST + number * CLOCK // RATE, 7) + nal
                self.wfile.write(struct.pack("!cBH", b"$", 0, len(packet)) + packet)
            time.sleep(1 / RATE)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True

    def handle_error(self, request, client_address):
        pass  # the client goes away in the middle


print("av", av.__version__, "libavformat", av.library_versions["libavformat"])
with Server(("127.0.0.1", 0), Camera) as server:
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    address = f"rtsp://127.0.0.1:{server.server_address[1]}/"
    with av.open(address, options={"rtsp_transport": "tcp"}, timeout=20) as container:
        stream = container.streams.video[0]
        seen = [(packet.pts, packet.dts, packet.is_keyframe) for _, packet in zip(range(4), container.demux(stream))]
    server.shutdown()
print("pts, dts, key frame of the first four packets:", seen)
raise SystemExit(0 if seen == [(None, None, True), *((n * CLOCK // RATE,) * 2 + (False,) for n in (1, 2, 3))] else 1)
PYTHON
