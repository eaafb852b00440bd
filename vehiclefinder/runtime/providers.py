"""Where models can run on this machine."""

import ctypes
from enum import StrEnum
from functools import cache
from importlib.util import find_spec

from vehiclefinder.core.errors import ModelError


class Provider(StrEnum):
    """Where models run; ``auto`` is CUDA where it works, else the CPU, both in ONNX Runtime."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"
    OPENVINO = "openvino"


@cache
def usable_providers() -> tuple[Provider, ...]:
    """Return the providers that work on this machine: what ``auto`` takes, then what else may be asked for.

    ONNX Runtime lists CUDA whenever it was built with it, GPU or not, so the driver is asked first.

    :raises ModelError: ONNX Runtime is not installed.
    """
    try:
        import onnxruntime
    except ImportError as error:
        raise ModelError("ONNX Runtime is not installed: pip install 'vehiclefinder[cpu]' (or [gpu])") from error
    if _cuda_devices() == 0 or "CUDAExecutionProvider" not in onnxruntime.get_available_providers():
        return (Provider.CPU, *_openvino())
    if hasattr(onnxruntime, "preload_dlls"):
        onnxruntime.preload_dlls()
    return (Provider.CUDA, Provider.CPU, *_openvino())


def _openvino() -> tuple[Provider, ...]:
    return (Provider.OPENVINO,) if find_spec("openvino") else ()


def _cuda_devices() -> int:
    try:
        driver = ctypes.CDLL("libcuda.so.1")
    except OSError:
        return 0
    count = ctypes.c_int(0)
    if driver.cuInit(0) != 0 or driver.cuDeviceGetCount(ctypes.byref(count)) != 0:
        return 0
    return count.value
