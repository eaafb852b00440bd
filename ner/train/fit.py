"""Trains the tagger on generated sentences and, where there are some, on weakly labelled human ones."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch

from ner.keywords import Query
from ner.train.corpus import CorpusSettings, generate
from ner.train.encode import Example, batches, example
from ner.train.model import Tagger, TaggerSettings, loss

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class FitSettings:
    """How to train.

    :param folder: Where the checkpoint goes.
    :param corpora: What to generate.
    :param extra: More sentences, such as the original FindVehicle or weakly labelled ones, each with its repetitions.
    :param epochs: Passes over everything.
    :param rate: Highest learning rate; it rises for a tenth of the time and then falls along a cosine.
    :param batch: Sentences per step.
    :param blank_words: Share of tokens that lose the features of the whole word, so that the characters learn.
    :param seed: Of the weights and the order.
    :param threads: CPU threads.
    :param model: Sizes of the tagger.
    """

    folder: Path
    corpora: tuple[CorpusSettings, ...] = (CorpusSettings(20000, 1, 1.0), CorpusSettings(45000, 2, 0.0))
    extra: tuple[tuple[Query, ...], ...] = ()
    epochs: int = 8
    rate: float = 2e-3
    batch: int = 64
    blank_words: float = 0.15
    seed: int = 0
    threads: int = 1
    model: TaggerSettings = field(default_factory=TaggerSettings)


def fit(settings: FitSettings, report: Report) -> Path:
    """Train a tagger.

    :param settings: How.
    :param report: Told one line per epoch.
    :return: The checkpoint ``tagger.pt``: weights and sizes.
    """
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    examples = _examples(settings)
    report(f"{len(examples)} sentences, {sum(len(e.features) for e in examples)} tokens")
    model = Tagger(settings.model)
    _train(model, examples, settings, report)
    settings.folder.mkdir(parents=True, exist_ok=True)
    path = settings.folder / "tagger.pt"
    torch.save({"weights": model.state_dict(), "settings": asdict(settings.model)}, path)
    return path


def load(checkpoint: Path) -> Tagger:
    """Open a checkpoint, ready to score."""
    saved = torch.load(checkpoint, weights_only=True)
    model = Tagger(TaggerSettings(**saved["settings"]))
    model.load_state_dict(saved["weights"])
    return model.eval()


def _examples(settings: FitSettings) -> list[Example]:
    generated = (example(query) for corpus in settings.corpora for query in generate(corpus))
    return [*generated, *(example(query) for queries in settings.extra for query in queries)]


def _train(model: Tagger, examples: list[Example], settings: FitSettings, report: Report) -> None:
    random = np.random.default_rng(settings.seed)
    steps = settings.epochs * -(-len(examples) // settings.batch)
    optimiser = torch.optim.AdamW(model.parameters(), settings.rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings.rate, total_steps=steps, pct_start=0.1)
    for epoch in range(settings.epochs):
        model.train()
        losses = []
        for batch in batches(examples, settings.batch, random):
            truth = {name: torch.from_numpy(array) for name, array in batch.items()}
            features = _blank(truth.pop("features"), settings.blank_words)
            value = loss(model(features), truth)
            optimiser.zero_grad()
            value.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(value.item())
        report(f"epoch {epoch + 1}/{settings.epochs}: loss {np.mean(losses):.4f}")


def _blank(features: torch.Tensor, share: float) -> torch.Tensor:
    """Take the word and its digit-masked form (features 0 and 1) from some of the tokens."""
    features = features.clone()
    features[..., :2][torch.rand(features.shape[:2]) < share] = 0
    return features
