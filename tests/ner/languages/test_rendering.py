"""What the English rules see of sentences in other languages, and where that stands in the original."""

from datetime import UTC, datetime

import pytest

from ner.amounts import Amount, read_amount
from ner.filters import read_filters, read_question
from ner.keywords import Keyword, Query, Target
from ner.languages.english import english_of
from ner.languages.rendering import in_english
from ner.stops import read_stop

NOW = datetime(2026, 5, 13, 15, tzinfo=UTC)
"""A Wednesday."""


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "sentence", "since", "until"),
    [
        ("de", "rote Autos gestern zwischen 8 und 10 Uhr", at(12, 8), at(12, 10)),
        ("de", "Lieferwagen am Montag um halb neun", at(11, 8, 25), at(11, 8, 35)),
        ("de", "Busse gestern zwischen 14 und 15 Uhr", at(12, 14), at(12, 15)),
        ("fr", "fourgons hier entre 20h et 21h", at(12, 20), at(12, 21)),
        ("de", "Bus vor zehn Minuten", at(13, 14, 45), at(13, 14, 55)),
        ("es", "coche rojo ayer entre las 8 y las 10", at(12, 8), at(12, 10)),
        ("es", "furgoneta hace 10 minutos", at(13, 14, 45), at(13, 14, 55)),
        ("fr", "voiture lundi à 8h30", at(11, 8, 25), at(11, 8, 35)),
        ("it", "furgone bianco nell'ultima ora", at(13, 14), at(13, 15)),
        ("pt", "carro há 10 minutos", at(13, 14, 45), at(13, 14, 55)),
        ("nl", "rode auto gisteren tussen 8 en 10 uur", at(12, 8), at(12, 10)),
        ("pl", "furgonetka 10 minut temu", at(13, 14, 45), at(13, 14, 55)),
        ("tr", "10 dakika önce minibüs", at(13, 14, 45), at(13, 14, 55)),
        ("zh", "10分钟前的面包车", at(13, 14, 45), at(13, 14, 55)),
    ],
)
def test_times_are_read_off_the_rendering(language: str, sentence: str, since: datetime, until: datetime) -> None:
    filters = read_filters(in_english(sentence, language).text, NOW)
    assert (filters.since, filters.until) == (since, until)


@pytest.mark.parametrize(
    ("language", "sentence", "asked", "excluded"),
    [
        ("de", "rotes Auto auf Kamera 3 oder 4", ("3", "4"), ()),
        ("de", "Bus, nicht auf Kamera 2", (), ("2",)),
        ("es", "coche en la cámara 3", ("3",), ()),
        ("fr", "camion pas sur la caméra 2", (), ("2",)),
        ("it", "auto sulla telecamera 3", ("3",), ()),
        ("pt", "carro na câmera 3", ("3",), ()),
        ("nl", "bus niet op camera 2", (), ("2",)),
        ("pl", "autobus na kamerze 3", ("3",), ()),
        ("tr", "kamera 3 kırmızı araba", ("3",), ()),
        ("zh", "不在2号摄像头的红色轿车", (), ("2",)),
    ],
)
def test_cameras_are_read_off_the_rendering(
    language: str, sentence: str, asked: tuple[str, ...], excluded: tuple[str, ...]
) -> None:
    filters = read_filters(in_english(sentence, language).text, NOW)
    assert (filters.cameras, filters.excluded) == (asked, excluded)


@pytest.mark.parametrize(
    ("language", "sentence", "order", "counts"),
    [
        ("de", "das schnellste Auto", "fastest", False),
        ("es", "cuántos camiones hay", "", True),
        ("fr", "la voiture la plus rapide", "fastest", False),
        ("it", "quanti camion ci sono", "", True),
        ("pt", "o carro mais rápido", "fastest", False),
        ("nl", "hoeveel vrachtwagens", "", True),
        ("pl", "najszybszy samochód", "fastest", False),
        ("tr", "en hızlı araba", "fastest", False),
        ("zh", "有多少辆卡车", "", True),
    ],
)
def test_orders_and_counts_are_read_off_the_rendering(language: str, sentence: str, order: str, counts: bool) -> None:
    question = read_question(in_english(sentence, language).text, [])
    assert (question.order, question.counts) == (order, counts)


def query(language: str, text: str, *keywords: tuple[str, str, str]) -> Query:
    found = [
        Keyword(f"vehicle_{label}", words, text.index(words), text.index(words) + len(words), False, value)
        for label, words, value in keywords
    ]
    return Query(text, (Target(tuple(found)),), language)


def test_every_part_of_the_rendering_knows_where_it_stood() -> None:
    text = "weißer Lieferwagen oder roter Bus gestern auf Kamera 3"
    said = query("de", text, ("color", "weißer", "white"), ("type", "Lieferwagen", "van"), ("type", "Bus", "bus"))
    english = english_of(said)
    assert english.query.text == "weißer Lieferwagen or roter Bus yesterday on camera 3"
    for words, original in (
        ("or", "oder"),
        ("yesterday", "gestern"),
        ("on camera 3", "auf Kamera 3"),
        ("roter", "roter"),
    ):
        start = english.query.text.index(words)
        ((first, end),) = english.ranges([(start, start + len(words))])
        assert text[first:end] == original
    assert english.restored(english.query.targets) == said.targets


def test_words_that_are_kept_stay_as_written() -> None:
    text = "Auto an Kamera Tor Nord gestern"
    assert english_of(query("de", text), ["Tor Nord"]).query.text.endswith("Tor Nord yesterday")


def test_the_english_of_english_is_itself() -> None:
    said = query("en", "a white van not on camera 3", ("color", "white", "white"))
    assert english_of(said).query is said


@pytest.mark.parametrize(
    ("language", "text", "words", "value", "amount"),
    [
        ("de", "Auto mit über sechzig km/h", "sechzig km/h", "60 km/h", Amount(60, float("inf"))),
        ("de", "Auto zwischen 40 und 60 km/h", "60 km/h", "60 km/h", Amount(40, 60)),
        ("es", "coche a más de 60 km/h", "60 km/h", "60 km/h", Amount(60, float("inf"))),
        ("fr", "voiture à moins de 60 km/h", "60 km/h", "60 km/h", Amount(0, 60)),
        ("zh", "超过60公里的轿车", "60公里", "60 km/h", Amount(60, float("inf"))),
    ],
)
def test_amounts_are_compared_in_the_rendering(
    language: str, text: str, words: str, value: str, amount: Amount
) -> None:
    english = english_of(query(language, text, ("velocity", words, value))).query
    found = read_amount(english.keywords[0], english.text)
    assert found is not None and found[1] == amount


@pytest.mark.parametrize(
    ("language", "text", "words", "least"),
    [
        ("de", "graues Auto steht seit mehr als zehn Minuten", "steht", 600),
        ("de", "das Auto, das seit über 5 Minuten steht", "steht", 300),
        ("es", "coche parado desde hace más de 5 minutos", "parado", 300),
        ("it", "auto ferma da più di 5 minuti", "ferma", 300),
        ("tr", "5 dakikadır duran araba", "duran", 300),
        ("zh", "停了5分钟的车", "停", 300),
    ],
)
def test_how_long_a_vehicle_stood_is_read_in_the_rendering(language: str, text: str, words: str, least: float) -> None:
    (motion,) = english_of(query(language, text, ("motion", words, "stopped"))).query.keywords
    assert read_stop(motion.text) == Amount(least, float("inf"))
