"""The one place that opens ONNX Runtime sessions: which providers really work, and with how many threads."""

import ctypes
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from vehiclefinder.core.errors import ModelError

if TYPE_CHECKING:  # settings import this module, and do without NumPy
    from numpy.typing import NDArray


class Provider(StrEnum):
    """Where models run; ``auto`` is CUDA where it works, else the CPU."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


class Session(Protocol):
    """What the rooms need of a model: named arrays in, arrays out, in the order of the graph's outputs."""

    def run(self, output_names: list[str] | None, inputs: "dict[str, NDArray[Any]]") -> "list[NDArray[Any]]":
        """Run the model."""
        ...


def open_session(path: Path, provider: Provider | str = Provider.AUTO, threads: int = 1) -> Session:
    """Open a model.

    :param path: An ONNX file.
    :param provider: ``auto``, ``cpu`` or ``cuda``.
    :param threads: Threads inside one operator, at least 1.
    :raises ValueError: Unknown provider, or no thread at all.
    :raises ModelError: CUDA was asked for and does not work here, or the file is not a model.
    """
    if threads < 1:
        raise ValueError(f"expected at least 1 thread, got {threads}")
    chosen = _choose(_parse(provider))
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    try:
        session: Session = onnxruntime.InferenceSession(str(path), options, providers=chosen)
    except Exception as error:  # ONNX Runtime raises a class of its own for every status code
        raise ModelError(f"cannot open model {path}: {str(error).splitlines()[0]}") from error
    return session


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


def _parse(provider: Provider | str) -> Provider:
    try:
        return Provider(provider)
    except ValueError:
        raise ValueError(f"expected a provider of {[p.value for p in Provider]}, got {provider!r}") from None


def _choose(provider: Provider) -> list[str]:
    usable = usable_providers()
    if provider is Provider.CUDA and Provider.CUDA not in usable:
        raise ModelError("provider cuda was asked for, but no CUDA device and runtime work on this machine")
    if provider is Provider.CPU or Provider.CUDA not in usable:
        return ["CPUExecutionProvider"]
    return ["CUDAExecutionProvider", "CPUExecutionProvider"]


def _cuda_devices() -> int:
    try:
        driver = ctypes.CDLL("libcuda.so.1")
    except OSError:
        return 0
    count = ctypes.c_int(0)
    if driver.cuInit(0) != 0 or driver.cuDeviceGetCount(ctypes.byref(count)) != 0:
        return 0
    return count.value
