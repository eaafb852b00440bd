"""Training of the text encoder: two layers over hashed words, one acceptance in [0, 1] per canonical value."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor, nn
from torch.nn import functional as F

from vehiclefinder.core.types import FloatArray
from vehiclefinder.match.slots import COLOURS, SLOTS
from vehiclefinder.match.text_encoder import BUCKETS, features
from vehiclefinder.train.vocabulary import SHADES, STARTS, VALUES, Meanings, meanings, unrelated, vary

HIDDEN = 64
BATCH = 256
CORE = (*(value for values in SLOTS.values() for value in values), "car", "vehicle")
"""What the lexicon turns most words into; drawn more often than the rest, since it must come out exact."""


class WordNet(nn.Module):
    """Hashed words to acceptance.

    *Shape:* (n, BUCKETS) -> (n, values), before the sigmoid.
    """

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(BUCKETS, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, VALUES))

    def forward(self, words: Tensor) -> Tensor:
        """Return the log-odds of acceptance."""
        logits: Tensor = self.layers(words)
        return logits


def fit_words(*, steps: int, seed: int) -> WordNet:
    """Train on the vocabulary; takes a minute or two on one core.

    :param steps: Number of batches.
    :returns: The trained net, ready to run.
    """
    torch.manual_seed(seed)
    net, texts = WordNet(), _Texts(meanings(), unrelated(), np.random.default_rng(seed))
    optimiser = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 1e-2, total_steps=steps)
    for _ in range(steps):
        words, accepted = texts.draw()
        loss = F.binary_cross_entropy_with_logits(net(torch.from_numpy(words)), torch.from_numpy(accepted))
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
    return net.eval()


@dataclass(frozen=True)
class _Texts:
    """Draws phrases with what they accept, and a third of phrases that accept nothing."""

    table: Meanings
    others: tuple[str, ...]
    random: Generator

    def draw(self) -> tuple[FloatArray, FloatArray]:
        phrases = list(self.table)
        texts = [self._text(phrases) for _ in range(BATCH)]
        return features([text for text, _ in texts]), np.stack([row for _, row in texts])

    def _text(self, phrases: list[str]) -> tuple[str, FloatArray]:
        kind = self.random.random()
        if kind < 0.35:
            text = self._nonsense(phrases)
            return text, self.table.get(text, np.zeros(VALUES, np.float32))
        if kind < 0.5:
            core = CORE[self.random.integers(len(CORE))]
            return core, self.table[core]
        phrase = phrases[self.random.integers(len(phrases))]
        return self._in_context(phrase, self.table[phrase])

    def _in_context(self, phrase: str, row: FloatArray) -> tuple[str, FloatArray]:
        """A phrase as it stands or misspelt, with a shade before it where it names nothing but a colour."""
        colours = row[STARTS["colour"] : STARTS["colour"] + len(COLOURS)]
        only_colour = colours.any() and row.sum() == colours.sum()
        if only_colour and " " not in phrase and self.random.random() < 0.3:
            phrase = f"{SHADES[self.random.integers(len(SHADES))]} {phrase}"
        elif only_colour and self.random.random() < 0.1:
            phrase += " coloured"
        row = self.table.get(phrase, row)
        return (vary(phrase, self.random) if self.random.random() < 0.6 else phrase), row

    def _nonsense(self, phrases: list[str]) -> str:
        """A word without meaning: a real one, two of them, or halves of two words joined."""
        first, second = (self.others[self.random.integers(len(self.others))] for _ in range(2))
        choice = self.random.random()
        if choice < 0.5:
            return first
        if choice < 0.65:
            return f"{first} {second}"
        if choice < 0.85:
            return first[: len(first) // 2 + 1] + second[len(second) // 2 :]
        donor = phrases[self.random.integers(len(phrases))].split()[0]
        return donor[: max(len(donor) // 2, 1)] + second[len(second) // 3 :]
