"""The NER model, opened as the settings say."""

from ner.errors import NerError
from ner.reader import Reader
from vehiclefinder.assemble.models import NER, NER_LANGUAGES, open_models
from vehiclefinder.core.errors import ModelError
from vehiclefinder.settings import Settings


def open_reader(settings: Settings) -> Reader:
    """Open the NER model, and that of other languages when the first sentence of one comes.

    :raises ModelError: It is missing or damaged.
    """
    models = open_models(settings)
    try:
        return Reader(models.get(NER).path, models.get(NER_LANGUAGES).path if NER_LANGUAGES in models.names else None)
    except NerError as error:
        raise ModelError(str(error)) from error
