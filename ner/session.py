"""Opens the taggers in ONNX Runtime."""

from pathlib import Path
from typing import Any

from ner.errors import NerError
from ner.labels import LABELS


def open_tagger(model: Path) -> Any:
    """Return a session of ONNX Runtime, with one thread of the CPU.

    :param model: A tagger, an ONNX file made by ``ner.train.export``.
    :raises NerError: The file is missing, damaged, or was made for other labels.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime raises a class of its own for every status code
        raise NerError(f"cannot open the NER model {model}: {str(error).splitlines()[0]}") from error
    labels = session.get_modelmeta().custom_metadata_map.get("labels", "")
    if tuple(labels.split()) != LABELS:
        raise NerError(f"the NER model {model} was not made for these labels: expected {len(LABELS)} of them")
    return session
