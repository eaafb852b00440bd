"""The NER model, opened as the settings say."""

from ner.errors import NerError
from ner.reader import Reader
from vehiclefinder.assemble.models import NER, open_models
from vehiclefinder.core.errors import ModelError
from vehiclefinder.settings import Settings


def open_reader(settings: Settings) -> Reader:
    """Open the NER model.

    :raises ModelError: It is missing or damaged.
    """
    try:
        return Reader(open_models(settings).get(NER).path)
    except NerError as error:
        raise ModelError(str(error)) from error
