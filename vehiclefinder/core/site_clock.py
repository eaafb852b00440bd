"""The clock of a site: one zone in which every moment is shown, wherever the browser stands."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
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
            return self.placed(moment)[0]
        return moment.astimezone(self.zone)

    def placed(self, local: datetime) -> tuple[datetime, str]:
        """Return a time that its clock showed as a moment, and what is doubtful about it: nothing, as a rule.

        Of a time that came twice, as clocks were set back, the first is taken; one that was left out, as they were set
        forward, is read on the clock from before.

        :param local: Without a zone.
        """
        first, second = (self._aware(local.replace(fold=fold)) for fold in (0, 1))
        if first.utcoffset() == second.utcoffset():
            return first, ""
        there = first.astimezone(UTC).astimezone(self.zone)
        if there.replace(tzinfo=None, fold=0) != local.replace(fold=0):
            return there, f"{local:%d %b %Y, %H:%M} was left out when clocks were set: read as {there:%H:%M}"
        return first, f"{local:%d %b %Y, %H:%M} came twice when clocks were set: the first is taken"

    def at(self, day: date, hour: time) -> datetime:
        """Return when it showed a time on a day; see :meth:`placed`."""
        return self.placed(datetime.combine(day, hour))[0]

    def read(self, text: str) -> datetime:
        """Read a moment as ISO 8601 has it; without an offset it is by this clock.

        :raises ValueError: It is none.
        """
        try:
            return self.local(datetime.fromisoformat(text.strip()))
        except ValueError:
            example = "2026-11-23 08:30 or 2026-11-23T08:30+01:00"
            raise ValueError(f"expected a time such as {example}, got {text!r}") from None

    def today(self) -> date:
        """Return the day that it is at the site."""
        return datetime.now(self.zone).date()

    def iso(self, moment: datetime) -> str:
        """Return it as text with its offset, such as "2026-11-23 08:15:03+01:00"."""
        return self.local(moment).isoformat(sep=" ", timespec="seconds")

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

    def _aware(self, local: datetime) -> datetime:
        return local.astimezone() if self.zone is None else local.replace(tzinfo=self.zone)
