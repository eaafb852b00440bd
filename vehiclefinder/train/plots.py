"""Pictures of an evaluation and of a training; needs the extra ``train``."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from vehiclefinder.core.types import IntArray
from vehiclefinder.match.slots import SLOTS
from vehiclefinder.train.evaluate import CropPredictions
from vehiclefinder.train.history import MEASURES, Epoch
from vehiclefinder.train.reliability import BINS, Reliability, confusion, reliability

DPI = 100
RELIABILITY = "reliability.png"


def draw(predictions: CropPredictions, folder: Path) -> list[Path]:
    """Draw a confusion matrix for every slot that the crops are labelled for, and the reliability of the scores.

    :param folder: Where the pictures go; made if there is none.
    :returns: The pictures, PNG.
    :raises ValueError: Fewer than two crops whose type, colour and view are known.
    """
    folder.mkdir(parents=True, exist_ok=True)
    figures = {folder / RELIABILITY: reliability_figure(reliability(*predictions.pairs))}
    for slot, accepted in predictions.crops.accepted.items():
        if accepted.any():
            counts = confusion(accepted, predictions.values[slot])
            figures[folder / f"confusion_{slot}.png"] = confusion_figure(slot, counts)
    for path, figure in figures.items():
        figure.savefig(path, dpi=DPI)
    return list(figures)


def confusion_figure(slot: str, counts: IntArray) -> Figure:
    """Return counts in cells that are shaded by their share of the row.

    :param counts: int64 (values, values), rows the label's first choice, columns the chosen value.
    """
    names, totals = SLOTS[slot], counts.sum(axis=1)
    side = 2.5 + 0.4 * len(names)
    figure = Figure((side + 0.5, side), layout="constrained")
    axes: Axes = figure.subplots()
    shares = counts / np.maximum(totals, 1)[:, None]
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row, column in np.argwhere(counts):
        ink = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(counts[row, column]), ha="center", va="center", color=ink, fontsize=9)
    axes.set_xticks(range(len(names)), names, rotation=60, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(names)), [f"{name} ({total})" for name, total in zip(names, totals, strict=True)])
    axes.set(xlabel="chosen", ylabel="label, first choice (crops)")
    axes.set_title(f"{slot}: {counts.trace()} of {totals.sum()} on the diagonal", fontsize=11)
    return figure


def reliability_figure(bins: Reliability) -> Figure:
    """Return the share of pairs that fit over their score, and below how many pairs there are."""
    figure = Figure((5, 5.5), layout="constrained")
    above, below = figure.subplots(2, height_ratios=(3, 1), sharex=True)
    left, width = np.arange(BINS) / BINS, 1 / BINS
    above.bar(left, np.nan_to_num(bins.truth), width, align="edge", color="lightsteelblue", edgecolor="white")
    above.plot((0, 1), (0, 1), "--", color="grey", label="as it should be")
    above.plot(bins.score, bins.truth, "o", color="navy", markersize=4, label="mean score of the bin")
    above.set(ylabel="share of pairs that fit", xlim=(0, 1), ylim=(0, 1))
    above.set_title(f"{bins.count.sum()} pairs, expected calibration error {bins.error:.3f}", fontsize=11)
    above.legend(loc="upper left", frameon=False)
    below.bar(left, bins.count, width, align="edge", color="grey", edgecolor="white")
    below.set(xlabel="score", ylabel="pairs")
    return figure


def learning_curve(epochs: Sequence[Epoch], path: Path) -> None:
    """Draw loss and dev accuracy over the epochs as a PNG."""
    figure = Figure((9, 3.5), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot([epoch.number for epoch in epochs], [epoch.loss for epoch in epochs], ".-")
    left.set(xlabel="epoch", ylabel="training loss")
    for name in MEASURES:
        measured = [(epoch.number, epoch.dev[name]) for epoch in epochs if name in epoch.dev]
        if measured:
            right.plot(*zip(*measured, strict=True), ".-", label=name.replace("_", " "))
    right.set(xlabel="epoch", ylabel="dev accuracy", ylim=(0, 1))
    if right.lines:
        right.legend(loc="lower right", frameon=False)
    for axes in (left, right):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(alpha=0.3)
    figure.savefig(path, dpi=DPI)
