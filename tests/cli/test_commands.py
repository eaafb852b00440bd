"""Every command is documented, helps, and speaks JSON where it reads."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from vehiclefinder.cli import COMMANDS, app

from ..postgresql import environment_of

runner = CliRunner()


def call(home: Path, *arguments: str) -> str:
    done = runner.invoke(app, ["--home", str(home), *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    done = runner.invoke(app, [command, "--help"])
    assert done.exit_code == 0
    assert COMMANDS[command].help in " ".join(done.output.split()), (
        "the list of commands says what the command says of itself"
    )


@pytest.mark.parametrize(
    ("arguments", "left"),
    [
        (
            ["--help"],
            {
                "pydantic_settings",
                "numpy",
                "sqlalchemy",
                "spacy",
                "onnxruntime",
                "faiss",
                "scipy",
                "cv2",
                "av",
                "fastapi",
            },
        ),
        (["token", "list"], {"numpy", "spacy", "onnxruntime", "faiss", "scipy", "cv2", "av", "fastapi", "alembic"}),
        (["parse", "red car"], {"spacy", "sqlalchemy", "faiss", "scipy", "cv2", "av", "fastapi"}),
        (["find", "red car"], {"spacy", "scipy", "cv2", "av", "fastapi", "PIL", "alembic"}),
        (["eval", "--help"], {"torch", "scipy", "matplotlib"}),
    ],
)
def test_a_command_imports_what_it_needs(demo_home: Path, arguments: list[str], left: set[str]) -> None:
    code = f"import sys; from vehiclefinder.cli import main; sys.argv[1:] = {['--home', str(demo_home), *arguments]}"
    left = left | {"fpdf", "fontTools", "cryptography", "paho"}  # reports, archives and brokers need these alone
    told = f"try: main()\nexcept SystemExit: pass\nprint(sorted({left} & set(sys.modules)), file=sys.stderr)"
    called = [sys.executable, "-c", f"{code}\n{told}"]
    done = subprocess.run(called, capture_output=True, text=True, check=True, env=environment_of(demo_home))
    assert done.stderr == "[]\n"
    assert done.stdout


def test_find_tells_all_that_a_program_needs(demo_home: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheets" / "out.jpg"
    answer = json.loads(call(demo_home, "find", "red car", "-k", "3", "--json", "--sheet", str(sheet)))
    match = answer["matches"][0]
    assert {
        "track", "camera", "source", "score", "decision", "start", "end", "best_time", "best_box", "frame_size",
        "label", "contributions", "crop",
    } <= set(match)  # fmt: skip
    assert 0 <= match["score"] <= 1
    assert match["start"] <= match["best_time"] <= match["end"]
    assert Path(match["crop"]).is_file()
    assert [c["keyword"] for c in match["contributions"]] == ["red", "car"]
    assert sheet.read_bytes()[:2] == b"\xff\xd8"
    assert "score" in call(demo_home, "find", "red car")


def test_find_and_show_tell_when_a_vehicle_did_what_was_asked(demo_home: Path) -> None:
    match = json.loads(call(demo_home, "find", "black suv that waits", "-k", "1", "--json"))["matches"][0]
    (waits,) = [one for one in match["contributions"] if one["keyword"] == "waits"]
    begun, ended = waits["seconds"]
    assert match["start"] < begun < ended
    told = json.loads(call(demo_home, "show", str(match["track"]), "--json"))
    assert [phase["motion"] for phase in told["phases"]] == ["straight", "stopped"]
    assert (told["motion"], told["phases"][1]["start"], told["phases"][1]["end"]) == ("stopped", begun, ended)
    assert f"stopped {begun:.1f}–{ended:.1f} s" in " ".join(call(demo_home, "show", str(match["track"])).split())
    assert f"({begun:.1f}–{ended:.1f}" in "".join(call(demo_home, "find", "black suv that waits", "-k", "1").split())


def test_find_notes_what_pictures_do_not_tell_apart(demo_home: Path) -> None:
    told = " ".join(call(demo_home, "find", "red double decker bus").split())
    assert "note: “double decker bus” is not told apart from bus" in told
    answer = json.loads(call(demo_home, "find", "white and blue tuk-tuk", "--json"))
    assert answer["notes"] == [
        "“white, blue”: two colours at once are not told apart from one of them",
        "“tuk-tuk” did not count: auto rickshaws are not known to the matcher",
    ]
    assert answer["decision"] != "match"


def test_find_orders_counts_and_lists(demo_home: Path) -> None:
    def found(*arguments: str) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(call(demo_home, "find", *arguments, "-k", "200", "--json"))
        return answer

    decisions = [match["decision"] for match in found("car")["matches"]]
    told = " ".join(call(demo_home, "find", "how many cars", "-k", "1").split())
    possible = decisions.count("possible")
    assert f"cars: {decisions.count('match')} found, {possible} more possible, not certain" in told
    every = found()
    assert (every["order"], every["found"]) == ("newest", len(every["matches"]))
    assert f"the first 2 of {every['found']}" in call(demo_home, "find", "-k", "2", "--camera", "demo")
    red = found("--having", "color=red or type=bus", "--least", "0.9", "--order", "oldest")
    assert red["order"] == "oldest"
    assert min(match["score"] for match in red["matches"]) >= 0.9
    assert {part["keyword"] for match in red["matches"] for part in match["contributions"]} <= {"red", "bus"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--having", "red"], "expected an attribute such as color=white or motion=left, got 'red'"),
        (["--having", "colour=red"], "got 'vehicle_colour'"),
        (["--count"], "expected a sentence or --having with --least and --count, got neither"),
    ],
)
def test_find_tells_what_it_expected(demo_home: Path, arguments: list[str], told: str) -> None:
    done = runner.invoke(app, ["--home", str(demo_home), "find", *arguments])
    assert done.exit_code == 1
    assert told in str(done.exception)


def test_similar_finds_others(demo_home: Path, tmp_path: Path) -> None:
    found = json.loads(call(demo_home, "find", "car", "-k", "1", "--json"))["matches"][0]
    sheet = tmp_path / "alike.jpg"
    answer = json.loads(call(demo_home, "similar", str(found["track"]), "-k", "3", "--json", "--sheet", str(sheet)))
    scores = [match["score"] for match in answer["matches"]]
    assert len(scores) == 3 and scores == sorted(scores, reverse=True)
    assert found["track"] not in {match["track"] for match in answer["matches"]}
    assert sheet.read_bytes()[:2] == b"\xff\xd8"
    assert "colour" in call(demo_home, "similar", str(found["track"]))


def test_show_has_the_path(demo_home: Path) -> None:
    found = json.loads(call(demo_home, "find", "car", "--json"))["matches"][0]
    track = json.loads(call(demo_home, "show", str(found["track"]), "--json"))
    times = [row[0] for row in track["path"]]
    assert times == sorted(times)
    assert times[0] == pytest.approx(found["start"], abs=1e-2)
    assert "heading" in call(demo_home, "show", str(found["track"]))


def test_parse_shows_values(demo_home: Path) -> None:
    (target,) = json.loads(call(demo_home, "parse", "maroon lorry", "--json"))["targets"]
    colour, kind = target["keywords"]
    assert colour["value"].split("|")[0] == "red"
    assert kind["value"].split("|")[0] == "truck"
    assert "maroon" in call(demo_home, "parse", "maroon lorry")


def test_what_nobody_used_of_a_sentence_is_told(demo_home: Path) -> None:
    sentence = "red car with a ladder on the roof, plate ending 4X"
    told = "not checked: ladder on the roof; number plates are not read: plate ending 4X"
    for command in ("find", "parse"):
        assert f"note: {told}" in call(demo_home, command, sentence)
        unchecked = json.loads(call(demo_home, command, sentence, "--json"))["unchecked"]
        assert [one["text"] for one in unchecked] == ["ladder on the roof", "plate ending 4X"]
    assert "note" not in call(demo_home, "parse", "find me the red car")


def test_parse_shows_cameras_and_times(demo_home: Path) -> None:
    sentence = "maroon lorry on camera 3 but not camera 4 on weekdays between 7 and 9"
    read = json.loads(call(demo_home, "parse", sentence, "--json"))
    assert (read["cameras"], read["excluded"]) == (["3"], ["4"])
    assert (read["times"], read["since"], read["until"]) == ("Mon-Fri 07:00 to 09:00", None, None)
    told = call(demo_home, "parse", sentence)
    assert "cameras: 3, not 4" in told
    assert "time is taken for Mon-Fri 07:00 to 09:00" in told
    march = json.loads(call(demo_home, "parse", "maroon lorry on 3 March 2026", "--json"))
    ends = [datetime(2026, 3, day).astimezone().isoformat() for day in (3, 4)]
    assert [march["since"], march["until"]] == ends


def test_parse_shows_zones_and_what_is_asked_of_all(demo_home: Path) -> None:
    sentence = "how many lorries in lane 3, not in the car park, the fastest first"
    read = json.loads(call(demo_home, "parse", sentence, "--json"))
    assert (read["zones"], read["excluded_zones"]) == (["lane 3"], ["car park"])
    assert (read["order"], read["count"]) == ("fastest", True)
    told = call(demo_home, "parse", sentence)
    assert "zones: lane 3, not car park" in told
    assert "count: how many there are" in told


def test_parse_names_a_language_that_is_not_read(demo_home: Path) -> None:
    read = json.loads(call(demo_home, "parse", "czerwony samochód", "--json"))
    assert (read["language"], read["targets"][0]["keywords"][0]["value"]) == ("pl", "red")
    assert call(demo_home, "parse", "κόκκινο αυτοκίνητο").strip() == "note: looks like Greek; not understood"


def test_the_library_is_listed(demo_home: Path) -> None:
    (camera,) = json.loads(call(demo_home, "cameras", "--json"))
    (source,) = json.loads(call(demo_home, "sources", "--json"))
    assert camera["name"] == source["camera"] == "demo"
    assert camera["tracks"] == source["tracks"] > 0
    assert "demo" in call(demo_home, "cameras")
    assert "done" in call(demo_home, "sources")
    assert json.loads(call(demo_home, "reindex", "--json")) == {"tracks": camera["tracks"], "waiting": 0}
