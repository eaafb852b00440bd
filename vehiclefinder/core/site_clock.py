"""The clock of a site: one zone in which every moment is shown, wherever the browser stands."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class SiteClock:
    """How moments are told at a site.

    :param zone: Its zone; None means that of this machine.
    """

    zone: ZoneInfo | None = None

    def local(self, moment: datetime) -> datetime:
        """Return a moment by the clock of the site.

        :param moment: Aware, or by the clock of the site.
        """
        if moment.tzinfo is None:
            return moment.astimezone() if self.zone is None else moment.replace(tzinfo=self.zone)
        return moment.astimezone(self.zone)

    def day(self, moment: datetime) -> str:
        """Return its day, such as "23 Nov 2026"."""
        return f"{self.local(moment):%d %b %Y}"

    def minute(self, moment: datetime) -> str:
        """Return day and minute, such as "23 Nov 2026, 08:15"."""
        return f"{self.local(moment):%d %b %Y, %H:%M}"

    def second(self, moment: datetime) -> str:
        """Return day and second, such as "23 Nov 2026, 08:15:03"."""
        return f"{self.local(moment):%d %b %Y, %H:%M:%S}"

    def name(self, moment: datetime) -> str:
        """Return what the zone is called at a moment, such as "CET, Europe/Berlin" or "UTC"."""
        short = self.local(moment).tzname() or ""
        return short if self.zone is None or self.zone.key == short else f"{short}, {self.zone.key}"
