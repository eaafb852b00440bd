"""The reader, with the shipped model."""

from pathlib import Path

import pytest

from ner.errors import NerError
from ner.evaluate import evaluate
from ner.keywords import Query, TargetRole
from ner.reader import Reader
from ner.train.corpus import CorpusSettings, generate


@pytest.fixture(scope="module")
def reader(models: Path) -> Reader:
    return Reader(models / "ner" / "ner.onnx")


def found(query: Query) -> set[tuple[str, str, bool]]:
    return {(keyword.label.removeprefix("vehicle_"), keyword.text, keyword.negated) for keyword in query.keywords}


def test_an_operators_sentence_is_read_with_its_negation(reader: Reader) -> None:
    query = reader("white van on the left going away, not a taxi, on camera 3")

    assert found(query) == {
        ("color", "white", False),
        ("type", "van", False),
        ("location", "left", False),
        ("orientation", "away", False),
        ("type", "taxi", True),
    }
    assert len(query.targets) == 1
    assert {keyword.value for keyword in query.keywords} == {"white", "van", "left", "away", "taxi"}


def test_brand_model_and_body_type_overlap(reader: Reader) -> None:
    query = reader("a white Land Rover Evoque")

    spans = {(keyword.label, keyword.text, keyword.value) for keyword in query.keywords}
    assert ("vehicle_brand", "Land Rover", "Land Rover") in spans
    assert ("vehicle_model", "Evoque", "Evoque") in spans
    assert ("vehicle_type-suv", "Land Rover Evoque", "suv") in spans


def test_a_followed_vehicle_is_context(reader: Reader) -> None:
    first, second = reader("A black SUV turns left followed by a silver van.").targets

    assert [keyword.text for keyword in first.keywords] == ["black", "SUV", "turns left"]
    assert [keyword.text for keyword in second.keywords] == ["silver", "van"]
    assert (first.role, second.role) == (TargetRole.TARGET, TargetRole.CONTEXT)


def test_two_wanted_vehicles_are_two_targets(reader: Reader) -> None:
    targets = reader("a red bus and a white van").targets

    assert [[keyword.text for keyword in target.keywords] for target in targets] == [["red", "bus"], ["white", "van"]]
    assert {target.role for target in targets} == {TargetRole.TARGET}


def test_names_and_streets_are_no_keywords(reader: Reader) -> None:
    assert found(reader("Mr. Green saw a blue truck at Orange Street")) == {
        ("color", "blue", False),
        ("type", "truck", False),
    }


def test_every_offset_points_at_its_text(reader: Reader) -> None:
    for made in generate(CorpusSettings(rows=200, seed=5, findvehicle=0.3, noise=0.5)):
        for keyword in reader(made.text).keywords:
            assert made.text[keyword.start : keyword.end] == keyword.text
            assert keyword.text == keyword.text.strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "got no text at all"),
        ("  \n", "got no text at all"),
        ("van " * 300, "at most 1000 characters, got 1200"),
        ("white\x00van", "got the character '\\\\x00'"),
        (b"white van", r"expected a sentence \(str\), got bytes"),
        (None, "got NoneType"),
    ],
)
def test_what_is_no_sentence_is_refused(reader: Reader, text: object, expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        reader(text)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["?", "!!! ...", "hello there", "日本", "🚗🚗", "a" * 1000, "van, " * 190])
def test_odd_sentences_are_read_all_the_same(reader: Reader, text: str) -> None:
    query = reader(text)

    assert query.text == text
    assert all(text[keyword.start : keyword.end] == keyword.text for keyword in query.keywords)


def test_a_sentence_without_vehicles_has_no_target(reader: Reader) -> None:
    assert reader("?").targets == ()


def test_a_missing_or_damaged_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NerError, match="cannot open the NER model"):
        Reader(tmp_path / "missing.onnx")
    (tmp_path / "damaged.onnx").write_bytes(b"not a model")
    with pytest.raises(NerError, match="cannot open the NER model"):
        Reader(tmp_path / "damaged.onnx")


def test_real_queries_are_read_as_people_annotated_them(reader: Reader, shared_data: Path) -> None:
    queries = shared_data / "text" / "queries_dev.jsonl"

    everything = evaluate(queries, reader)
    assert everything["micro"]["f1"] >= 0.98
    assert everything["grouping_accuracy"] >= 0.93
    assert evaluate(queries, reader, ("vehicle_color", "vehicle_type"))["micro"]["f1"] >= 0.99


@pytest.mark.parametrize(
    ("sentence", "vehicles"),
    [
        ("a red sedan or a white van", [(["red", "sedan"], False), (["white", "van"], True)]),
        ("a red sedan and a white van", [(["red", "sedan"], False), (["white", "van"], False)]),
        ("red car or white van", [(["red", "car"], False), (["white", "van"], True)]),
        ("a red sedan, a blue suv or a white van",
         [(["red", "sedan"], False), (["blue", "suv"], True), (["white", "van"], True)]),
        ("a red car turning left or a blue van going straight",
         [(["red", "car", "turning left"], False), (["blue", "van", "going straight"], True)]),
        ("not a car or a truck", [(["car", "truck"], False)]),
        ("a red car, a blue van or a bus",
         [(["red", "car"], False), (["blue", "van"], True), (["bus"], True)]),
    ],
)  # fmt: skip
def test_or_makes_alternatives_that_are_wanted_alike(
    reader: Reader, sentence: str, vehicles: list[tuple[list[str], bool]]
) -> None:
    targets = reader(sentence).targets
    assert [([keyword.text for keyword in one.keywords], one.alternative) for one in targets] == vehicles
    assert {one.role for one in targets} == {TargetRole.TARGET}


def test_neither_of_two_that_are_ruled_out_will_do(reader: Reader) -> None:
    assert found(reader("not a car or a truck")) == {("type", "car", True), ("type", "truck", True)}
    beside = found(reader("white van, not a taxi or a bus"))
    assert {("type", "van", False), ("type", "taxi", True), ("type", "bus", True)} <= beside


def test_a_list_of_followed_vehicles_is_context(reader: Reader) -> None:
    car, *others = reader("a car following a truck, a bus or a van").targets
    assert (car.role, {one.role for one in others}) == (TargetRole.TARGET, {TargetRole.CONTEXT})


def test_a_stop_is_one_motion_with_its_duration(reader: Reader) -> None:
    (target,) = reader("a van that stood for at least 30 seconds on the left").targets
    assert [(keyword.label, keyword.text, keyword.value) for keyword in target.keywords] == [
        ("vehicle_type", "van", "van"),
        ("vehicle_motion", "stood for at least 30 seconds", "stopped"),
        ("vehicle_location", "left", "left"),
    ]


def test_left_to_right_is_a_direction_or_an_order_and_no_place(reader: Reader) -> None:
    assert found(reader("a car moving from left to right")) == {("type", "car", False), ("orientation", "right", False)}
    assert found(reader("cars, left to right")) == {("type", "cars", False)}


def test_nearest_to_the_camera_is_no_direction(reader: Reader) -> None:
    assert found(reader("the car nearest to the camera")) == {("type", "car", False)}
    assert ("orientation", "camera", False) not in found(reader("the van farthest from the camera"))
    coming = found(reader("car coming towards the camera"))
    assert any(label == "orientation" for label, _, _ in coming)
