"""What can go wrong in the world. A caller's own mistake is a plain ``ValueError``."""


class VehicleFinderError(Exception):
    """Base of every error that is the world's fault; its text is one line an operator can act on."""


class VideoError(VehicleFinderError):
    """A video file, folder of frames or stream could not be opened or decoded."""


class NotPlayableError(VideoError):
    """A recording is sound, and browsers do not play it as it is."""


class ModelError(VehicleFinderError):
    """A model file is missing, damaged or does not fit the code, or no runtime can open it."""


class ProcessError(VehicleFinderError):
    """A process that worked for this one crashed, hung, or took too much memory."""


class StoreError(VehicleFinderError):
    """The catalog or its folder could not be read or written."""


class ReadOnlyStoreError(StoreError):
    """The store cannot be written now, though it may be read: a full disk, a read-only medium, no right to write.

    :param message: One line, as of every error.
    :ivar reason: Why, in words that name no path: "the disk is full".
    """

    def __init__(self, message: str, reason: str = "it cannot be written") -> None:
        super().__init__(message)
        self.reason = reason


class NotFoundError(StoreError):
    """What was asked for is not there, or not for whoever asks."""


class ConflictError(StoreError):
    """What was asked for goes against what is stored: a name is taken, a thing is in use."""


class LockedError(ConflictError):
    """Somebody else works on it right now: later it may be free."""


class ForbiddenError(VehicleFinderError):
    """Whoever asks has no right to it."""


class UnauthorizedError(VehicleFinderError):
    """Nobody knows who asks: there is no token, or not a good one."""


class AuditError(VehicleFinderError):
    """What was asked for is not answered, since the audit log, which must tell of it, cannot be written now."""


class BusyError(VehicleFinderError):
    """Too much is asked for at once.

    :param message: One line, as of every error.
    :param seconds: After how many it may be asked again.
    """

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class TooManyAttemptsError(BusyError):
    """Too many logins failed: whoever tries again waits."""


class StaleIndexError(StoreError):
    """The index file is missing, damaged or older than the catalog: rebuild it."""
