"""The whole decision judged on what operators said of results; needs no PyTorch."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from ner.keywords import Query
from ner.languages.english import english_of
from vehiclefinder.core.labelled_crops import PAIRS
from vehiclefinder.core.types import GRID, Decision, Motion, Phase
from vehiclefinder.finder.plan import plan, wanted_targets
from vehiclefinder.finder.track_scoring import TrackScorer
from vehiclefinder.match.decision import Decider
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.store.control.feedback import Verdict
from vehiclefinder.store.index.track_index import TrackIndex
from vehiclefinder.store.tracks.facts import LABEL_CODES, MOTION_CODES, Facts, degrees_codes, share_codes
from vehiclefinder.store.tracks.phase_packing import pack_phases, phase_columns
from vehiclefinder.train.evaluate import read_picture


@dataclass(frozen=True, slots=True)
class Pair:
    """A crop, a sentence, and whether somebody found that they belong together.

    :param crop: A picture.
    :param target: Number of the wanted vehicle in the sentence, from 0.
    :param label: One of ``VEHICLE_CLASSES``.
    :param heading: Degrees of travel in the image, or None.
    :param motion: A value of ``Motion``.
    :param place: Cell of ``GRID`` -> share of the track's time.
    :param monochrome: True where the pictures are without colour.
    :param phases: What the path did; empty where only ``motion`` and ``heading`` were kept.
    """

    crop: Path
    sentence: str
    target: int
    right: bool
    label: str
    heading: float | None
    motion: str
    place: Mapping[str, float]
    monochrome: bool = False
    phases: tuple[Phase, ...] = ()


def read_pairs(data: Path) -> list[Pair]:
    """Read what ``feedback export`` wrote.

    :param data: Folder with ``pairs.jsonl`` and ``crops/``.
    :raises ValueError: No such file, a line of it is no such pair, or there is none.
    """
    table = data / PAIRS
    if not table.is_file():
        raise ValueError(f"expected a folder with {PAIRS}, as `feedback export` writes it, got {data}")
    lines = table.read_text(encoding="utf-8").splitlines()
    try:
        pairs = [_pair(data, json.loads(line)) for line in lines]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"expected pairs of crop, sentence and verdict in {table}, got {error!r}") from error
    if not pairs:
        raise ValueError(f"expected pairs in {table}, got none")
    return pairs


def evaluate(data: Path, read: Callable[[str], Query], encoder: ImageEncoder, decider: Decider) -> dict[str, Any]:
    """Hold every stored crop against its sentence again, and the decision against the verdict.

    The crop stands for the track's appearance; heading, motion and place are those that were stored with it.

    :param data: Folder with ``pairs.jsonl`` and ``crops/``.
    :returns: ``pairs``; ``precision``, ``recall`` and ``f1`` of *match*, where *right* is the truth; ``decisions``,
        verdict -> decision -> how many.
    :raises ValueError: The folder holds no such pairs, or a sentence cannot be read.
    :raises VehicleFinderError: A picture cannot be read.
    """
    pairs = sorted(read_pairs(data), key=_question)
    decisions = [
        decision
        for (sentence, target), same in groupby(pairs, key=_question)
        for decision in _decide(list(same), read(sentence), target, encoder, decider)
    ]
    return summarise([pair.right for pair in pairs], decisions)


def summarise(right: Sequence[bool], decisions: Sequence[Decision]) -> dict[str, Any]:
    """Return the metrics of decisions whose truth is known; see :func:`evaluate`."""
    table = {verdict: dict.fromkeys(Decision, 0) for verdict in Verdict}
    for fits, decision in zip(right, decisions, strict=True):
        table[Verdict.RIGHT if fits else Verdict.WRONG][decision] += 1
    hits, alarms = table[Verdict.RIGHT][Decision.MATCH], table[Verdict.WRONG][Decision.MATCH]
    precision, recall = hits / max(hits + alarms, 1), hits / max(sum(right), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-12)
    return {"pairs": len(right), "precision": precision, "recall": recall, "f1": f1, "decisions": table}


def _decide(
    pairs: Sequence[Pair], query: Query, target: int, encoder: ImageEncoder, decider: Decider
) -> list[Decision]:
    """Return a decision for each pair of one sentence; a vehicle that it does not speak of any more fits nothing."""
    query = english_of(query).query
    targets = wanted_targets(query)
    if target >= len(targets):
        return [Decision.NONE] * len(pairs)
    scorer = TrackScorer(decider)
    vectors = encoder.encode([read_picture(pair.crop) for pair in pairs])
    index, everything = TrackIndex.judged(_facts(pairs), vectors, decider), np.ones(len(pairs), bool)
    checks = scorer.understood(plan(targets[target], query.text))
    scored = scorer.score(checks, index, everything, len(pairs))
    scores = dict(zip(scored.rows.tolist(), scored.scores.tolist(), strict=True))
    return [decider.decide(scores[row]) for row in range(len(pairs))]


def _facts(pairs: Sequence[Pair]) -> Facts:
    n = len(pairs)
    whole, unknown, single = np.zeros(n, np.int32), np.full(n, np.nan), np.full(n, np.nan, np.float32)
    place = [[pair.place.get(cell, 0.0) for cell in GRID] for pair in pairs]
    motion = np.array([MOTION_CODES[pair.motion] for pair in pairs], np.uint8)
    heading = np.array([np.nan if pair.heading is None else pair.heading for pair in pairs], np.float32)
    motions, apart = phase_columns([pack_phases(pair.phases) for pair in pairs], motion, heading)
    return Facts(
        track=np.arange(n),
        camera=whole,
        source=whole,
        label=np.array([LABEL_CODES[pair.label] for pair in pairs], np.uint8),
        motion=motion,
        motions=motions,
        monochrome=np.array([pair.monochrome for pair in pairs], bool),
        start=unknown,
        end=unknown,
        heading=heading,
        speed=single,
        nearest=single,
        farthest=single,
        apart=degrees_codes(apart),
        place=share_codes(np.array(place, np.float32).reshape(n, len(GRID))),
    )


def _question(pair: Pair) -> tuple[str, int]:
    return pair.sentence, pair.target


def _pair(data: Path, line: Mapping[str, Any]) -> Pair:
    if line["label"] not in LABEL_CODES or line["motion"] not in MOTION_CODES:
        raise ValueError(f"label {line['label']!r}, motion {line['motion']!r}")
    return Pair(
        crop=data / str(line["crop"]),
        sentence=str(line["sentence"]),
        target=int(line["target"]),
        right=Verdict(line["verdict"]) is Verdict.RIGHT,
        label=line["label"],
        heading=None if line["heading"] is None else float(line["heading"]),
        motion=line["motion"],
        place={str(cell): float(share) for cell, share in line["place"].items()},
        monochrome=bool(line.get("monochrome")),
        phases=tuple(Phase(**{**one, "motion": Motion(one["motion"])}) for one in line.get("phases") or ()),
    )
