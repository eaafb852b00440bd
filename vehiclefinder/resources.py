"""Folders that ship with the package, wherever it runs from."""

from pathlib import Path


def shipped_folder(in_package: str, in_tree: str) -> Path:
    """Return a folder of the installed package or, where it runs from the source tree, of that tree.

    :param in_package: Name inside the package, such as ``"_models"``.
    :param in_tree: Path from the top of the source tree, such as ``"models"``.
    """
    package = Path(__file__).resolve().parent
    shipped = package / in_package
    return shipped if shipped.is_dir() else package.parent / in_tree
