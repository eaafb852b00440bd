"""The file of a training under way, whatever is trained."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from vehiclefinder.core.errors import ModelError


def plain(value: Any) -> Any:
    """Return a setting, or a dictionary of them, as PyTorch reads it back without trusting the file.

    :return: Paths as text, several values as a list.
    """
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return str(value) if isinstance(value, Path) else value


def write(content: Mapping[str, Any], path: Path) -> None:
    """Write a checkpoint, whole or not at all.

    :param content: States of PyTorch and plain values.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(dict(content), path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


def read(path: Path, keys: set[str], trained: str) -> dict[str, Any]:
    """Read what :func:`write` wrote, without trusting the file.

    :param keys: What it must hold.
    :param trained: What an error calls that which is trained.
    :raises ModelError: The file is no checkpoint, or one of something else.
    """
    try:
        content: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # PyTorch raises whatever the unpickling stumbled over
        raise ModelError(f"no checkpoint in {path}: {str(error).splitlines()[0]}") from error
    if not keys <= set(content):
        raise ModelError(f"no checkpoint of the {trained} in {path}")
    return content
