"""What is left over of sentences in other languages, and why; small words and words of asking are not."""

import pytest

from ner.languages.vocabulary import LANGUAGES
from ner.leftover_words import classes
from ner.leftovers import Reason, find_leftovers


def left(language: str, sentence: str, used: tuple[str, ...]) -> list[tuple[str, str]]:
    spans = [(sentence.index(words), sentence.index(words) + len(words)) for words in used]
    return [(one.text, one.reason) for one in find_leftovers(sentence, spans, language)]


@pytest.mark.parametrize(
    ("language", "sentence", "used", "leftover", "reason"),
    [
        ("de", "weißer Lieferwagen mit Leiter auf dem Dach", "weißer Lieferwagen", "Leiter auf dem Dach", Reason.PLAIN),
        ("de", "roter Bus ohne Licht", "roter Bus", "ohne Licht", Reason.PLAIN),
        ("de", "roter Bus, Fahrer mit Mütze", "roter Bus", "Fahrer mit Mütze", Reason.PEOPLE),
        ("es", "furgoneta blanca con matrícula 4X", "furgoneta blanca", "matrícula 4X", Reason.PLATE),
        ("fr", "bus rouge avec l'échelle sur le toit", "bus rouge", "l'échelle sur le toit", Reason.PLAIN),
        ("pt", "van branca com escada no teto", "van branca", "escada no teto", Reason.PLAIN),
        ("it", "furgone bianco con una scala sul tetto", "furgone bianco", "scala sul tetto", Reason.PLAIN),
        ("nl", "witte bus met een ladder op het dak", "witte bus", "ladder op het dak", Reason.PLAIN),
        ("pl", "biała furgonetka z drabiną na dachu", "biała furgonetka", "drabiną na dachu", Reason.PLAIN),
        ("tr", "üstünde merdiven olan beyaz kamyonet", "beyaz kamyonet", "merdiven", Reason.PLAIN),
        ("zh", "车顶有梯子的白色面包车", "白色面包车", "车顶有梯子", Reason.PLAIN),
        ("zh", "白色面包车，司机戴红帽子", "白色面包车", "司机戴红帽子", Reason.PEOPLE),
    ],
)
def test_what_nobody_used_is_told(language: str, sentence: str, used: str, leftover: str, reason: str) -> None:
    assert left(language, sentence, (used,)) == [(leftover, reason)]


@pytest.mark.parametrize(
    ("language", "sentence", "used"),
    [
        (
            "de",
            "Zeig mir bitte den weißen Lieferwagen, der gerade links abbiegt",
            ("weißen Lieferwagen", "links abbiegt"),
        ),
        ("es", "¿Puedes buscar la furgoneta blanca, por favor?", ("furgoneta blanca",)),
        ("fr", "Montre-moi s'il vous plaît l'autobus qui s'éloigne", ("autobus", "s'éloigne")),
        ("pt", "Procura por favor a carrinha branca no lado direito da imagem", ("carrinha branca", "lado direito")),
        ("it", "C'è un'auto grigia di colore scuro nell'immagine?", ("grigia", "scuro")),
        ("nl", "Laat de witte bestelbus eens zien", ("witte bestelbus",)),
        ("pl", "Pokaż mi proszę tę białą furgonetkę", ("białą furgonetkę",)),
        ("tr", "Lütfen beyaz minibüsü göster", ("beyaz minibüsü",)),
        ("zh", "请帮我找一辆白色的面包车", ("白色", "面包车")),
    ],
)
def test_small_words_and_words_of_asking_are_no_leftovers(language: str, sentence: str, used: tuple[str, ...]) -> None:
    assert left(language, sentence, used) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_for_plates_people_and_attributes(language: str) -> None:
    known = classes(language)
    assert known.plate and known.people and "attribute" in set(known.kinds.values())
    assert not (known.plate | known.people) & set(known.kinds)
