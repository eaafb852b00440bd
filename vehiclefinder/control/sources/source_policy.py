"""Where videos may be taken from: what a path or an address from outside has to pass."""

from dataclasses import dataclass
from pathlib import Path

from vehiclefinder.core.errors import ForbiddenError, NotFoundError
from vehiclefinder.video.sources.stream_address import StreamAddress

ROOTS_NAME, HOSTS_NAME = "VEHICLEFINDER_VIDEO_ROOTS (video_roots)", "VEHICLEFINDER_STREAM_HOSTS (stream_hosts)"


@dataclass(frozen=True, slots=True)
class SourcePolicy:
    """Where videos may come from.

    :param roots: Folders, resolved, that paths must lie in.
    :param hosts: Hosts of streams, ``name`` or ``name:port``, in lower case.
    """

    roots: tuple[Path, ...] = ()
    hosts: tuple[str, ...] = ()

    def path(self, text: str) -> Path:
        """Return a path, its links followed.

        :raises ForbiddenError: It, or anything in the folder that it is, lies outside of the roots, or there are none;
            nothing is said of what is there.
        :raises NotFoundError: There is nothing.
        :raises ValueError: It is no path.
        """
        try:
            path = Path(text).resolve()
        except (OSError, RuntimeError, ValueError) as error:
            raise ValueError("expected the path of a video or of a folder of frames") from error
        self._require_within(path)
        if not path.exists():
            raise NotFoundError(f"no such video: {text}")
        for file in path.rglob("*") if path.is_dir() else ():
            self._require_within(file.resolve())
        return path

    def stream(self, text: str) -> StreamAddress:
        """Return an address.

        :raises ValueError: It is none.
        :raises ForbiddenError: Its host is not among those allowed.
        """
        address = StreamAddress.parse(text)
        if not address.within(self.hosts):
            raise ForbiddenError(f"the host of {address} is not among those that {HOSTS_NAME} allows")
        return address

    def _require_within(self, path: Path) -> None:
        if not any(path.is_relative_to(root) for root in self.roots):
            raise ForbiddenError(f"the path lies outside of the folders that {ROOTS_NAME} allows")
