"""Finds vehicles in traffic video from a sentence.

Importing the package loads no engine; the names of ``__init__.pyi`` are fetched when they are first asked for.
Nothing stands here but those names: every module lies in a room.
"""

import os

import lazy_loader

# ONNX Runtime 1.32 reports its use from Linux too, unless it is told not to before it is imported.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

__version__ = "0.1.0"
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
