"""Scores sentences on labelled clips: is the vehicle that a person meant among the first tracks?"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.finder import open_finder
from vehiclefinder.assemble.ingester import open_ingester
from vehiclefinder.core.types import Decision, FloatArray
from vehiclefinder.finder.answer import Answer
from vehiclefinder.finder.scope import Scope
from vehiclefinder.ingest.ingest_job import IngestJob
from vehiclefinder.settings import Settings
from vehiclefinder.store.tracks.catalog import Catalog

NEAR_SECONDS = 0.5
LEAST_OVERLAP = 0.25
DEPTH = 1000


@dataclass(frozen=True, slots=True)
class ClipTruth:
    """Where a vehicle that is meant stands: ``t`` in seconds, ``box`` xyxy as fractions of the frame."""

    t: float
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class ClipCase:
    """A sentence about a clip; without truths nothing in the clip matches it."""

    clip: str
    query: str
    truths: tuple[ClipTruth, ...]


def evaluate_clips(queries: Path, clips: Path, settings: Settings, report: Callable[[str], None]) -> dict[str, Any]:
    """Ingest each clip into a fresh home and ask each sentence of its own clip.

    :param queries: JSON with ``queries`` (clip, query, truth: any of t and box) and ``nothing_matches`` (clip, query).
    :param clips: Folder of the clips.
    :param settings: Models and runtime; its home is not used.
    :param report: Told what is going on.
    :return: ``queries, hit@1, hit@5, MRR, false_matches, each``; hits and MRR as fractions of the answerable queries.
    :raises ValueError: The file of queries has another format.
    :raises VehicleFinderError: A clip cannot be ingested.
    """
    cases = read_cases(queries)
    each: list[dict[str, Any]] = []
    for clip in dict.fromkeys(case.clip for case in cases):
        report(f"ingesting {clip}")
        each += _on_clip(clips / clip, [case for case in cases if case.clip == clip], settings)
    return summarise(each)


def summarise(each: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the metrics over answered cases, each with ``rank`` (from 1, or None), ``decision`` and ``answerable``."""
    ranks = [one["rank"] for one in each if one["answerable"]]
    false = [one for one in each if not one["answerable"] and one["decision"] == Decision.MATCH]
    n = max(len(ranks), 1)
    return {
        "queries": len(ranks),
        "hit@1": sum(rank == 1 for rank in ranks) / n,
        "hit@5": sum(rank is not None and rank <= 5 for rank in ranks) / n,
        "MRR": sum(1 / rank for rank in ranks if rank) / n,
        "false_matches": len(false),
        "each": each,
    }


def read_cases(path: Path) -> list[ClipCase]:
    """Read a file of queries.

    :raises ValueError: It has another format.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        asked = [ClipCase(one["clip"], one["query"], tuple(_truth(t) for t in one["truth"])) for one in data["queries"]]
        return asked + [ClipCase(clip, query, ()) for clip, query in data.get("nothing_matches", ())]
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"expected queries with clip, query and truth in {path}, got {error!r}") from error


def meets(path: FloatArray, frame_size: tuple[int, int], truths: Iterable[ClipTruth]) -> bool:
    """Whether a track is the vehicle that is meant.

    :param path: float32 (n, 5), rows of t, x1, y1, x2, y2 in seconds and pixels.
    :param frame_size: (width, height), pixels.
    :param truths: Any of them will do.
    """
    scale = np.array([*frame_size, *frame_size], np.float32)
    for truth in truths:
        near = path[np.abs(path[:, 0] - truth.t) <= NEAR_SECONDS, 1:]
        if len(near) and _overlap(near, np.array(truth.box, np.float32) * scale).max() >= LEAST_OVERLAP:
            return True
    return False


def _on_clip(clip: Path, cases: list[ClipCase], settings: Settings) -> list[dict[str, Any]]:
    with TemporaryDirectory() as home:
        local = settings.replace(home=Path(home), database=None, media=None)
        with open_ingester(local) as ingester:
            ingester.ingest(IngestJob(clip))
        with open_finder(local) as finder, open_catalog(local) as catalog:
            return [_score(case, finder.find(case.query, Scope(DEPTH)), catalog) for case in cases]


def _score(case: ClipCase, answer: Answer, catalog: Catalog) -> dict[str, Any]:
    tracks = list(dict.fromkeys(match.track for match in answer.matches))
    stored = catalog.tracks(tracks)
    right = [i for i, track in enumerate(stored, 1) if meets(track.path, track.frame_size, case.truths)]
    return {
        "clip": case.clip,
        "query": case.query,
        "rank": right[0] if right else None,
        "decision": answer.decision.value,
        "score": answer.matches[0].score if answer.matches else None,
        "answerable": bool(case.truths),
    }


def _truth(data: Mapping[str, Any]) -> ClipTruth:
    x1, y1, x2, y2 = (float(v) for v in data["box"])
    return ClipTruth(float(data["t"]), (x1, y1, x2, y2))


def _overlap(boxes: FloatArray, one: FloatArray) -> FloatArray:
    """Intersection over union of float32 (n, 4) with (4,)."""
    low, high = np.maximum(boxes[:, :2], one[:2]), np.minimum(boxes[:, 2:], one[2:])
    shared = np.clip(high - low, 0, None).prod(axis=1)
    areas = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    overlap: FloatArray = shared / np.maximum(areas + (one[2:] - one[:2]).prod() - shared, 1e-9)
    return overlap
