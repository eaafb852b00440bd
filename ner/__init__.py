"""A sentence to keywords bound to vehicles.

Here belongs what is read off words alone. It knows nothing of video, vectors or the store; ``vehiclefinder`` stands
on it.
"""

import os

os.environ.setdefault(
    "ORT_DISABLE_TELEMETRY", "1"
)  # ONNX Runtime 1.32 reports its use from Linux too, unless told not to
