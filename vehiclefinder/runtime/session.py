"""The one place that opens sessions: on which runtime and provider, and with how many threads."""

from pathlib import Path
from typing import Any, Protocol

from numpy.typing import NDArray

from vehiclefinder.core.errors import ModelError
from vehiclefinder.runtime.dequantize import as_float
from vehiclefinder.runtime.openvino_session import OpenVinoSession
from vehiclefinder.runtime.providers import Provider, usable_providers

CPU, CUDA = "CPUExecutionProvider", "CUDAExecutionProvider"


class Session(Protocol):
    """What the rooms need of a model: named arrays in, arrays out, in the order of the graph's outputs."""

    def run(self, output_names: list[str] | None, inputs: "dict[str, NDArray[Any]]") -> "list[NDArray[Any]]":
        """Run the model."""
        ...


class OpenedSession(Session, Protocol):
    """A model that also tells what it runs on."""

    def get_providers(self) -> list[str]:
        """Return what it runs on, first choice first, named as by ONNX Runtime (``CUDAExecutionProvider``)."""
        ...


def open_session(path: Path, provider: Provider | str = Provider.AUTO, threads: int = 1) -> OpenedSession:
    """Open a model.

    :param path: An ONNX file. One of 8 bits runs on CUDA as the float32 model that it stands for.
    :param provider: ``auto``, ``cpu``, ``cuda`` or ``openvino``.
    :param threads: Threads inside one operator, at least 1.
    :raises ValueError: Unknown provider, or no thread at all.
    :raises ModelError: What was asked for does not work here, or the file is not a model.
    """
    if threads < 1:
        raise ValueError(f"expected at least 1 thread, got {threads}")
    chosen = _parse(provider)
    if chosen is Provider.OPENVINO:
        return OpenVinoSession(path, threads)
    usable = usable_providers()
    if chosen is Provider.CUDA and Provider.CUDA not in usable:
        raise ModelError("provider cuda was asked for, but no CUDA device and runtime work on this machine")
    if chosen is not Provider.CPU and Provider.CUDA in usable:
        session = _open(path, as_float(path), [CUDA, CPU], threads)
        # ONNX Runtime opens a model on the CPU where it cannot load CUDA, and raises nothing.
        if session.get_providers()[0] == CUDA:
            return session
        if chosen is Provider.CUDA:
            raise ModelError(
                "provider cuda was asked for, but ONNX Runtime cannot load its libraries of CUDA and cuDNN and runs on "
                f"{', '.join(session.get_providers())}: pip install 'vehiclefinder[gpu]' in an environment of its own"
            )
    return _open(path, str(path), [CPU], threads)


def _parse(provider: Provider | str) -> Provider:
    try:
        return Provider(provider)
    except ValueError:
        raise ValueError(f"expected a provider of {[p.value for p in Provider]}, got {provider!r}") from None


def _open(path: Path, model: str | bytes, providers: list[str], threads: int) -> OpenedSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    try:
        session: OpenedSession = onnxruntime.InferenceSession(model, options, providers=providers)
    except Exception as error:  # ONNX Runtime raises a class of its own for every status code
        raise ModelError(f"cannot open model {path}: {str(error).splitlines()[0]}") from error
    return session
