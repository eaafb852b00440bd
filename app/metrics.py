"""What Prometheus reads: counted here, or asked of the control room when it reads.

Of several processes that serve one port any may be read: they add up what they count, in files of a folder that
``PROMETHEUS_MULTIPROC_DIR`` names.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

PREFIX = "vehiclefinder_"
SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Upper ends of the buckets of seconds."""
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that Prometheus' client reads, once, when it is imported."""
EVERY = 1.0
"""Seconds between two additions to what all processes count."""

Read = Callable[[], float]
ReadMany = Callable[[], Mapping[str, float]]
ReadLabelled = Callable[[], Mapping[tuple[str, ...], float]]


class Metrics:
    """The metrics of one application, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._is_shared = FOLDER in os.environ
        own = None if self._is_shared else self.registry
        if self._is_shared:
            MultiProcessCollector(self.registry)  # type: ignore[no-untyped-call]
        ProcessCollector(registry=self.registry)
        self._shared: list[_SharedCounter] = []
        self._rates: list[_Rate] = []
        self._each: list[Callable[[], None]] = []
        text = "Time from a sentence to its answer, whoever asks."
        self.query_seconds = Histogram(f"{PREFIX}query_seconds", text, buckets=SECONDS, registry=own)
        labels = ("method", "route", "status")
        self._requests = Counter(f"{PREFIX}http_requests", "Requests that were answered.", labels, registry=own)
        text = "Time from a request to the last byte of its answer; a stream of alerts lasts minutes."
        self._seconds = Histogram(f"{PREFIX}http_request_seconds", text, labels[:2], buckets=SECONDS, registry=own)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Take note of a request; ``route`` is a template, of which there are few."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def gauge(self, name: str, text: str, read: Read) -> None:
        """Add a number that may rise and fall, and is the same in every process.

        :param name: Without the prefix, such as ``"index_tracks"``.
        :param read: Asked whenever the metrics are read.
        """
        self.registry.register(_Asked(lambda: GaugeMetricFamily(PREFIX + name, text, value=read())))

    def gauges(self, name: str, text: str, label: str, read: ReadMany) -> None:
        """Add a number for each value of a label, as this process knows them; see :meth:`gauge`."""

        def family() -> Metric:
            family = GaugeMetricFamily(PREFIX + name, text, labels=[label])
            for value, number in read().items():
                family.add_metric([value], number)
            return family

        self.registry.register(_Asked(family))

    def counters(self, name: str, text: str, labels: Sequence[str], read: ReadLabelled) -> None:
        """Add numbers that only rise, and count what this process did.

        :param read: Returns them by the values of the labels; one of no labels where there are none.
        """
        if self._is_shared:
            self._shared.append(_SharedCounter(Counter(PREFIX + name, text, labels, registry=None), read))
            return

        def family() -> Metric:
            family = CounterMetricFamily(PREFIX + name, text, labels=labels)
            for values, number in read().items():
                family.add_metric(values, number)
            return family

        self.registry.register(_Asked(family))

    def rate(self, name: str, text: str, label: str, read: ReadMany) -> None:
        """Add a number for each value of a label, which the process that knows it sets once a second."""
        own = None if self._is_shared else self.registry
        gauge = Gauge(PREFIX + name, text, (label,), registry=own, multiprocess_mode="mostrecent")
        self._rates.append(_Rate(gauge, read))

    def every_second(self, call: Callable[[], None]) -> None:
        """Let something be called once a second, before rates are set."""
        self._each.append(call)

    @asynccontextmanager
    async def published(self) -> AsyncIterator[None]:
        """Add what this process counts to what all do, and set rates, as long as the block lasts."""
        task = asyncio.create_task(self._publish())
        try:
            yield
        finally:
            task.cancel()
            self.publish()

    async def _publish(self) -> None:
        while True:
            self.publish()
            await asyncio.sleep(EVERY)

    def publish(self) -> None:
        """Do what is done once a second."""
        for call in self._each:
            call()
        for rate in self._rates:
            rate.set()
        for counter in self._shared:
            counter.add()


class _SharedCounter:
    def __init__(self, counter: Counter, read: ReadLabelled) -> None:
        self._counter = counter
        self._read = read
        self._told: dict[tuple[str, ...], float] = {}

    def add(self) -> None:
        for values, number in self._read().items():
            counter = self._counter.labels(*values) if values else self._counter
            counter.inc(number - self._told.get(values, 0.0))
            self._told[values] = number


class _Rate:
    def __init__(self, gauge: Gauge, read: ReadMany) -> None:
        self._gauge = gauge
        self._read = read

    def set(self) -> None:
        for value, number in self._read().items():
            self._gauge.labels(value).set(number)


class _Asked(Collector):
    """A metric that is asked for when it is read, and not when it is registered."""

    def __init__(self, family: Callable[[], Metric]) -> None:
        self._family = family

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterable[Metric]:
        return (self._family(),)
