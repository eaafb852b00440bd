"""The folder of models, and the text half of the matcher, opened as the settings say."""

from pathlib import Path

from vehiclefinder.match.decision import Calibration, Decider
from vehiclefinder.match.text_encoder import TextEncoder
from vehiclefinder.runtime.model_folder import ModelFolder
from vehiclefinder.runtime.providers import Provider
from vehiclefinder.runtime.resources import shipped_folder
from vehiclefinder.runtime.session import OpenedSession, open_session
from vehiclefinder.settings import Settings

DETECTOR, IMAGE, TEXT, NER, NER_LANGUAGES = "detector", "matcher-image", "matcher-text", "ner", "ner-languages"


def model_folder(settings: Settings) -> Path:
    """Return the chosen folder of models, the one inside the package, or the one of the source tree."""
    return settings.models or shipped_models()


def shipped_models() -> Path:
    """Return the folder of models inside the package, or the one of the source tree."""
    return shipped_folder("_models", "models")


def open_models(settings: Settings) -> ModelFolder:
    """Return the verified model folder.

    :raises ModelError: It has no readable manifest.
    """
    return ModelFolder(model_folder(settings))


def open_decider(settings: Settings) -> Decider:
    """Open the text half of the matcher, with the calibration of the pair.

    :raises ModelError: It is missing or damaged.
    """
    return Decider(open_text_encoder(settings), Calibration.from_info(open_models(settings).get(IMAGE).info))


def open_text_encoder(settings: Settings) -> TextEncoder:
    """Open the text half of the matcher.

    :raises ModelError: It is missing or damaged.
    """
    return TextEncoder(open_session(open_models(settings).get(TEXT).path, Provider.CPU, threads=1))


def open_detecting_session(settings: Settings) -> OpenedSession:
    """Open the detector's model on the provider and with the threads that were chosen for ingest.

    :raises ModelError: It is missing or damaged, or the provider does not work here.
    """
    return open_session(open_models(settings).get(DETECTOR).path, settings.provider, settings.threads)


def open_encoding_session(settings: Settings) -> OpenedSession:
    """Open the image encoder's model likewise, but never in OpenVINO.

    It is of 8 bits and gains nothing there, and is rounded otherwise: vectors of one encoder would be of two kinds.

    :raises ModelError: It is missing or damaged, or the provider does not work here.
    """
    provider = Provider.CPU if settings.provider is Provider.OPENVINO else settings.provider
    return open_session(open_models(settings).get(IMAGE).path, provider, settings.threads)
