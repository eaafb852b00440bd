"""Models in OpenVINO, with the face of an ONNX Runtime session."""

import os
from pathlib import Path
from threading import local
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.errors import ModelError


class OpenVinoSession:
    """A model on the CPU; in bfloat16 where the processor computes with it (AVX512-BF16, AMX), else in float32.

    Threads may share it, and run it at the same time where there are cores for it.

    :param path: An ONNX file.
    :param threads: Threads inside one run, at least 1.
    :raises ModelError: OpenVINO is not installed, or the file is not a model.
    """

    def __init__(self, path: Path, threads: int) -> None:
        try:
            import openvino
        except ImportError as error:
            raise ModelError("OpenVINO is not installed: pip install 'vehiclefinder[openvino]'") from error
        core = openvino.Core()
        self._precision = "bf16" if "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES") else "f32"
        streams = max(1, (os.cpu_count() or 1) // threads)
        options = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": self._precision,
            "INFERENCE_NUM_THREADS": streams * threads,
            "NUM_STREAMS": streams,
            "ENABLE_CPU_PINNING": False,  # a thread that is held to a core waits there for whatever else runs on it
        }
        try:
            self._model = core.compile_model(str(path), "CPU", options)
        except RuntimeError as error:
            raise ModelError(f"cannot open model {path}: {_reason(error)}") from error
        self._names = [output.get_any_name() for output in self._model.outputs]
        self._requests = local()

    def get_providers(self) -> list[str]:
        """Return what it runs on."""
        return [f"OpenVINO CPU {self._precision}"]

    def run(self, output_names: list[str] | None, inputs: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        """Run the model."""
        if not hasattr(self._requests, "one"):
            self._requests.one = self._model.create_infer_request()
        request = self._requests.one
        request.infer(inputs, share_inputs=True)
        # The memory of a tensor is that of the next run, too.
        return [np.array(request.get_tensor(name).data) for name in output_names or self._names]


def _reason(error: RuntimeError) -> str:
    return next((line for line in reversed(str(error).splitlines()) if line.strip()), "unknown")
