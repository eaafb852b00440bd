"""Models by their usual names and shorthand, where the tagger overlooks them."""

from pathlib import Path

import pytest

from ner.keywords import Query
from ner.reader import Reader


@pytest.fixture(scope="module")
def reader(models: Path) -> Reader:
    return Reader(models / "ner" / "ner.onnx")


def said(query: Query) -> str:
    return "; ".join(f"{k.label.removeprefix('vehicle_')} {k.text}={k.value}" for k in query.keywords)


@pytest.mark.parametrize(
    ("sentence", "keywords"),
    [
        ("white f150", "color white=white; model f150=F-150"),
        ("white F 150", "color white=white; model F 150=F-150"),
        ("grey rav 4", "color grey=grey; model rav 4=RAV4"),
        ("grey RAV-4", "color grey=grey; model RAV-4=RAV4"),
        ("white 4-runner", "color white=white; model 4-runner=4Runner"),
        ("white cr v", "color white=white; model cr v=CR-V"),
        ("CX5", "model CX5=CX-5"),
        ("white mazda3", "color white=white; model mazda3=Mazda 3"),
        ("blue e class", "color blue=blue; model e class=E-Class"),
        ("white a class heading left", "color white=white; model a class=A-Class; orientation left=left"),
        ("the a class", "model a class=A-Class"),
        ("mercedes e class",
         "brand mercedes=Mercedes-Benz; type-sedan mercedes e class=sedan; model e class=E-Class"),
        ("white Sienna", "color white=white; model Sienna=Sienna"),
        ("Thar", "model Thar=Thar"),
        ("Range Rover", "model Range Rover=Range Rover"),
        ("black range rover", "color black=black; brand range rover=Land Rover"),
        ("white miata", "color white=white; model miata=Miata"),
        ("white silverado 1500", "color white=white; model silverado 1500=Silverado 1500"),
    ],
)  # fmt: skip
def test_models_are_marked_by_their_usual_names(reader: Reader, sentence: str, keywords: str) -> None:
    assert said(reader(sentence)) == keywords


@pytest.mark.parametrize(
    "sentence",
    [
        "find a class 8 truck", "a class act", "a car on the m25", "a red car at gate 4", "E-150 highway",
        "white line on the left", "white note on a red car", "a white van is 250 m away", "a red light at cam6",
    ],
)  # fmt: skip
def test_other_words_are_no_models(reader: Reader, sentence: str) -> None:
    assert "model" not in said(reader(sentence))
