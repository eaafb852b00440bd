"""The models, held against what they said where they were made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from shutil import copyfile

import numpy as np

from vehiclefinder.assemble.models import (
    DETECTOR,
    IMAGE,
    NER,
    NER_LANGUAGES,
    TEXT,
    model_folder,
    open_detecting_session,
    open_encoding_session,
    open_models,
    open_text_encoder,
    shipped_models,
)
from vehiclefinder.assemble.reader import open_reader
from vehiclefinder.core.errors import ModelError
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.match.slots import RANGES
from vehiclefinder.runtime import reference
from vehiclefinder.runtime.providers import Provider
from vehiclefinder.runtime.reference import Parts, ReferenceOutput
from vehiclefinder.runtime.session import CPU
from vehiclefinder.settings import Settings
from vehiclefinder.video.tracking.detector import TRUSTED, PicoDet

SENTENCE = "dark red van that turns left at the gate, not a taxi"
GERMAN = "dunkelroter Lieferwagen, der am Tor links abbiegt, kein Taxi"
"""What the NER model of other languages is asked."""
WORDS = {"type": "van", "service": "taxi", "colour": "dark red", "orientation": "away"}
"""What the text encoder is asked, by slot."""
EXACT = 0.01
"""Greatest deviation where sums are those of the CPU; two ways of adding the shipped models up differ by 0.0001."""
ROUNDED = {DETECTOR: 0.1, IMAGE: 0.15}
"""Greatest deviation on other processors: in floats the shipped image encoder, of 8 bits, deviates by 0.065."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """How far a model is from what it should say.

    :param part: The part of its output that is farthest.
    :param found: How far, see :func:`vehiclefinder.runtime.reference.deviation`.
    :param allowed: How far rounding may take it.
    """

    part: str
    found: float
    allowed: float


def write_reference(settings: Settings) -> tuple[str, ...]:
    """Write down what the models of the folder say on this machine's CPU; return their names.

    A folder without a picture gets the one that is shipped.

    :raises ModelError: A model or the picture is missing or damaged.
    """
    settings, models = settings.replace(provider=Provider.CPU), open_models(settings)
    if not (models.root / reference.PICTURE).exists():
        (models.root / reference.PICTURE).parent.mkdir(exist_ok=True)
        copyfile(shipped_models() / reference.PICTURE, models.root / reference.PICTURE)
    outputs = {
        name: ReferenceOutput(models.get(name).sha256, run(settings)[0])
        for name, run in RUNS.items()
        if name in models.names
    }
    reference.write(models.root, outputs)
    return tuple(outputs)


def deviations(settings: Settings) -> Mapping[str, Deviation]:
    """Return how far each model is from what it should say, on what it runs on here.

    :raises ModelError: A model or the reference is missing or damaged, or is not that of the model.
    """
    models, expected = open_models(settings), reference.read(model_folder(settings))
    runs = {name: run for name, run in RUNS.items() if name != NER_LANGUAGES or name in models.names}
    if stale := [name for name in runs if name not in expected or models.get(name).sha256 != expected[name].sha256]:
        raise ModelError(f"the reference is not that of {', '.join(stale)}: write it anew by {reference.REMEDY}")
    said = {name: run(settings) for name, run in runs.items()}
    return {
        name: Deviation(*reference.deviation(parts, expected[name].parts), _allowed(name, provider))
        for name, (parts, provider) in said.items()
    }


def _allowed(name: str, provider: str) -> float:
    return EXACT if provider == CPU else ROUNDED[name]


def _detect(settings: Settings) -> tuple[Parts, str]:
    session = open_detecting_session(settings)
    (found,) = PicoDet(session)([reference.picture(model_folder(settings))])
    sure = found[np.flatnonzero(found.score >= TRUSTED)]
    parts = {"boxes": sure.xyxy, "scores": sure.score, "labels": sure.label.astype(np.float32)}
    return parts, session.get_providers()[0]


def _encode(settings: Settings) -> tuple[Parts, str]:
    session, model = open_encoding_session(settings), open_models(settings).get(IMAGE)
    encoder = ImageEncoder(session, model.sha256, model.info["side"])
    vector = encoder.encode([reference.picture(model_folder(settings))])[0]
    return {slot: vector[part] for slot, part in RANGES.items()}, session.get_providers()[0]


def _encode_words(settings: Settings) -> tuple[Parts, str]:
    text = open_text_encoder(settings)
    return {slot: text.encode(slot, [words])[0, RANGES[slot]] for slot, words in WORDS.items()}, CPU


def _read(settings: Settings, sentence: str = SENTENCE) -> tuple[Parts, str]:
    scores = open_reader(settings).scores(sentence)
    return {name: getattr(scores, name) for name in ("tags", "negated", "attach", "context")}, CPU


RUNS: Mapping[str, Callable[[Settings], tuple[Parts, str]]] = {
    DETECTOR: _detect,
    IMAGE: _encode,
    TEXT: _encode_words,
    NER: _read,
    NER_LANGUAGES: lambda settings: _read(settings, GERMAN),
}
"""What each model says of the picture or the sentence, and what it runs on."""
