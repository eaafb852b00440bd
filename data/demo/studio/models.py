"""The vehicles of the clip, by measurements."""

from dataclasses import dataclass, replace

from studio.shapes import Box, Measures, fittings


@dataclass(frozen=True)
class Model:
    """A kind of vehicle: its body, where that body sits, and everything bolted on."""

    measures: Measures
    parts: tuple[Box, ...]
    axles: tuple[float, ...]
    shift: float = 0.0
    """Metres that the body lies ahead of the vehicle's middle (the cab of a truck)."""

    @property
    def track(self) -> float:
        """Distance from the middle plane to the outside of the wheels."""
        return self.measures.size[1] / 2 - 0.02


SEDAN = Measures(
    (4.65, 1.82, 1.45), hood=0.76, cowl=(0.92, 0.98), roof=(0.22, -0.85), deck=(-1.58, 1.04), axles=(1.42, -1.35),
    wheel=0.33, windows=((-0.12, 0.9), (-1.0, -0.2), (-1.5, -1.06)), belt=0.95,
)  # fmt: skip
HATCHBACK = Measures(
    (4.05, 1.78, 1.48), hood=0.78, cowl=(0.98, 1.0), roof=(0.35, -1.35), deck=(-1.9, 1.0), axles=(1.3, -1.28),
    wheel=0.32, windows=((-0.1, 1.0), (-1.0, -0.18), (-1.6, -1.08)), belt=0.96, round=0.35,
)  # fmt: skip
SUV = Measures(
    (4.7, 1.92, 1.74), hood=0.98, cowl=(1.0, 1.2), roof=(0.42, -1.75), deck=(-2.22, 1.14), axles=(1.42, -1.4),
    wheel=0.38, windows=((-0.08, 1.0), (-1.05, -0.16), (-1.95, -1.13)), belt=1.14, clearance=0.26, round=0.35,
    lean=0.13, trim=True,
)  # fmt: skip
PICKUP = Measures(
    (5.3, 1.9, 1.8), hood=1.02, cowl=(1.12, 1.2), roof=(0.55, -0.7), deck=(-0.92, 1.12), axles=(1.68, -1.55),
    wheel=0.39, windows=((0.05, 1.1), (-0.7, -0.03)), belt=1.15, clearance=0.3, round=0.3, lean=0.14, trim=True,
)  # fmt: skip
VAN = Measures(
    (5.3, 2.0, 2.35), hood=1.08, cowl=(1.95, 1.35), roof=(1.15, -2.4), deck=(-2.6, 1.25), axles=(1.75, -1.6),
    wheel=0.35, windows=((0.75, 2.0),), belt=1.3, round=0.3, lean=0.10, taper=0.08, edge=0.09,
)  # fmt: skip
CAB = Measures(
    (2.1, 2.2, 2.45), hood=1.15, cowl=(0.86, 1.35), roof=(0.6, -0.85), deck=(-1.0, 1.3), axles=(0.1,), wheel=0.45,
    windows=((-0.25, 0.75),), belt=1.32, clearance=0.4, round=0.2, lean=0.07, taper=0.06, edge=0.09, rear_glass=False,
)  # fmt: skip
BUS = Measures(
    (10.5, 2.5, 3.05), hood=1.05, cowl=(5.13, 1.15), roof=(4.95, -5.0), deck=(-5.2, 1.6), axles=(2.9, -2.7), wheel=0.48,
    windows=tuple((-4.95 + 1.42 * i, -3.66 + 1.42 * i) for i in range(7)), belt=1.25, clearance=0.32, round=0.2,
    lean=0.04, taper=0.03, edge=0.12,
)  # fmt: skip


CAB_AHEAD = 2.65
LOAD = (
    Box((-0.95, 0, 1.95), (5.0, 2.35, 2.5), "paint"),
    Box((-0.95, 0, 0.68), (5.0, 2.37, 0.06), "chrome"),
    Box((-0.6, 0, 0.55), (5.6, 0.9, 0.25), "black"),
    Box((-1.0, 0.98, 0.5), (1.9, 0.06, 0.45), "plastic", mirrored=True),
    Box((-3.42, 0, 0.5), (0.06, 2.2, 0.16), "plastic"),
    Box((-3.46, 0.85, 0.52), (0.06, 0.36, 0.14), "taillight", mirrored=True),
    Box((-3.47, 0, 1.95), (0.03, 0.03, 2.4), "plastic"),
    Box((-3.48, 0, 0.62), (0.03, 0.5, 0.12), "plate"),
)


def _moved(parts: tuple[Box, ...], ahead: float) -> tuple[Box, ...]:
    return tuple(replace(part, centre=(part.centre[0] + ahead, *part.centre[1:])) for part in parts)


def _bed(m: Measures) -> tuple[Box, ...]:
    rear = -m.size[0] / 2
    return (
        Box(((rear - 1.0) / 2, 0, m.deck[1] - 0.02), (-rear - 1.15, m.size[1] - 0.36, 0.12), "black"),
        Box((rear - 0.04, 0, 0.52), (0.16, 1.6, 0.16), "chrome"),
    )


def _bus_parts(m: Measures) -> tuple[Box, ...]:
    front = m.size[0] / 2
    return (
        Box((front - 0.06, 0, 2.72), (0.08, 1.7, 0.3), "sign"),
        Box((0.5, 0, 3.1), (3.0, 1.6, 0.22), "frame"),
        Box((1.4, -1.22, 1.35), (1.2, 0.06, 2.0), "glass"),
        Box((4.35, -1.2, 1.35), (1.1, 0.06, 2.0), "glass"),
    )


MODELS = {
    "sedan": Model(SEDAN, fittings(SEDAN), SEDAN.axles),
    "hatchback": Model(HATCHBACK, fittings(HATCHBACK), HATCHBACK.axles),
    "suv": Model(SUV, (*fittings(SUV), Box((-0.6, 0.62, 1.76), (2.0, 0.05, 0.06), "chrome", mirrored=True)), SUV.axles),
    "pickup": Model(PICKUP, (*fittings(PICKUP), *_bed(PICKUP)), PICKUP.axles),
    "van": Model(VAN, fittings(VAN), VAN.axles),
    "truck": Model(CAB, (*_moved(fittings(CAB)[:2], CAB_AHEAD), *LOAD), (CAB_AHEAD + 0.1, -2.2), CAB_AHEAD),
    "bus": Model(BUS, (*fittings(BUS), *_bus_parts(BUS)), BUS.axles),
    "taxi": Model(SEDAN, (*fittings(SEDAN), Box((-0.1, 0, 1.55), (0.3, 0.9, 0.24), "sign")), SEDAN.axles),
}
