"""Trains the tagger: on generated sentences, on human ones labelled by rules, and on the original where one has it."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch

from ner.errors import NerError
from ner.features import KNOWN, WHOLE
from ner.keywords import Query
from ner.languages import features as language_features
from ner.languages.vocabulary import LANGUAGES
from ner.train.corpus import CorpusSettings, generate
from ner.train.dataset import import_findvehicle
from ner.train.encode import Example, batches, example
from ner.train.languages import LanguageCorpus
from ner.train.languages import generate as generate_language
from ner.train.model import Tagger, TaggerSettings, loss
from ner.train.noise import respell
from ner.train.weak import sentences

Report = Callable[[str], None]
CHECKPOINT = "tagger.pt"
ROWS, EPOCHS = 6000, 4
"""Generated sentences of each of the other languages, and passes over them."""


@dataclass(frozen=True, slots=True)
class TaggerFitSettings:
    """How to train.

    :param out: Folder of the checkpoint.
    :param corpora: What to generate.
    :param languages: What to generate in other languages; then there is to be no other text.
    :param original: FindVehicle's own files, jsonl or CoNLL.
    :param human: Sentences of people, one a line, labelled by rules.
    :param exclude: A jsonl file whose sentences must not be trained on.
    :param human_weight: How often each of the human sentences is seen per pass.
    :param human_noise: Misspell one or two words in every second copy of them.
    :param epochs: Passes over everything.
    :param rate: Highest learning rate; it rises for a tenth of the time and then falls along a cosine.
    :param batch: Sentences per step.
    :param blank_words: Share of tokens that lose the features of the whole word, so that the characters learn.
    :param blank_spelling: Share of the lexicon's words that lose their characters too, so that what the lexicon knows
        of a word is enough.
    :param seed: Of the weights and the order.
    :param threads: CPU threads.
    :param resume: Go on from the checkpoint in ``out``, where there is one.
    :param model: Sizes of the tagger.
    """

    out: Path = Path("runs/ner")
    corpora: tuple[CorpusSettings, ...] = (
        CorpusSettings(20000, 1, 1.0, 0.3, varied=0.6),
        CorpusSettings(72000, 2, 0.0, 0.3),
    )
    languages: tuple[LanguageCorpus, ...] = ()
    original: tuple[Path, ...] = ()
    human: Path | None = None
    exclude: Path | None = None
    human_weight: int = 3
    human_noise: bool = True
    epochs: int = 6
    rate: float = 2e-3
    batch: int = 64
    blank_words: float = 0.15
    blank_spelling: float = 0.1
    seed: int = 0
    threads: int = 1
    resume: bool = False
    model: TaggerSettings = field(default_factory=lambda: TaggerSettings(width=112))


@dataclass(slots=True)
class _Run:
    """What a training run carries from epoch to epoch."""

    model: Tagger
    optimiser: torch.optim.Optimizer
    schedule: torch.optim.lr_scheduler.LRScheduler
    epoch: int = 0

    def save(self, path: Path, sources: list[str]) -> None:
        """Write everything that going on needs; a run that is cut off leaves the last epoch whole.

        :param sources: What it was trained on: ``generated``, ``original``, ``human``.
        """
        states = {name: getattr(self, name).state_dict() for name in ("model", "optimiser", "schedule")}
        part = path.with_suffix(".part")
        torch.save(states | {"epoch": self.epoch, "sources": sources, "settings": asdict(self.model.settings)}, part)
        part.replace(path)

    def restore(self, saved: dict[str, Any]) -> None:
        """Take up where a checkpoint stopped."""
        for name in ("model", "optimiser", "schedule"):
            getattr(self, name).load_state_dict(saved[name])
        self.epoch = saved["epoch"]


def fit(settings: TaggerFitSettings, report: Report) -> Path:
    """Train a tagger.

    :param settings: How.
    :param report: Told what is trained on, and one line per epoch.
    :return: The checkpoint, written after every epoch.
    :raises NerError: A data file or the checkpoint to go on from cannot be read.
    """
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    examples = _examples(settings, report)
    run = _start(settings, -(-len(examples) // settings.batch))
    settings.out.mkdir(parents=True, exist_ok=True)
    path = settings.out / CHECKPOINT
    if settings.resume and path.exists():
        run.restore(_read(path))
        report(f"going on after epoch {run.epoch}")
    while run.epoch < settings.epochs:
        run.epoch += 1
        torch.manual_seed(settings.seed + run.epoch)  # a run that is cut off goes on as if it never was
        value = _epoch(run, examples, settings)
        run.save(path, _sources(settings))
        report(f"epoch {run.epoch}/{settings.epochs}: loss {value:.4f}")
    return path


def in_languages(settings: TaggerFitSettings) -> TaggerFitSettings:
    """Return settings for the tagger of the other languages, which learns no English.

    :raises ValueError: English text is among them.
    """
    if settings.original or settings.human:
        raise ValueError("expected no English sentences for the tagger of other languages, got some")
    corpora = tuple(LanguageCorpus(code, ROWS) for code in LANGUAGES)
    return replace(settings, corpora=(), languages=corpora, epochs=EPOCHS, model=TaggerSettings())


def load(checkpoint: Path) -> tuple[Tagger, list[str]]:
    """Open a checkpoint.

    :return: The tagger, ready to score, and what it was trained on.
    :raises NerError: It is missing or damaged.
    """
    saved = _read(checkpoint)
    model = Tagger(TaggerSettings(**saved["settings"]))
    model.load_state_dict(saved["model"])
    return model.eval(), saved["sources"]


def _read(path: Path) -> dict[str, Any]:
    try:
        saved: dict[str, Any] = torch.load(path, weights_only=True)
    except Exception as error:  # torch raises whatever its unpickler meets
        raise NerError(f"cannot open the checkpoint {path}: {str(error).splitlines()[0]}") from error
    return saved


def _examples(settings: TaggerFitSettings, report: Report) -> list[Example]:
    examples = [example(query) for corpus in settings.corpora for query in generate(corpus)]
    examples += [example(query) for corpus in settings.languages for query in generate_language(corpus)]
    report(f"{len(examples)} generated sentences")
    if settings.original:
        imported = import_findvehicle(settings.original)
        examples += [example(query) for query in imported.queries]
        report(f"{len(imported.queries)} sentences of FindVehicle ({imported.report})")
    if settings.human:
        human = list(sentences(settings.human, settings.exclude))
        examples += [example(query) for query in _copies(human, settings)]
        report(f"{len(human)} human sentences, {settings.human_weight} times each")
    return examples


def _copies(human: list[Query], settings: TaggerFitSettings) -> Iterator[Query]:
    """Repeat human sentences, every second copy with noise."""
    random = Random(settings.seed)
    for copy in range(settings.human_weight):
        for query in human:
            yield respell(query, random, random.randint(1, 2)) if settings.human_noise and copy % 2 else query


def _sources(settings: TaggerFitSettings) -> list[str]:
    given = {
        "generated": settings.corpora,
        "languages": settings.languages,
        "original": settings.original,
        "human": settings.human,
    }
    return [name for name, source in given.items() if source]


def _start(settings: TaggerFitSettings, steps: int) -> _Run:
    model = Tagger(settings.model)
    optimiser = torch.optim.AdamW(model.parameters(), settings.rate, weight_decay=0.01)
    total = settings.epochs * steps
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings.rate, total_steps=total, pct_start=0.1)
    return _Run(model, optimiser, schedule)


def _epoch(run: _Run, examples: list[Example], settings: TaggerFitSettings) -> float:
    """Train for one pass; return the mean loss."""
    run.model.train()
    losses = []
    for batch in batches(examples, settings.batch, np.random.default_rng((settings.seed, run.epoch))):
        truth = {name: torch.from_numpy(array) for name, array in batch.items()}
        features = _blank(truth.pop("features"), settings)
        value = loss(run.model(features), truth)
        run.optimiser.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(run.model.parameters(), 1.0)
        run.optimiser.step()
        run.schedule.step()
        losses.append(value.item())
    return float(np.mean(losses))


def _blank(features: torch.Tensor, settings: TaggerFitSettings) -> torch.Tensor:
    """Take some of what is known of some tokens, int (batch, tokens, ``WIDTH``)."""
    features = features.clone()
    chance = torch.rand(features.shape[:2])
    places = language_features.KNOWN if settings.languages else KNOWN
    known = features[..., places].any(dim=2)
    spelling = known & (chance < settings.blank_spelling)
    features[..., places.stop :][spelling] = 0
    features[..., :WHOLE][spelling | (chance > 1 - settings.blank_words)] = 0
    return features
