#!/usr/bin/env bash
# uvicorn 0.54.0 on asyncio: connections of a socket that Config.bind_socket() made, as --workers and --fd use it, have
# TCP_NODELAY off, those of a single process have it on. asyncio switches it on for sockets whose protocol says TCP (6), and
# bind_socket() leaves the protocol at 0, which means the same. An answer whose head and body are written one after the other
# then waits for the client's delayed acknowledgement: a search of 5 ms took 48 ms with two workers.
# Taken account of in vehiclefinder/cli/worker_processes.py, which sets the option on the listening socket.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet 'uvicorn==0.54.0'
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
import asyncio
import socket
from contextlib import closing

import uvicorn


async def nodelay(**where):
    """Whether connections of a server have the option."""
    seen = asyncio.get_running_loop().create_future()

    def connected(reader, writer):
        connection = writer.get_extra_info("socket")
        seen.set_result(bool(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))
        writer.close()

    server = await asyncio.start_server(connected, **where)
    async with server:
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
        told = await asyncio.wait_for(seen, 10)
        writer.close()
    return told


single = asyncio.run(nodelay(host="127.0.0.1", port=0))
with closing(uvicorn.Config("nothing", host="127.0.0.1", port=0, log_level="critical").bind_socket()) as bound:
    protocol = bound.proto
    workers = asyncio.run(nodelay(sock=bound))
print(f"uvicorn {uvicorn.__version__}: TCP_NODELAY of a single process {single}, of a bound socket (protocol {protocol}) {workers}")
raise SystemExit(0 if (single, protocol, workers) == (True, 0, False) else 1)
PYTHON
