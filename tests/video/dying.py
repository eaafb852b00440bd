"""What stands in for a codec that a video drives mad."""

import os
import signal
from typing import NoReturn


def crash(*args: object) -> NoReturn:
    """End this process as a wrong address does."""
    signal.signal(signal.SIGSEGV, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGSEGV)
    raise AssertionError("the process goes on")


def eat(*args: object) -> int:
    """Ask for more memory than reading may take."""
    return len(bytearray(4 << 30))
