"""Who asks, and what they may do: the one vocabulary of rights for every face."""

from dataclasses import dataclass
from enum import StrEnum

from vehiclefinder.core.errors import ForbiddenError, NotFoundError


class Role(StrEnum):
    """What somebody may do; each role may do all that those before it may."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"

    def covers(self, other: "Role") -> bool:
        """Whether this role may do what the other may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody who asks.

    :param name: As it is written in the audit log.
    :param cameras: Names of the cameras that exist for them; None means all.
    """

    name: str
    role: Role
    cameras: tuple[str, ...] | None = None

    def sees(self, camera: str) -> bool:
        """Whether a camera exists for them."""
        return self.cameras is None or camera in self.cameras

    def require(self, role: Role) -> None:
        """Refuse what needs a higher role.

        :raises ForbiddenError: The role does not suffice.
        """
        if not self.role.covers(role):
            raise ForbiddenError(f"{self.name} is {self.role}; this needs {role}")

    def require_every_camera(self, what: str) -> None:
        """Refuse what speaks of all cameras at once to those for whom only some exist.

        :param what: Such as ``"the audit log"``.
        :raises ForbiddenError: They are limited to some cameras.
        """
        if self.cameras is not None:
            raise ForbiddenError(f"{what} is of all cameras, and {self.name} may see only some")

    def require_camera(self, camera: str, what: str) -> None:
        """Refuse what belongs to a camera that they may not see, in the words for what is not there at all.

        :param what: Such as ``"track 7"``.
        :raises NotFoundError: They may not see the camera.
        """
        if not self.sees(camera):
            raise NotFoundError(f"no {what}")


LOCAL = Identity("local", Role.ADMIN)
"""Whoever sits at the machine itself, where there are no accounts."""
