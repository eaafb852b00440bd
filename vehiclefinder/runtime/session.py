"""The one place that opens ONNX Runtime sessions: on which provider, and with how many threads."""

from pathlib import Path
from typing import Any, Protocol

from numpy.typing import NDArray

from vehiclefinder.core.errors import ModelError
from vehiclefinder.runtime.providers import Provider, usable_providers


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
