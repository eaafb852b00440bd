"""Who asks, asked again while a request lasts: whatever takes longer ends soon after the right to it does."""

from collections.abc import Callable
from time import monotonic

from vehiclefinder import VehicleFinderError
from vehiclefinder.control import Identity, UnauthorizedError

EVERY = 1.0
"""Seconds for which an answer counts."""


class Caller:
    """Whoever makes one request, listens to one stream or sits before one page.

    :param ask: Finds out who it is now; called in a thread.
    :raises VehicleFinderError: Nobody, to begin with.
    """

    def __init__(self, ask: Callable[[], Identity]) -> None:
        self._ask = ask
        self.identity = ask()
        self._asked = monotonic()
        self._ended: VehicleFinderError | None = None

    @property
    def due(self) -> bool:
        """Whether :meth:`recheck` has something to do."""
        return self._ended is not None or monotonic() - self._asked >= EVERY

    def recheck(self) -> Identity:
        """Return who it is, which is whoever it was.

        :raises UnauthorizedError: It is nobody any more, or somebody with other rights.
        :raises VehicleFinderError: It could not be found out.
        """
        if self._ended is None and self.due:
            self._asked = monotonic()
            try:
                if self._ask() != self.identity:
                    raise UnauthorizedError("your rights have changed; ask again")
            except VehicleFinderError as error:
                self._ended = error
        if self._ended is not None:
            raise self._ended
        return self.identity
