"""One sentence of each language, read by the shipped models."""

from pathlib import Path

import pytest

from ner.errors import NerError
from ner.reader import Reader


@pytest.fixture(scope="module")
def reader(models: Path) -> Reader:
    return Reader(models / "ner" / "ner.onnx", models / "ner" / "languages.onnx")


SENTENCES = [
    ("de", "Zeig mir den weißen Lieferwagen, der gestern auf Kamera 3 links abbiegt, kein Taxi"),
    ("es", "Busca la furgoneta blanca que gira a la izquierda ayer en la cámara 3, no un taxi"),
    ("fr", "Montre-moi la camionnette blanche qui tourne à gauche hier sur la caméra 3, pas un taxi"),
    ("pt", "Procura a carrinha branca que vira à esquerda ontem na câmera 3, não um táxi"),
    ("it", "Trova il furgone bianco che gira a sinistra ieri sulla telecamera 3, non un taxi"),
    ("nl", "Zoek de witte bestelbus die linksaf slaat, gisteren op camera 3, geen taxi"),
    ("pl", "Pokaż białą furgonetkę, która skręca w lewo wczoraj na kamerze 3, nie taksówkę"),
    ("tr", "Dün kamera 3'te sola dönen beyaz minibüsü göster, taksi değil"),
    ("zh", "找一辆昨天在3号摄像头左转的白色面包车，不是出租车"),
]
"""In English: show me the white van that turned left on camera 3 yesterday, not a taxi."""


@pytest.mark.parametrize(("language", "sentence"), SENTENCES)
def test_a_sentence_of_every_language_is_read(reader: Reader, language: str, sentence: str) -> None:
    query = reader(sentence)
    assert (query.language, query.note) == (language, "")
    assert all(sentence[k.start : k.end] == k.text for k in query.keywords)
    (target,) = query.targets
    said = {(k.label, k.value, k.negated) for k in target.keywords}
    vans = {("vehicle_type", value, False) for value in ("van", "minibus", "van|estate_car")}
    assert len(said & vans) == 1
    assert said - vans == {
        ("vehicle_color", "white", False),
        ("vehicle_motion", "left", False),
        ("vehicle_type", "taxi", True),
    }


def test_a_make_has_its_fine_type(reader: Reader) -> None:
    found = {k.label: (k.text, k.value) for k in reader("schwarzer VW Golf oben links").keywords}
    assert found["vehicle_type-hatchback"] == ("VW Golf", "hatchback")
    assert found["vehicle_brand"] == ("VW", "Volkswagen")
    found = {k.label: (k.text, k.value) for k in reader("laweta wiozła zielonego Opla Corsę").keywords}
    assert found["vehicle_type-hatchback"] == ("Opla Corsę", "hatchback")
    found = {k.label: (k.text, k.value) for k in reader("黑色大众高尔夫").keywords}
    assert found["vehicle_type-hatchback"] == ("大众高尔夫", "hatchback")
    assert found["vehicle_brand"] == ("大众", "Volkswagen")


def test_a_model_alone_is_no_brand(reader: Reader) -> None:
    assert {k.label for k in reader("Habt ihr den blauen Caddy gesehen?").keywords} == {
        "vehicle_color",
        "vehicle_model",
    }


@pytest.mark.parametrize(
    ("sentence", "label", "words"),
    [
        ("roter Bus fährt nach links", "orientation", "links"),
        ("camion blanc en haut à gauche", "location", "haut à gauche"),
        ("furgone bianco a sinistra", "location", "sinistra"),
        ("czerwony autobus w prawym dolnym rogu", "location", "prawym dolnym rogu"),
        ("coche rojo que viene hacia la cámara", "orientation", "hacia la cámara"),
        ("vélo rouge qui s'éloigne", "orientation", "s'éloigne"),
        ("kırmızı araba sol üstte", "location", "sol üstte"),
        ("左上角的白色面包车", "location", "左上角"),
    ],
)
def test_places_and_directions_are_without_their_prepositions(
    reader: Reader, sentence: str, label: str, words: str
) -> None:
    found = {k.label: k.text for k in reader(sentence).keywords}
    assert found.get(f"vehicle_{label}") == words


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("os últimos quatro carros pretos antes do meio-dia", {"carros", "pretos"}),
        ("todos los autobuses en la última media hora", {"autobuses"}),
    ],
)
def test_no_word_of_a_time_is_a_keyword(reader: Reader, sentence: str, words: set[str]) -> None:
    assert {k.text for k in reader(sentence).keywords} == words


@pytest.mark.parametrize(
    "sentence",
    [
        "ein roter Bus oder ein weißer Lieferwagen",
        "un autobús rojo o una furgoneta blanca",
        "un bus rouge ou une camionnette blanche",
        "un ônibus vermelho ou uma van branca",
        "un autobus rosso o un furgone bianco",
        "een rode bus of een witte bestelbus",
        "czerwony autobus albo biała furgonetka",
        "kırmızı otobüs veya beyaz minibüs",
        "红色公交车或者白色面包车",
    ],
)
def test_or_makes_alternatives(reader: Reader, sentence: str) -> None:
    first, second = reader(sentence).targets
    assert (first.alternative, second.alternative) == (False, True)
    assert {"red", "bus"} == {k.value for k in first.keywords}
    assert "white" in {k.value for k in second.keywords}


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("taksiler hariç bütün araçlar", {("taxi", True), ("vehicle", False)}),
        ("duran kamyon", {("stopped", False), ("truck", False)}),
        ("durmayan kamyon", {("stopped", True), ("truck", False)}),
    ],
)
def test_what_is_ruled_out_restricts_what_is_wanted(reader: Reader, sentence: str, said: set[tuple[str, bool]]) -> None:
    (target,) = reader(sentence).targets
    assert {(k.value, k.negated) for k in target.keywords} == said


def test_a_language_that_is_not_known_is_never_read_as_english(reader: Reader) -> None:
    for sentence, note in (
        ("κόκκινο αυτοκίνητο στρίβει αριστερά", "looks like Greek; not understood"),
        ("vit skåpbil som svänger vänster", "looks like Swedish; not understood"),
    ):
        query = reader(sentence)
        assert (query.targets, query.note) == ((), note)
        with pytest.raises(ValueError, match="expected a sentence in a language that is known"):
            reader.scores(sentence)


def test_without_the_model_of_other_languages_english_alone_is_read(models: Path) -> None:
    english = Reader(models / "ner" / "ner.onnx")
    query = english("coche rojo girando a la izquierda")
    assert (query.targets, query.language, query.note) == ((), "es", "looks like Spanish; not understood")
    assert [k.value for k in english("white van").keywords] == ["white", "van"]


def test_a_damaged_model_is_told(models: Path, tmp_path: Path) -> None:
    (tmp_path / "damaged.onnx").write_bytes(b"no model")
    reader = Reader(models / "ner" / "ner.onnx", tmp_path / "damaged.onnx")
    with pytest.raises(NerError, match="cannot open the NER model"):
        reader("coche rojo")
