"""What ships with the package, wherever it runs from: folders of data, and the faces."""

import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from vehiclefinder.core.errors import VehicleFinderError

APP = "vehiclefinder_app"
"""What the package of the faces is called, wherever its folder lies: one named ``app`` might be anybody's."""


def shipped_folder(in_package: str, in_tree: str) -> Path:
    """Return a folder of the installed package or, where it runs from the source tree, of that tree.

    :param in_package: Name inside the package, such as ``"_models"``.
    :param in_tree: Path from the top of the source tree, such as ``"models"``.
    """
    package = Path(__file__).resolve().parents[1]
    shipped = package / in_package
    return shipped if shipped.is_dir() else package.parent / in_tree


def app_folder() -> Path:
    """Return the folder of the faces, inside the package or in the source tree."""
    return shipped_folder("_app", "app")


def load_app(name: str) -> ModuleType:
    """Import a module of the faces.

    :param name: Such as ``"rest"``.
    :raises VehicleFinderError: The folder of the faces is not there.
    :raises ImportError: It has no such module, or that one needs a package that is not installed.
    """
    if APP not in sys.modules:
        _import_package(app_folder())
    return import_module(f"{APP}.{name}")


def _import_package(folder: Path) -> None:
    spec = spec_from_file_location(APP, folder / "__init__.py", submodule_search_locations=[str(folder)])
    if spec is None or spec.loader is None or not folder.is_dir():
        raise VehicleFinderError(f"no application at {folder}: the installation is damaged")
    sys.modules[APP] = package = module_from_spec(spec)
    spec.loader.exec_module(package)
