"""The code is laid out as ``docs/architecture.md`` says, and each name means one thing."""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest

from app.rest import create_app
from vehiclefinder import Settings

from .conftest import REPOSITORY

PAGE = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
ROOTS = ("vehiclefinder", "ner", "app")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
METHODS = ("GET", "POST", "PATCH", "DELETE")

Document = dict[str, Any]

OPEN_TO_FACES = ("vehiclefinder", "vehiclefinder.control")
EXCEPTIONS = {"app/dashboard_script.py": {"vehiclefinder.runtime.resources.load_app"}}
"""What a face imports besides: Streamlit runs the script by its path, outside of the package of the faces."""


def files(*folders: str) -> list[Path]:
    return sorted(file for folder in folders for file in (REPOSITORY / folder).rglob("*.py"))


def rooms() -> set[str]:
    """Every package folder."""
    return {str(file.parent.relative_to(REPOSITORY)) for file in files(*ROOTS) if file.name == "__init__.py"}


def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def quoted() -> set[str]:
    """What the page has in backticks, outside of its drawing and commands."""
    return set(re.findall(r"`([^`\n]+)`", FENCED.sub("", PAGE)))


def imported(file: Path) -> Iterator[tuple[str, str]]:
    """Module and name of everything that a file imports by an absolute name; the name of a whole module is empty."""
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def public(package: str) -> set[str]:
    """The names that a package's stub declares."""
    stub = parsed(REPOSITORY.joinpath(*package.split("."), "__init__.pyi")).body
    declared = {alias.asname or alias.name for node in stub if isinstance(node, ast.ImportFrom) for alias in node.names}
    return declared | {ast.unparse(node.target) for node in stub if isinstance(node, ast.AnnAssign)}


def exists(name: str) -> bool:
    """Whether a path of the project, or a name of ``vehiclefinder``, ``ner`` or ``app``, is there."""
    if (REPOSITORY / name).exists():
        return True
    for full in (f"vehiclefinder.{name}", name):
        try:
            resolve_name(full)
        except (ImportError, AttributeError, ValueError):
            continue
        return True
    return False


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """The OpenAPI document of the REST endpoint."""
    openapi: Document = create_app(Settings(home=tmp_path_factory.mktemp("home"))).openapi()
    return openapi


def test_the_page_draws_the_floors_that_imports_are_checked_against() -> None:
    drawing = PAGE.split("```")[1].strip().splitlines()
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    assert [re.split(r" {2,}", line)[0] for line in drawing] == ["app", *layers, "ner"]


def test_the_page_lists_every_room_once() -> None:
    listed = re.findall(r"^\| `([\w/]+)` \|", PAGE, re.MULTILINE)
    assert sorted(listed) == sorted(rooms())


def test_what_the_page_names_exists() -> None:
    names = {text for text in quoted() if re.fullmatch(r"[\w-]*[./][\w./-]*", text)}
    assert {"finder.finder.Finder.find", "app/ui", "pyproject.toml"} <= names
    assert {name for name in names if not exists(name)} == set()


def test_the_routes_that_the_page_names_exist(document: Document) -> None:
    named = {tuple(text.split()) for text in quoted() if text.startswith(METHODS)}
    there = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert named - there == set()
    assert ("POST", "/v1/search") in named


def test_every_room_says_what_it_is_for() -> None:
    told = {room: ast.get_docstring(parsed(REPOSITORY / room / "__init__.py")) or "" for room in rooms()}
    assert {room for room, text in told.items() if "\n\n" not in text} == set(), "say what belongs there, and what not"


def test_no_two_public_classes_share_a_name() -> None:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for file in files(*ROOTS):
        for node in parsed(file).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(str(file.relative_to(REPOSITORY)))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_faces_stand_on_public_names_alone() -> None:
    allowed = {f"{package}.{name}" for package in OPEN_TO_FACES for name in public(package)}
    strange: defaultdict[str, set[str]] = defaultdict(set)
    for file in files("app"):
        for module, name in imported(file):
            full = f"{module}.{name}".rstrip(".")
            if module.split(".")[0] in ROOTS and full not in allowed:
                strange[str(file.relative_to(REPOSITORY))].add(full)
    assert strange == EXCEPTIONS


def test_reading_knows_nothing_of_video_vectors_or_the_store() -> None:
    foreign = {"vehiclefinder", "app", "cv2", "av", "faiss", "sqlalchemy"}
    assert {module for file in files("ner") for module, _ in imported(file) if module.split(".")[0] in foreign} == set()


def test_workshops_alone_know_torch() -> None:
    knowing = {file.parent for file in files(*ROOTS) for module, _ in imported(file) if module.split(".")[0] == "torch"}
    workshops = {"vehiclefinder/train", "vehiclefinder/train/detector", "ner/train"}
    assert {str(folder.relative_to(REPOSITORY)) for folder in knowing} == workshops


def test_a_revision_that_was_released_does_not_move_on_with_the_models() -> None:
    revisions = files("vehiclefinder/store/database/migrations/versions")
    modules = {module for file in revisions for module, _ in imported(file) if module.startswith("vehiclefinder")}
    kept = {
        "vehiclefinder.core.errors",
        *(f"vehiclefinder.store.database.{one}" for one in ("column_types", "half_vectors")),
    }
    assert modules == kept


@pytest.mark.parametrize("package", OPEN_TO_FACES)
def test_every_public_name_is_there(package: str) -> None:
    loaded = resolve_name(package)
    assert {name for name in public(package) if not hasattr(loaded, name)} == set()


@pytest.mark.parametrize("package", OPEN_TO_FACES)
def test_every_public_name_is_used(package: str) -> None:
    used = {name for file in files("app", "tests") for module, name in imported(file) if module == package}
    told = set(re.findall(r"\w+", (REPOSITORY / "README.md").read_text(encoding="utf-8")))
    assert public(package) - used - told == set()


def test_schemas_of_the_rest_endpoint_have_names_of_their_own(document: Document) -> None:
    """FastAPI prefixes the names of models with their modules where two share one: ``app__routes__cases__Body``."""
    schemas = document["components"]["schemas"]
    assert {name for name in schemas if "__" in name} == set()
    assert "SearchBody" in schemas
