"""What a worker process runs: ``python -m vehiclefinder.processes.child DESCRIPTOR``, started by no hand."""

import faulthandler
import logging
import sys
from multiprocessing.connection import Connection
from typing import Any

from vehiclefinder.processes.channel import Channel
from vehiclefinder.processes.limits import end_with_parent, limit_this_process

log = logging.getLogger(__name__)


def main() -> None:
    """Take limits and a function from the connection, and run it; where it fails, the log says why."""
    end_with_parent(sys.stdin.fileno())
    faulthandler.enable()
    connection: Connection[Any, Any] = Connection(int(sys.argv[1]))
    limit_this_process(connection.recv())
    channel = Channel(connection)
    channel.relay_log()
    try:
        function, arguments = connection.recv()
        function(channel, *arguments)
    except (EOFError, BrokenPipeError, ConnectionResetError):  # nobody wants anything any more
        return
    except Exception:
        log.exception("a worker process failed")
        sys.exit(1)


if __name__ == "__main__":
    main()
