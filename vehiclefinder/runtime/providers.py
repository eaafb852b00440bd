"""Where models can run on this machine."""

import ctypes
from enum import StrEnum
from functools import cache

from vehiclefinder.core.errors import ModelError


class Provider(StrEnum):
    """Where models run; ``auto`` is CUDA where it works, else the CPU."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


@cache
def usable_providers() -> tuple[Provider, ...]:
    """Return the providers that really work on this machine, best first.

    ONNX Runtime lists CUDA whenever it was built with it, GPU or not, so the driver is asked first.

    :raises ModelError: ONNX Runtime is not installed.
    """
    try:
        import onnxruntime
    except ImportError as error:
        raise ModelError("ONNX Runtime is not installed: pip install 'vehiclefinder[cpu]' (or [gpu])") from error
    if _cuda_devices() == 0 or "CUDAExecutionProvider" not in onnxruntime.get_available_providers():
        return (Provider.CPU,)
    if hasattr(onnxruntime, "preload_dlls"):
        onnxruntime.preload_dlls()
    return (Provider.CUDA, Provider.CPU)


def _cuda_devices() -> int:
    try:
        driver = ctypes.CDLL("libcuda.so.1")
    except OSError:
        return 0
    count = ctypes.c_int(0)
    if driver.cuInit(0) != 0 or driver.cuDeviceGetCount(ctypes.byref(count)) != 0:
        return 0
    return count.value
