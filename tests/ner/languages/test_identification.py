"""Which language a sentence is told to be of."""

import json
from pathlib import Path

import pytest

from ner.languages.identification import identify
from ner.languages.mixture import mixture
from ner.languages.vocabulary import LANGUAGES
from ner.lexicon import data_folder
from ner.rows import read_rows

TELEGRAPH = (
    "BLK 4DR SED", "WHI 2DR CPE", "SIL TOYT CAM", "grn p/u", "wht trk nb", "blk merc", "Skoda Octavia", "Škoda Kodiaq",
    "VW Golf", "red Seat León", "Citroën C4 Picasso", "Renault Mégane", "Fiat Cinquecento", "Porsche Cayenne", "taxi",
    "auto", "van", "limo", "RV", "SUV", "ok", "help", "serch sliver toyota corola", "red car 丰田 on the left",
    "whte hynudai parkd by the gate", "308",
)  # fmt: skip
UNKNOWN = (
    ("sv", "vit skåpbil som svänger vänster"), ("sv", "röd bil till höger"), ("da", "rød bil til højre"),
    ("da", "Hvor er den røde bil?"),
    ("no", "hvit varebil som svinger til venstre"), ("fi", "valkoinen pakettiauto kääntyy vasemmalle"),
    ("cs", "bílá dodávka odbočuje doleva"), ("sk", "biela dodávka odbočuje doľava"), ("hu", "piros autó jobbra"),
    ("hu", "fehér furgon balra kanyarodik"), ("ro", "dubă albă care virează la stânga"),
    ("ro", "masina rosie din dreapta"), ("hr", "bijeli kombi skreće lijevo"), ("sl", "bel kombi zavija levo"),
    ("et", "valge kaubik pöörab vasakule"), ("lv", "balts furgons griežas pa kreisi"),
    ("lt", "baltas furgonas suka į kairę"), ("vi", "xe tải màu trắng rẽ trái"), ("id", "mobil merah belok kiri"),
    ("sq", "furgon i bardhë kthehet majtas"), ("is", "hvítur sendibíll beygir til vinstri"),
    ("ca", "cotxe vermell girant a l'esquerra"), ("eu", "auto gorria ezkerrera"),
    ("sw", "gari jekundu linageuka kushoto"), ("cy", "car coch yn troi i'r chwith"),
    ("el", "κόκκινο αυτοκίνητο στρίβει αριστερά"), ("ru", "белый фургон поворачивает налево"),
    ("ru", "красная машина справа"), ("uk", "біла вантажівка праворуч"), ("bg", "бял микробус завива наляво"),
    ("ja", "赤い車が左折する"), ("ko", "흰색 밴 좌회전"), ("ar", "سيارة حمراء تنعطف يسارا"),
    ("fa", "ماشین قرمز به چپ می‌پیچد"), ("he", "רכב אדום"), ("th", "รถสีแดง"), ("hi", "लाल कार"), ("und", "ꦩꦺꦴꦠꦺꦴꦂ"),
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_of_the_languages_that_are_read_are_told(language: str) -> None:
    rows = list(read_rows(data_folder() / "languages" / language / "dev.jsonl"))
    assert {row.text for row in rows if identify(row.text) != row.language} <= SHARED


SHARED = {"moto a 90 km/h", "moto a 100 km/h"}
"""Sentences that may as well be of another language, which has every word of them."""


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("break Volvo beige", "fr"),
        ("Ape celeste", "it"),
        ("tractor 30 km/u", "nl"),
        ("nerde o griii renault clio duruyodu", "tr"),
        ("o fusca azul parado na esquina", "pt"),
        ("patinete eléctrico, centro", "es"),
        ("beige Volvo estate", "en"),
        ("van at 30 km/h", "en"),
    ],
)
def test_a_few_words_are_told_by_what_is_said_where(sentence: str, language: str) -> None:
    assert identify(sentence) == language


def test_what_operators_type_stays_english() -> None:
    rows = [*read_rows(data_folder() / "operators_dev.jsonl"), *read_rows(data_folder() / "operators_test.jsonl")]
    texts = [row.text for row in rows] + list(TELEGRAPH)
    assert [text for text in texts if identify(text) != "en"] == []


def test_sentences_of_people_stay_english(shared_data: Path) -> None:
    texts = (shared_data / "text" / "cityflow_nl_unlabelled.txt").read_text(encoding="utf-8").split("\n")
    lines = (shared_data / "text" / "queries_dev.jsonl").read_text(encoding="utf-8").splitlines()
    texts += [json.loads(line)["data"] for line in lines]
    assert len(texts) > 4400
    assert [text for text in texts if text and identify(text) != "en"] == []


@pytest.mark.parametrize(("language", "sentence"), UNKNOWN)
def test_a_language_that_is_not_read_is_told(language: str, sentence: str) -> None:
    assert identify(sentence) == language


@pytest.mark.parametrize(
    ("sentence", "language", "note"),
    [
        ("white Lieferwagen", "de", "read as German; “white” looks English"),
        ("red coche on the left", "en", "read as English; “coche” looks Spanish"),
        ("roter Pickup oben links", "de", ""),
        ("white van on the left", "en", ""),
    ],
)
def test_a_mixed_sentence_is_read_in_one_language_and_that_is_said(sentence: str, language: str, note: str) -> None:
    assert (identify(sentence), mixture(sentence, language)) == (language, note)
