"""One of the processes of ``serve --workers``: uvicorn imports this by its name in each of them."""

import os
import signal
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any

from vehiclefinder.runtime.resources import load_app
from vehiclefinder.settings import Settings


def create_app() -> Any:
    """Make the REST application by the settings that the process inherits; it ends when its parent is gone."""
    if parent := parent_process():
        Thread(target=_end_with, args=(parent,), daemon=True).start()
    return load_app("rest").create_app(Settings.from_environment())


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
