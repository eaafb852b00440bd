"""Bad input on the command line: one clear line, the right exit code, nothing lost."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from vehiclefinder.cli import main
from vehiclefinder.cli.common import console

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line; returns exit code, standard output and standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["vehiclefinder", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as done:
            code = int(done.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    """A copy of the demonstration's home that a test may damage."""
    return Path(shutil.copytree(demo_home, tmp_path / "home"))


def tracks_of(run: Run, home: Path) -> int:
    code, out, _ = run("--home", home, "cameras", "--json")
    assert code == 0
    return sum(camera["tracks"] for camera in json.loads(out))


@pytest.mark.parametrize("sentence", ["", "   ", "x" * 1_000_000, "\x00\x01\x02", "\udcff\udcfe", "red \x1b[31m car"])
def test_a_query_that_is_no_sentence_is_a_usage_error(run: Run, home: Path, sentence: str) -> None:
    code, _, err = run("--home", home, "find", sentence)
    assert code == 2
    assert err.startswith("error: expected")
    assert len(err.splitlines()) == 1


def test_sources_that_are_no_video(run: Run, home: Path, tmp_path: Path) -> None:
    before = tracks_of(run, home)
    text = tmp_path / "text.mp4"
    text.write_text("this is not a video")
    (tmp_path / "empty").mkdir()
    for source in (tmp_path / "missing.mp4", text, tmp_path / "empty"):
        code, _, err = run("--home", home, "ingest", source)
        assert code == 1
        assert err.startswith("error:")
        assert len(err.splitlines()) == 1
    assert tracks_of(run, home) == before


def test_a_broken_source_does_not_keep_the_others_out(run: Run, home: Path, demo_clip: Path, tmp_path: Path) -> None:
    code, out, err = run("--home", home, "ingest", tmp_path / "missing.mp4", demo_clip, "--camera", "demo")
    assert code == 1
    assert "no such video" in err
    assert "already there" in out


def test_frames_too_far_apart_to_follow_anything_are_a_warning(run: Run, home: Path, demo_clip: Path) -> None:
    code, out, err = run("--home", home, "ingest", demo_clip, "--camera", "slow", "--fps", "0.3")
    assert code == 0
    assert "0 tracks from 4 frames" in out
    assert err.startswith("warning:")
    assert "no vehicle could be followed, although 4 of 4 frames show one: they may be too far apart" in err


