"""Tables of what was measured, the law by which it grows, and a chart."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

CITY = 50_000_000
SHARDS = (4, 8, 16)
QUESTIONS = {
    "search, all": ("find", "all"),
    "search, one day": ("find", "one day"),
    "search, one camera": ("find", "one camera"),
    "search, 20 cameras in 7 days": ("find", "20 cameras, 7 days"),
    "similar": ("similar",),
    "statistics": ("statistics",),
    "timeline of a day": ("timeline of a day",),
    "timeline of the month": ("timeline",),
    "a page of the list": ("a page of the list",),
}
COLOURS = {"search, all": "#2a9d8f", "similar": "#e07a5f", "statistics": "#8f7ee6", "timeline of a day": "#d4a017"}
"""Of lines, told apart on white and on black."""
NEUTRAL = "#888888"


@dataclass(frozen=True)
class Searcher:
    """What was measured of one searcher.

    :param city: Tracks of the catalog.
    :param name: ``whole``, or the shard.
    :param told: Task -> what its processes told, turn by turn.
    """

    city: int
    name: str
    told: Mapping[str, Sequence[Mapping[str, Any]]]

    @property
    def rows(self) -> int:
        """Tracks that it holds."""
        return int(self.told["build"][0]["rows"])

    def times(self, *path: str, task: str = "ask") -> np.ndarray:
        """Return milliseconds by the clock and of CPU of a question, (n, 2)."""
        found = []
        for value in self.told.get(task, ()):
            for key in path:
                value = value[key]
            found += list(value)
        return np.array(found, np.float64).reshape(-1, 2)

    def middle(self, name: str, task: str) -> float:
        """Return the median of a number over all turns."""
        return float(np.median([one[name] for one in self.told[task]]))

    def own(self, name: str) -> float:
        """Return the private memory of a process, ``private`` or at its ``peak``, beyond that of the models, MB."""
        return self.middle(name, "ask") - float(np.median([one["models"]["private"] for one in self.told["ask"]]))


def read(folder: Path) -> list[Searcher]:
    """Return all that was measured, by size."""
    found = []
    for place in sorted((folder / "results").glob("*/*"), key=lambda path: (int(path.parent.name), path.name)):
        told: dict[str, list[Any]] = {}
        for file in sorted(place.glob("*.json")):
            if file.stat().st_size:
                told.setdefault(file.name.split(".")[0], []).append(json.loads(file.read_text()))
        found.append(Searcher(int(place.parent.name), place.name, told))
    return found


def write(folder: Path) -> None:
    """Print the tables, and draw the chart."""
    every = read(folder)
    searchers = [one for one in every if one.name == "whole" or "of" in one.name]
    searchers = [one for one in searchers if "build" in one.told and "ask" in one.told]
    loads = [turn["machine"] for one in every for turns in one.told.values() for turn in turns if "machine" in turn]
    if loads:
        print(f"load of the machine {min(loads):.0f} to {max(loads):.0f}, median {np.median(loads):.0f}\n")
    for part in (_catalogs(every), _columns(searchers), _answers(searchers), _law(searchers), *_compared(every)):
        print(f"{part}\n")
    chart(searchers, folder / "scale.svg")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _catalogs(every: Sequence[Searcher]) -> str:
    loads = [(one.city, told) for one in every for told in one.told.get("load", ())]
    rows = [
        [f"{city:,}", f"{told['seconds']:,.0f} s", f"{told['bytes'] / 1e9:.2f} GB", f"{told['bytes'] / city:,.0f}"]
        for city, told in loads
    ]
    return table(["tracks", "filled by COPY in", "database", "bytes a track"], rows)


def _columns(searchers: Sequence[Searcher]) -> str:
    rows = []
    for one in searchers:
        built = one.told["build"][0]
        follows, cpu = one.times("follow", task="follow"), built.get("cpu")
        rows.append([
            _called(one), f"{one.rows:,}", f"{built['seconds']:,.0f} s", f"{cpu:,.0f} s" if cpu else "",
            f"{built['peak']:.0f} MB", f"{built['disk']:,.0f} MB", _pair(one.times("load").reshape(-1, 2), 1, "ms"),
            f"{one.own('private'):.0f} MB",
            f"{one.own('peak'):.0f} MB",
            f"{one.middle('files', 'ask'):,.0f} MB", _pair(follows, 1, "ms"),
        ])  # fmt: skip
    head = ["catalog", "tracks held", "built in", "CPU", "memory to build", "columns on disk", "loaded in (CPU)",
            "own memory", "at most", "of files, shared", "found after (CPU)"]  # fmt: skip
    return table(head, rows)


def _answers(searchers: Sequence[Searcher]) -> str:
    head = ["catalog", "tracks held", *QUESTIONS]
    rows = [
        [_called(one), f"{one.rows:,}", *(_both(one.times(*path)) for path in QUESTIONS.values())] for one in searchers
    ]
    return table(head, rows)


def _law(searchers: Sequence[Searcher]) -> str:
    n = [one.rows for one in searchers]
    rows = []
    for name, (unit, value) in laws().items():
        measured = [value(one) for one in searchers]
        known = [(rows_, told) for rows_, told in zip(n, measured, strict=True) if told is not None]
        if len(known) < 2:
            continue
        base, slope = fitted([row for row, _ in known], [told for _, told in known])
        largest, told = max(known)
        off = (base + slope * largest) / told - 1
        city = [f"{base + slope * CITY / count:,.0f} {unit}" for count in SHARDS]
        rows.append([name, f"{base:,.1f} + {slope * 1e6:,.2f} a million", f"{off:+.0%} at {largest:,}", *city])
    shards = [one for one in searchers if one.name != "whole"]
    of_month = [(one.city, float(np.median(one.times("timeline")[:, 1]))) for one in shards]
    base, slope = fitted([city for city, _ in of_month], [told for _, told in of_month])
    largest = max(city for city, _ in of_month)
    month = float(np.median([told for city, told in of_month if city == largest]))
    law = f"{base:,.1f} + {slope * 1e6:,.2f} a million"
    how_far = f"{(base + slope * largest) / month - 1:+.0%} at {largest:,}"
    of_city = f"{base + slope * CITY:,.0f} ms"
    rows.append(["timeline of the month, by tracks of the catalog", law, how_far, *[of_city] * len(SHARDS)])
    return table(["", "law", "off", *(f"50 M in {count}" for count in SHARDS)], rows)


def laws() -> dict[str, tuple[str, Callable[[Searcher], float | None]]]:
    """Return what grows, by name: its unit, and what it is of a searcher."""

    def cpu(*path: str) -> Callable[[Searcher], float | None]:
        return lambda one: float(np.median(one.times(*path)[:, 1])) if len(one.times(*path)) else None

    return {
        "columns on disk": ("MB", lambda one: float(one.told["build"][0]["disk"])),
        "own memory": ("MB", lambda one: one.own("private")),
        "own memory at most": ("MB", lambda one: one.own("peak")),
        "CPU to build": ("s", lambda one: one.told["build"][0].get("cpu")),
        "CPU to load": ("ms", lambda one: float(np.median(one.times("load")[:, 1]))),
        "CPU until found": ("ms", lambda one: _cpu_of(one.times("follow", task="follow"))),
        "search": ("ms", cpu("find", "all")),
        "similar": ("ms", cpu("similar")),
        "statistics": ("ms", cpu("statistics")),
        "timeline of a day": ("ms", cpu("timeline of a day")),
    }


def fitted(n: Sequence[float], values: Sequence[float]) -> tuple[float, float]:
    """Return a and b of a + b * n, by the least squares of what it is off in proportion: small sizes count as well."""
    told = np.maximum(np.array(values, np.float64), 1e-9)
    sides = np.stack([np.ones(len(n)), np.array(n, np.float64)], axis=1) / told[:, None]
    base, slope = np.linalg.lstsq(sides, np.ones(len(n)), rcond=None)[0].tolist()
    return base, slope


def _compared(every: Sequence[Searcher]) -> list[str]:
    parts = []
    for city in sorted({one.city for one in every}):
        of = {one.name: one for one in every if one.city == city}
        for theirs, ours in (("before", "now"), ("sqlite", "whole")):
            if theirs in of and ours in of and "ask" in of[theirs].told and "ask" in of[ours].told:
                rows = [
                    _ratio(name, of[theirs].times(*path), of[ours].times(*path)) for name, path in QUESTIONS.items()
                ]
                parts.append(table([f"{city:,} tracks", theirs, ours, "ratio of CPU", "of time"], rows))
        for one in of.values():
            for told in one.told.get("http", ()):
                sides = [np.array(told[name]) for name in ("one", "several")]
                rows = [_ratio("search over HTTP", *sides)]
                parts.append(table([f"{city:,} tracks", "one", one.name, "ratio of CPU", "of time"], rows))
    return parts


def _ratio(name: str, theirs: np.ndarray, ours: np.ndarray) -> list[str]:
    cpu, clock = ((np.median(ours[:, at]) / np.median(theirs[:, at])) for at in (1, 0))
    return [name, _both(theirs), _both(ours), f"{cpu:.2f}", f"{clock:.2f}"]


def _called(one: Searcher) -> str:
    return f"{one.city / 1e6:g} M" + ("" if one.name == "whole" else f", shard {one.name.replace('of', '/')}")


def _both(times: np.ndarray) -> str:
    """CPU, then the clock: median and 95 in a hundred."""
    if not len(times):
        return ""
    (clock, cpu), (late, much) = np.percentile(times, [50, 95], axis=0)
    return f"{cpu:.0f} / {much:.0f} ({clock:.0f} / {late:.0f})"


def _pair(times: np.ndarray, at: int, unit: str) -> str:
    if not len(times):
        return ""
    return f"{np.median(times[:, 0]):,.0f} {unit} ({np.median(times[:, at]):,.0f})"


def _cpu_of(times: np.ndarray) -> float | None:
    return float(np.median(times[:, 1])) if len(times) else None


def chart(searchers: Sequence[Searcher], path: Path) -> None:
    """Draw how questions and memory grow with the tracks of a searcher; needs matplotlib, of the extra ``train``."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        print(f"no {path.name}: install matplotlib")
        return
    figure = Figure(figsize=(9, 3.6))
    times, memory = figure.subplots(1, 2)
    n = np.array([one.rows for one in searchers], np.float64)
    far = np.geomspace(n.min(), CITY / SHARDS[0], 60)
    for name, colour in COLOURS.items():
        told = [float(np.median(one.times(*QUESTIONS[name])[:, 1])) for one in searchers]
        _line(times, (n, np.array(told)), far, name, colour)
    known = laws()
    for name, colour in zip(("columns on disk", "own memory", "own memory at most"), COLOURS.values(), strict=False):
        told = [known[name][1](one) or 0.0 for one in searchers]
        _line(memory, (n, np.array(told)), far, name, colour)
    for axes, title in ((times, "milliseconds of CPU an answer"), (memory, "MB of a searcher")):
        axes.set(xscale="log", yscale="log", xlabel="tracks of a searcher")
        axes.set_title(title, color=NEUTRAL, fontsize=10)
        axes.tick_params(colors=NEUTRAL, which="both", labelsize=8)
        axes.xaxis.label.set_color(NEUTRAL)
        axes.grid(visible=True, color=NEUTRAL, alpha=0.25, linewidth=0.5)
        axes.patch.set_alpha(0)
        for spine in axes.spines.values():
            spine.set_color(NEUTRAL)
        axes.legend(fontsize=8, labelcolor=NEUTRAL, framealpha=0)
    figure.tight_layout()
    figure.savefig(path, transparent=True, metadata={"Date": None})


def _line(axes: Any, points: tuple[np.ndarray, np.ndarray], far: np.ndarray, name: str, colour: str) -> None:
    n, told = points
    base, slope = fitted(n.tolist(), told.tolist())
    axes.plot(n, told, "o", color=colour, markersize=5, label=name)
    axes.plot(far, np.maximum(base + slope * far, 1e-3), "--", color=colour, linewidth=1)
