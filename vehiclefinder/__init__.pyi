from .assemble.control_room import open_control_room as open_control_room
from .assemble.finder import open_finder as open_finder
from .assemble.ingester import open_ingester as open_ingester
from .core.errors import VehicleFinderError as VehicleFinderError
from .core.types import Decision as Decision
from .core.types import Match as Match
from .finder.answer import Answer as Answer
from .finder.attribute_filter import AnyOf as AnyOf
from .finder.attribute_filter import AttributeFilter as AttributeFilter
from .finder.finder import Finder as Finder
from .finder.ordering import Order as Order
from .finder.scope import Scope as Scope
from .ingest.ingest_job import IngestJob as IngestJob
from .settings import Settings as Settings

__version__: str
