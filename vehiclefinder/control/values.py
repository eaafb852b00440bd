"""Values that are made on lower floors and that the faces show or hand over."""

from ner.keywords import Keyword as Keyword
from ner.keywords import Query as Query
from ner.keywords import Target as Target
from vehiclefinder.core.access import LOCAL as LOCAL
from vehiclefinder.core.access import Identity as Identity
from vehiclefinder.core.access import Role as Role
from vehiclefinder.core.errors import ConflictError as ConflictError
from vehiclefinder.core.errors import ForbiddenError as ForbiddenError
from vehiclefinder.core.errors import NotFoundError as NotFoundError
from vehiclefinder.core.errors import UnauthorizedError as UnauthorizedError
from vehiclefinder.core.paging import all_pages as all_pages
from vehiclefinder.finder.attribute_filter import CHOICES as CHOICES
from vehiclefinder.finder.scope import ScopeField as ScopeField
from vehiclefinder.store.control.audit import AuditEntry as AuditEntry
from vehiclefinder.store.control.case_records import StoredCase as StoredCase
from vehiclefinder.store.control.case_records import StoredItem as StoredItem
from vehiclefinder.store.control.feedback import StoredFeedback as StoredFeedback
from vehiclefinder.store.control.feedback import Verdict as Verdict
from vehiclefinder.store.control.idempotency import IdempotentRequest as IdempotentRequest
from vehiclefinder.store.control.idempotency import StoredResponse as StoredResponse
from vehiclefinder.store.control.jobs import StoredJob as StoredJob
from vehiclefinder.store.control.tokens import StoredToken as StoredToken
from vehiclefinder.store.control.watch_records import StoredAlert as StoredAlert
from vehiclefinder.store.control.watch_records import StoredWatch as StoredWatch
from vehiclefinder.store.database.schema.jobs import JobState as JobState
from vehiclefinder.store.tracks.records import StoredTrack as StoredTrack
