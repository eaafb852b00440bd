"""When the pictures of a live stream were taken, by its own clock, held against when they arrive.

A stream's own clock says how far apart pictures are, and not when they were taken. That is told by the sender (RTCP
sender reports, RFC 3550), whose clock may be wrong; and bounded by the arrival, since nothing arrives before it is
taken.
"""

from datetime import datetime, timedelta

BELIEVED = timedelta(seconds=10)
"""How long before its arrival a sender may say that a picture was taken."""
AHEAD = timedelta(seconds=1)
"""How long after its arrival a sender may say so; it then counts as taken when it arrived."""
WINDOW = timedelta(seconds=30)
"""Of what arrived in this time, and in as much before, the least delayed is believed."""
SLEW = 0.002
"""Seconds by which times are stretched or squeezed in a second, to follow the clock that they are held against."""
STEP = timedelta(seconds=2)
"""Where they are off by more, following would take too long."""
OVERLAP = timedelta(seconds=30)
"""How far a connection may reach back into the one before: what is more was a clock of this machine that was set."""


class ClockStepError(Exception):
    """The clock of a stream, or of this machine, was set: its times have to be found anew."""


class StreamClock:
    """The times of one connection. They never run back, and within a connection they never leap.

    ``note`` says why the sender's clock is not believed, or is None.

    :param floor: When the last picture of the connection before was taken; none of this one was taken before that.
    """

    def __init__(self, floor: datetime | None = None) -> None:
        self.note: str | None = None
        self._floor = floor
        self._zero: datetime | None = None
        self._time = self._passed = 0.0
        self._said: datetime | None = None
        self._older: datetime | None = None
        self._newer: datetime | None = None
        self._turned: datetime | None = None

    def arrived(self, own: float, arrival: datetime, said: datetime | None = None) -> None:
        """Take note of a packet, in the order in which they arrive.

        :param own: Its seconds by the stream's own clock.
        :param arrival: When it arrived, at the latest.
        :param said: When the sender says that it was taken, or None where it says nothing.
        :raises ClockStepError: It cannot have arrived then, if those before did.
        """
        began = arrival - timedelta(seconds=own)
        if self._zero is not None and began < self._latest() - STEP:
            raise ClockStepError(f"its clock ran ahead by {(self._latest() - began).total_seconds():.0f} s")
        if self._newer is None or self._turned is None or arrival - self._turned >= WINDOW:
            self._older, self._newer, self._turned = self._newer, began, arrival
        else:
            self._newer = min(self._newer, began)
        self._said = self._said if said is None else said - timedelta(seconds=own)

    def read(self, own: float | None, passed: float) -> tuple[float, datetime]:
        """Return the seconds of the next picture from the first, and when it was taken.

        :param own: Its seconds by the stream's own clock, or None where it has none.
        :param passed: Its seconds from the first picture, rising.
        :raises ClockStepError: It is too far off what arrives to be brought back.
        """
        if self._zero is None:
            self._zero = self._first(self._began() + timedelta(seconds=own or 0.0))
        else:
            step = passed - self._passed
            late = 0.0 if own is None else self._late(own, self._time + step)
            self._time += step + max(-SLEW * step, min(late, SLEW * step))
        self._passed = passed
        return self._time, self._zero + timedelta(seconds=self._time)

    def _first(self, moment: datetime) -> datetime:
        if self._floor is None or self._floor - moment > OVERLAP:
            return moment
        return max(moment, self._floor)

    def _late(self, own: float, time: float) -> float:
        """Seconds by which a picture was taken after what is told of it."""
        assert self._zero is not None
        late = (self._began() + timedelta(seconds=own) - self._zero).total_seconds() - time
        if late > STEP.total_seconds():
            raise ClockStepError(f"its clock fell behind by {late:.0f} s")
        return late

    def _latest(self) -> datetime:
        """When the stream's own clock stood at 0, at the latest."""
        assert self._newer is not None
        return self._newer if self._older is None else min(self._older, self._newer)

    def _began(self) -> datetime:
        """When the stream's own clock stood at 0."""
        latest = self._latest()
        if self._said is None:
            return latest
        before = latest - self._said
        self.note = None if -AHEAD <= before <= BELIEVED else _note(before.total_seconds())
        return latest if self.note else min(self._said, latest)


def _note(before: float) -> str:
    way = "behind" if before > 0 else "ahead of"
    return f"the camera's clock is {abs(before):,.0f} s {way} ours, so its times are those of arrival"
