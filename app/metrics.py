"""What Prometheus reads: counted here, or asked of the control room when it reads."""

from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

PREFIX = "vehiclefinder_"
SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Upper ends of the buckets of a query's seconds."""

Read = Callable[[], float]


class Metrics:
    """The metrics of one application, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.query_seconds = Histogram(
            f"{PREFIX}query_seconds", "Time from a sentence to its answer.", buckets=SECONDS, registry=self.registry
        )

    def gauge(self, name: str, text: str, read: Read) -> None:
        """Add a number that may rise and fall.

        :param name: Without the prefix, such as ``"index_tracks"``.
        :param read: Asked whenever the metrics are read.
        """
        self.registry.register(_Asked(lambda: GaugeMetricFamily(PREFIX + name, text, value=read())))

    def counter(self, name: str, text: str, read: Read) -> None:
        """Add a number that only rises; see :meth:`gauge`."""
        self.registry.register(_Asked(lambda: CounterMetricFamily(PREFIX + name, text, value=read())))


class _Asked(Collector):
    """A metric that is asked for when it is read, and not when it is registered."""

    def __init__(self, family: Callable[[], Metric]) -> None:
        self._family = family

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterable[Metric]:
        return (self._family(),)
