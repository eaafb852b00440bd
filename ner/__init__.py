"""A sentence to keywords bound to vehicles.

Here belongs what is read off words alone. It knows nothing of video, vectors or the store; ``vehiclefinder`` stands
on it.
"""

import os

# ONNX Runtime 1.32 reports its use from Linux too, unless it is told not to before it is imported.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
