"""Scores sentences on all clips in one catalog, where much else may fit: by truths, and by what a person marked."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.finder import open_finder
from vehiclefinder.assemble.ingester import open_ingester
from vehiclefinder.core.types import Decision
from vehiclefinder.finder.answer import Answer
from vehiclefinder.finder.result_sheet import save_sheet
from vehiclefinder.finder.scope import Scope
from vehiclefinder.ingest.ingest_job import IngestJob
from vehiclefinder.settings import Settings
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import StoredTrack
from vehiclefinder.train.clip_evaluation import DEPTH, ClipCase, ClipTruth, meets, read_cases
from vehiclefinder.train.gallery_marks import Mark, read_marks, write_marks
from vehiclefinder.video.sources.formats import SUFFIXES

SHOWN = 5
"""Answers that are judged one by one: what a person sees first."""
HITS = (1, 5, 10)
UNJUDGED = "unjudged.csv"


@dataclass(frozen=True, slots=True)
class GalleryFiles:
    """What a gallery is judged by.

    :param queries: Files of queries, as ``eval clips`` reads them.
    :param clips: Folder of the clips, all of which go into one catalog.
    :param marks: CSV of answers that a person judged; None where there is none yet.
    :param sheets: Folder for a picture of every answer, and a CSV of what is not judged yet; None for neither.
    """

    queries: tuple[Path, ...]
    clips: Path
    marks: Path | None = None
    sheets: Path | None = None


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """What a sentence was answered with.

    :param verdicts: Of every track, best first: right, wrong, or None where nobody has said.
    :param own: Of every track, whether it is the truth on the sentence's own clip.
    :param decisions: Of every track.
    """

    case: ClipCase
    verdicts: tuple[bool | None, ...]
    own: tuple[bool, ...]
    decisions: tuple[Decision, ...]


def evaluate_gallery(files: GalleryFiles, settings: Settings, report: Callable[[str], None]) -> dict[str, Any]:
    """Ingest all clips into one fresh home and ask each sentence of all of them.

    :param settings: Models and runtime; its home is not used.
    :param report: Told what is going on.
    :returns: See :func:`summarise`.
    :raises ValueError: The queries or marks have another format, or there are no clips.
    :raises VehicleFinderError: A clip cannot be ingested.
    """
    cases = [case for path in files.queries for case in read_cases(path)]
    marks = read_marks(files.marks) if files.marks else []
    clips = _clips(files.clips, cases)
    with TemporaryDirectory() as home, ExitStack() as stack:
        local = settings.replace(home=Path(home), database=None, media=None)
        with open_ingester(local) as ingester:
            for clip in clips:
                report(f"ingesting {clip.name}")
                ingester.ingest(IngestJob(clip))
        finder, catalog = stack.enter_context(open_finder(local)), stack.enter_context(open_catalog(local))
        judged, unjudged = [], []
        for number, case in enumerate(cases):
            answer = finder.find(case.query, Scope(DEPTH))
            tracks = _tracks(answer, catalog)
            judged.append(_judge(case, answer, tracks, marks))
            unjudged += _unjudged(judged[-1], tracks)
            if files.sheets:
                shown = Answer(answer.query, answer.matches[:SHOWN], answer.notes, answer.seconds)
                save_sheet(shown, files.sheets / f"{number:03}.jpg")
        if files.sheets:
            write_marks(unjudged, files.sheets / UNJUDGED)
    return summarise(judged)


def summarise(judged: Sequence[JudgedAnswer]) -> dict[str, Any]:
    """Return the metrics over answered sentences.

    :returns: ``queries`` (those with a truth), ``own`` (hits and MRR where the truth on the sentence's own clip alone
        counts), ``any`` (where every track that was marked right counts too), ``match`` (of the first five answers
        that were called a match: ``right``, ``wrong``, ``unjudged``, and the ``precision`` among those judged),
        ``false_matches`` (sentences without a truth whose first answer is called a match, and is not marked right),
        ``each``. Shares in [0, 1].
    """
    asked = [one for one in judged if one.case.truths]
    nothing = [one for one in judged if not one.case.truths]
    called = [
        verdict
        for one in judged
        for verdict, decision in zip(one.verdicts[:SHOWN], one.decisions[:SHOWN], strict=True)
        if decision is Decision.MATCH
    ]
    right, wrong = called.count(True), called.count(False)
    false = [one for one in nothing if one.decisions[:1] == (Decision.MATCH,) and one.verdicts[0] is not True]
    return {
        "queries": len(asked),
        "own": _ranked([_rank(one.own) for one in asked]),
        "any": _ranked([_rank(one.verdicts) for one in asked]),
        "match": {
            "right": right,
            "wrong": wrong,
            "unjudged": len(called) - right - wrong,
            "precision": right / max(right + wrong, 1),
        },
        "nothing": len(nothing),
        "false_matches": len(false),
        "each": [_row(one) for one in judged],
    }


def _clips(folder: Path, cases: Sequence[ClipCase]) -> list[Path]:
    """Return the clips of a folder, among which those must be of which truths are known."""
    inside = folder.iterdir() if folder.is_dir() else ()
    clips = sorted(path for path in inside if path.suffix.lower() in SUFFIXES)
    if not clips:
        raise ValueError(f"expected a folder of clips, got {folder}")
    if missing := {case.clip for case in cases if case.truths} - {clip.name for clip in clips}:
        raise ValueError(f"expected every clip that has truths in {folder}, not found: {', '.join(sorted(missing))}")
    return clips


def _row(one: JudgedAnswer) -> dict[str, Any]:
    return {
        "clip": one.case.clip,
        "query": one.case.query,
        "rank": _rank(one.own),
        "rank_any": _rank(one.verdicts),
        "decision": (one.decisions[0] if one.decisions else Decision.NONE).value,
        "shown": list(one.verdicts[:SHOWN]),
    }


def _ranked(ranks: Sequence[int | None]) -> dict[str, float]:
    n = max(len(ranks), 1)
    hits = {f"hit@{k}": sum(rank is not None and rank <= k for rank in ranks) / n for k in HITS}
    return {**hits, "MRR": sum(1 / rank for rank in ranks if rank) / n}


def _rank(right: Sequence[bool | None]) -> int | None:
    return next((rank for rank, one in enumerate(right, 1) if one), None)


def _tracks(answer: Answer, catalog: Catalog) -> list[StoredTrack]:
    return catalog.tracks(list(dict.fromkeys(match.track for match in answer.matches)))


def _judge(case: ClipCase, answer: Answer, tracks: Sequence[StoredTrack], marks: Sequence[Mark]) -> JudgedAnswer:
    decisions: dict[int, Decision] = {}
    for match in answer.matches:
        decisions.setdefault(match.track, match.decision)
    of_query = [mark for mark in marks if mark.query == case.query]
    own = tuple(_clip(track) == case.clip and meets(track.path, track.frame_size, case.truths) for track in tracks)
    verdicts = tuple(True if mine else _verdict(case, track, of_query) for mine, track in zip(own, tracks, strict=True))
    return JudgedAnswer(case, verdicts, own, tuple(decisions[track.id] for track in tracks))


def _verdict(case: ClipCase, track: StoredTrack, marks: Sequence[Mark]) -> bool | None:
    for mark in marks:
        if mark.clip == _clip(track) and meets(track.path, track.frame_size, [mark.where]):
            return mark.right
    return None if case.truths or case.clip != _clip(track) else False


def _clip(track: StoredTrack) -> str:
    return Path(track.source).name


def _unjudged(judged: JudgedAnswer, tracks: Sequence[StoredTrack]) -> list[Mark]:
    """The shown answers of which nobody has said whether they are right."""
    shown = zip(tracks[:SHOWN], judged.verdicts[:SHOWN], strict=True)
    return [Mark(judged.case.query, _clip(track), _best(track), None) for track, verdict in shown if verdict is None]


def _best(track: StoredTrack) -> ClipTruth:
    """Where the best picture of a track was taken."""
    time, box = (track.crops[0].time, track.crops[0].box) if track.crops else (track.path[0, 0], track.path[0, 1:])
    width, height = track.frame_size
    x1, y1, x2, y2 = (float(value) for value in box)
    return ClipTruth(float(time), (x1 / width, y1 / height, x2 / width, y2 / height))
