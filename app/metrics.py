"""What Prometheus reads: counted here, or asked of the control room when it reads.

Of several processes that serve one port any may be read: they add up what they count, in files of a folder that
``PROMETHEUS_MULTIPROC_DIR`` names.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

PREFIX = "vehiclefinder_"
SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Upper ends of the buckets of a query's seconds."""
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that Prometheus' client reads, once, when it is imported."""
EVERY = 1.0
"""Seconds between two additions to what all processes count."""

Read = Callable[[], float]


class Metrics:
    """The metrics of one application, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._shared: list[_SharedCounter] | None = [] if FOLDER in os.environ else None
        if self._shared is not None:
            MultiProcessCollector(self.registry)  # type: ignore[no-untyped-call]
        self.query_seconds = Histogram(
            f"{PREFIX}query_seconds",
            "Time from a sentence to its answer.",
            buckets=SECONDS,
            registry=self.registry if self._shared is None else None,
        )

    def gauge(self, name: str, text: str, read: Read) -> None:
        """Add a number that may rise and fall, and is the same in every process.

        :param name: Without the prefix, such as ``"index_tracks"``.
        :param read: Asked whenever the metrics are read.
        """
        self.registry.register(_Asked(lambda: GaugeMetricFamily(PREFIX + name, text, value=read())))

    def gauges(self, name: str, text: str, label: str, read: Callable[[], Mapping[str, float]]) -> None:
        """Add a number for each value of a label, as this process knows them; see :meth:`gauge`."""

        def family() -> Metric:
            family = GaugeMetricFamily(PREFIX + name, text, labels=[label])
            for value, number in read().items():
                family.add_metric([value], number)
            return family

        self.registry.register(_Asked(family))

    def counter(self, name: str, text: str, read: Read) -> None:
        """Add a number that only rises, and counts what this process did; see :meth:`gauge`."""
        if self._shared is not None:
            self._shared.append(_SharedCounter(Counter(PREFIX + name, text, registry=None), read))
        else:
            self.registry.register(_Asked(lambda: CounterMetricFamily(PREFIX + name, text, value=read())))

    @asynccontextmanager
    async def published(self) -> AsyncIterator[None]:
        """Add what this process counts to what all do, as long as the block lasts."""
        task = asyncio.create_task(self._publish())
        try:
            yield
        finally:
            task.cancel()
            self._add()

    async def _publish(self) -> None:
        while self._shared:
            self._add()
            await asyncio.sleep(EVERY)

    def _add(self) -> None:
        for counter in self._shared or ():
            counter.add()


class _SharedCounter:
    def __init__(self, counter: Counter, read: Read) -> None:
        self._counter = counter
        self._read = read
        self._told = 0.0

    def add(self) -> None:
        value = self._read()
        self._counter.inc(value - self._told)
        self._told = value


class _Asked(Collector):
    """A metric that is asked for when it is read, and not when it is registered."""

    def __init__(self, family: Callable[[], Metric]) -> None:
        self._family = family

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterable[Metric]:
        return (self._family(),)