def test_a_truncated_clip_says_so_and_stores_nothing(run: Run, home: Path, demo_clip: Path, tmp_path: Path) -> None:
    before = tracks_of(run, home)
    cut = tmp_path / "cut.mp4"
    content = demo_clip.read_bytes()
    cut.write_bytes(content[: len(content) // 2])
    code, _, err = run("--home", home, "ingest", cut)
    assert code == 1
    assert err.startswith("error:")
    assert tracks_of(run, home) == before


def test_an_unusable_home_is_the_worlds_fault(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, _, err = run("--home", tmp_path / "file", "cameras")
    assert code == 1
    assert "cannot use" in err


def test_a_damaged_index_is_rebuilt_and_nothing_is_lost(run: Run, home: Path) -> None:
    run("--home", home, "find", "red car")
    files = [path for path in (home / "index").rglob("*") if path.is_file()]
    assert files
    for path in files:
        path.write_bytes(b"damaged")
    code, out, _ = run("--home", home, "find", "red car", "--json")
    assert code == 0
    assert json.loads(out)["matches"]


@pytest.mark.sqlite("what is damaged is a file")
def test_a_damaged_catalog_is_left_alone(run: Run, home: Path) -> None:
    (path,) = home.glob("*.db")
    path.write_bytes(b"damaged" * 1000)
    code, _, err = run("--home", home, "find", "red car")
    assert code == 1
    assert err.startswith("error:")
    assert path.read_bytes() == b"damaged" * 1000


def test_a_damaged_model_is_named(
    run: Run, home: Path, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(models, tmp_path / "models")
    for path in Path(copy).rglob("*.onnx"):
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    monkeypatch.setenv("VEHICLEFINDER_MODELS", str(copy))
    code, _, err = run("--home", home, "find", "red car")
    assert code == 1
    assert "damaged" in err
    code, out, _ = run("--home", home, "doctor", "--json")
    assert code == 1
    assert any("models" in problem for problem in json.loads(out)["problems"])


@pytest.mark.parametrize(
    "arguments",
    [
        ("find", "--count"),
        ("find", "car", "-k", "0"),
        ("find", "car", "--since", "yesterdayish"),
        ("find", "car", "--camera", "nowhere"),
        ("find", "car", "--sheet", "out.nonsense"),
        ("show", "abc"),
        ("ingest",),
        ("nonsense",),
    ],
)
def test_usage_errors(run: Run, home: Path, arguments: tuple[str, ...]) -> None:
    code, _, err = run("--home", home, *arguments)
    assert code == 2
    assert err
    assert "Traceback" not in err


def test_an_unknown_track_is_told(run: Run, home: Path) -> None:
    code, _, err = run("--home", home, "show", "999999")
    assert code == 1
    assert "no track 999999" in err


def test_a_healthy_home_has_no_problems(run: Run, home: Path) -> None:
    code, out, _ = run("--home", home, "doctor", "--json")
    report = json.loads(out)
    assert code == 0, report["problems"]
    assert report["problems"] == []
    assert report["store"]["rows"]["tracks"] > 0


@pytest.mark.parametrize(
    ("zone", "said"), [("the sky", "CAMERA/ZONE"), ("demo/the sky", "a zone of"), ("west/gate", "a camera of")]
)
def test_a_zone_that_is_none_is_a_usage_error(run: Run, home: Path, zone: str, said: str) -> None:
    code, _, err = run("--home", home, "find", "red car", "--zone", zone)
    assert code == 2
    assert err.startswith("error: expected") and said in err


def test_an_engine_that_cannot_be_imported_is_a_problem(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "faiss", None)
    code, out, _ = run("--home", home, "doctor", "--json")
    assert code == 1
    assert json.loads(out)["problems"] == ["engines: cannot import faiss: pip install 'vehiclefinder[cpu]' (or [gpu])"]


def test_doctor_tells_what_models_run_on(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("openvino", reason="OpenVINO is not installed: pip install 'vehiclefinder[openvino]'")
    monkeypatch.setenv("VEHICLEFINDER_PROVIDER", "openvino")
    code, out, _ = run("--home", home, "doctor", "--json")
    runs_on = json.loads(out)["runs_on"]
    assert code == 0
    assert runs_on.pop("detector") in ("OpenVINO CPU bf16", "OpenVINO CPU f32")
    assert runs_on == {"matcher-image": "CPUExecutionProvider", "index": "FAISS, CPU"}


def test_a_provider_that_does_not_work_here_is_a_problem(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    monkeypatch.setenv("VEHICLEFINDER_PROVIDER", "openvino")
    code, out, _ = run("--home", home, "doctor", "--json")
    assert code == 1
    assert json.loads(out)["problems"] == ["runs_on: OpenVINO is not installed: pip install 'vehiclefinder[openvino]'"]


def test_brackets_in_names_are_shown_as_they_are(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "width", 1000)
    for name in ("[/x] yard", "[bold]gate[/]", ":car:"):
        code, out, err = run("--home", tmp_path / name, "config", "show")
        assert code == 0, err
        assert str(tmp_path / name) in out


def test_settings_that_are_wrong_keep_no_help_back(run: Run, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("threds = 4")
    code, out, _ = run("--home", tmp_path, "find", "--help")
    assert code == 0
    assert "Find the vehicles that a sentence describes." in out
    code, _, err = run("--home", tmp_path, "find", "red car")
    assert code == 2
    assert "threds" in err


@pytest.mark.parametrize("url", ["postgresql://ada:pin@/db", "postgresql://127.0.0.1:9/db?user=ada&password=pin"])
def test_the_password_of_a_database_that_cannot_be_reached_is_not_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("VEHICLEFINDER_DATABASE", url)
    code, out, err = run("--home", tmp_path, "cameras")
    assert code == 1
    assert "postgresql://" in err
    assert "pin" not in out + err
