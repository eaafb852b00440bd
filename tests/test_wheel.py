"""The built wheel, used from an empty folder as if PyTorch did not exist."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from vehiclefinder.runtime.model_folder import ModelFolder
from vehiclefinder.store.database.migrations import HEAD

from .conftest import REPOSITORY

WITHOUT_TORCH = "import sys; sys.modules.update(torch=None, scipy=None); from vehiclefinder.cli import main; main()"
ENGINES = "import sys, vehiclefinder; print({'faiss', 'onnxruntime', 'cv2', 'av', 'spacy'} & set(sys.modules))"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(REPOSITORY)]
    subprocess.run(build, check=True, capture_output=True, timeout=300)
    (path,) = out.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-compile",
        "--target",
        str(target),
        str(wheel),
    ]
    subprocess.run(pip, check=True, capture_output=True, timeout=300)
    return target


def python(installed: Path, folder: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run code in an empty folder, with the installed wheel before everything else."""
    environment = os.environ | {"PYTHONPATH": str(installed), "VEHICLEFINDER_HOME": str(folder / "home")}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


def test_the_wheel_holds_two_packages_and_no_cache(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"vehiclefinder", "ner"}
    assert not [name for name in names if "__pycache__" in name]
    shipped = {"_app/rest.py", "_app/label.html", "_demo/traffic.mp4", "_models/reference/outputs.json", "py.typed"}
    assert {f"vehiclefinder/{name}" for name in shipped} <= set(names)


def test_the_shipped_models_are_whole(installed: Path) -> None:
    models = ModelFolder(installed / "vehiclefinder" / "_models")
    assert [models.get(name).path.is_file() for name in models.names] == [True] * len(models.names)


def test_a_sentence_is_read_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    done = python(installed, tmp_path, WITHOUT_TORCH, "parse", "white van", "--json")
    assert done.returncode == 0, done.stderr
    (target,) = json.loads(done.stdout)["targets"]
    assert {keyword["text"] for keyword in target["keywords"]} == {"white", "van"}


def test_the_code_that_runs_is_the_wheels(installed: Path, tmp_path: Path) -> None:
    done = python(installed, tmp_path, "import vehiclefinder, ner; print(vehiclefinder.__file__, ner.__file__)")
    assert all(path.startswith(str(installed)) for path in done.stdout.split()), done


def test_the_faces_are_a_package_of_their_own(installed: Path, tmp_path: Path) -> None:
    code = "from vehiclefinder.runtime.resources import load_app; rest = load_app('rest')"
    told = "print(rest.__name__, rest.__file__); import sys; print('app' in sys.modules)"
    done = python(installed, tmp_path, f"{code}; {told}")
    name, path, leaked = done.stdout.split()
    assert (name, leaked) == ("vehiclefinder_app.rest", "False"), done.stderr
    assert path.startswith(str(installed))


def test_a_catalog_is_made_by_the_wheels_revisions(installed: Path, tmp_path: Path) -> None:
    imports = "from pathlib import Path; from vehiclefinder.store.tracks.catalog import Catalog"
    told = "catalog = Catalog(Path('home')); print(catalog.health().schema_version); catalog.close()"
    done = python(installed, tmp_path, f"{imports}; {told}")
    assert (done.stdout, done.stderr) == (f"{int(HEAD)}\n", "")


def test_training_without_pytorch_says_what_to_install(installed: Path, tmp_path: Path) -> None:
    done = python(installed, tmp_path, WITHOUT_TORCH, "train", "ner")
    assert done.returncode == 1
    assert "pip install 'vehiclefinder[train]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_importing_the_package_loads_no_engine(installed: Path, tmp_path: Path) -> None:
    assert python(installed, tmp_path, ENGINES).stdout.strip() == "set()"
