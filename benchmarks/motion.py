"""Is what is said of a path true? ``python -m benchmarks.motion --clips DIR [--fps 8]``

Tracks every clip that ``data/motion/paths.jsonl`` names and holds the phases of each labelled path against what an eye
saw. The baseline, on the same tracks, is one motion for the whole of a path (``benchmarks/single_motion.py``).

A stated word is true where the eye accepts it at a moment of the phase. Part A was seen while thresholds were chosen,
B was looked at before the last of them were, C was labelled and not looked at. ``found`` are words that the eye is sure
of, and that were said. ``of all tracks`` counts every track of the clips, labelled or not. ``--json FILE`` writes the
figures down.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.single_motion import single_motion
from vehiclefinder.core.types import TURNS, FloatArray, Motion, Phase, Track
from vehiclefinder.runtime.model_folder import ModelFolder
from vehiclefinder.runtime.session import open_session
from vehiclefinder.video.sources.open import ReadSettings, open_video
from vehiclefinder.video.tracking.association import iou
from vehiclefinder.video.tracking.detector import Detector, PicoDet
from vehiclefinder.video.tracking.pipeline import track_vehicles

ROOT = Path(__file__).resolve().parent.parent
LABELS = ROOT / "data" / "motion" / "paths.jsonl"
ON, ENOUGH = 0.3, 2
"""Least IoU with a labelled box, and of how many boxes."""
NEAR, EARLY = 0.26, 0.3
"""Seconds by which a box may be off a labelled one, and a phase off what the eye saw."""
PARTS = "ABC"
PROGRAMS = ("single", "phases")


@dataclass(frozen=True)
class Label:
    """A path as an eye sees it; ``boxes`` are rows of t, x1, y1, x2, y2 in fractions of the frame."""

    clip: str
    part: str
    chosen: str
    seconds: tuple[float, float]
    boxes: FloatArray
    seen: tuple[tuple[float, float, frozenset[str]], ...]


@dataclass
class Score:
    """What one program said of the labelled paths."""

    tracks: int = 0
    unknown: int = 0
    words: int = 0
    true: int = 0
    turns: int = 0
    true_turns: int = 0
    sure: int = 0
    found: int = 0
    table: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, label: Label, phases: Sequence[Phase]) -> None:
        """Count one path."""
        begin, end = label.seconds
        told = [p for p in phases if p.motion is not Motion.UNKNOWN and p.end >= begin and p.start <= end]
        said = {phase.motion for phase in told}
        accepted = "|".join(sorted(frozenset().union(*(words for *_, words in label.seen))))
        self.tracks += 1
        self.unknown += not said
        for word in said or {Motion.UNKNOWN}:
            self.table[str(word), accepted] += 1
        for word in said:
            true = any(_holds(phase, label) for phase in told if phase.motion is word)
            self.words, self.true = self.words + 1, self.true + true
            self.turns, self.true_turns = self.turns + (word in TURNS), self.true_turns + (true and word in TURNS)
        sure = {word for *_, words in label.seen if len(words) == 1 for word in words}
        self.sure, self.found = self.sure + len(sure), self.found + len(sure & said)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=Path, required=True)
    parser.add_argument("--fps", type=float, help="frames a second that are read; all without it")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    detector = PicoDet(open_session(ModelFolder(ROOT / "models").get("detector").path, "cpu", 1))
    labels = read_labels()
    scores = {(part, program): Score() for part in PARTS for program in PROGRAMS}
    everything = {program: Counter[str]() for program in PROGRAMS}
    unmatched = 0
    for clip in clips_of(labels, options.clips):
        tracks = tracked(options.clips / clip, detector, options.fps)
        for program in PROGRAMS:
            everything[program].update(word for track in tracks for word in {p.motion for p in told(track, program)})
            everything[program]["tracks"] += len(tracks)
            everything[program]["untold"] += sum({p.motion for p in told(t, program)} == {"unknown"} for t in tracks)
        for label in (label for label in labels if label.clip == clip):
            track = same(label, tracks)
            unmatched += track is None
            for program in PROGRAMS if track else ():
                assert track
                scores[label.part, program].add(label, told(track, program))
    report(scores, everything, unmatched)
    if options.json:
        rows = [{"part": part, "program": program} | _plain(score) for (part, program), score in scores.items()]
        options.json.write_text(json.dumps({"unmatched": unmatched, "scores": rows}, indent=2), encoding="utf-8")


def clips_of(labels: Sequence[Label], folder: Path) -> list[str]:
    """Return the names of the labelled clips that are there, and tell which are not."""
    names = list(dict.fromkeys(label.clip for label in labels))
    there = [name for name in names if (folder / name).is_file()]
    if not there:
        raise SystemExit(f"expected some of {', '.join(names)} in {folder}, got none")
    for name in names:
        if name not in there:
            print(f"left out, there is no {folder / name}")
    return there


def read_labels() -> list[Label]:
    """Read what an eye saw."""
    rows = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    return [
        Label(
            row["clip"],
            row["part"],
            row["chosen"],
            (row["seconds"][0], row["seconds"][1]),
            np.array(row["boxes"], np.float32),
            tuple((begin, end, frozenset(words)) for begin, end, words in row["phases"]),
        )
        for row in rows
    ]


def tracked(path: Path, detector: Detector, fps: float | None) -> list[Track]:
    with open_video(path, ReadSettings(fps=fps)) as video:
        return list(track_vehicles(video, detector))


def told(track: Track, program: str) -> tuple[Phase, ...]:
    """What a program says of a track."""
    if program == "phases":
        return track.phases
    return (Phase(single_motion(track.times, track.boxes, track.frame_size), track.start, track.end),)


def same(label: Label, tracks: Iterable[Track]) -> Track | None:
    """The track that lies on most of the labelled boxes, or None."""
    overlaps = {id(track): _overlaps(label, track) for track in tracks}
    on = [track for track in tracks if np.count_nonzero(overlaps[id(track)] >= ON) >= ENOUGH]
    return max(on, key=lambda track: float(overlaps[id(track)].sum()), default=None)


def _overlaps(label: Label, track: Track) -> FloatArray:
    """IoU with each labelled box, (k,), 0 where the track has no box near that time."""
    near = np.abs(track.times[:, None] - label.boxes[:, 0]).argmin(axis=0)
    boxes = track.boxes[near] / np.tile(np.array(track.frame_size, np.float32), 2)
    shared = np.diagonal(iou(boxes, label.boxes[:, 1:]))
    return np.asarray(np.where(np.abs(track.times[near] - label.boxes[:, 0]) <= NEAR, shared, 0), np.float32)


def _holds(phase: Phase, label: Label) -> bool:
    return any(
        phase.motion in words and min(phase.end, end) - max(phase.start, begin) >= -EARLY
        for begin, end, words in label.seen
    )


def _plain(score: Score) -> dict[str, Any]:
    numbers = {name: value for name, value in vars(score).items() if name != "table"}
    return numbers | {"table": [[*words, count] for words, count in sorted(score.table.items())]}


def report(scores: dict[tuple[str, str], Score], everything: dict[str, Counter[str]], unmatched: int) -> None:
    """Print the figures."""
    print(f"{'part':6}{'program':10}{'tracks':>7}{'unknown':>9}{'true':>14}{'turns':>9}{'found':>14}")
    for (part, program), s in scores.items():
        true, found = (f"{a}/{b} {a / max(b, 1):.3f}" for a, b in ((s.true, s.words), (s.found, s.sure)))
        turns = f"{s.true_turns}/{s.turns}"
        print(f"{part:6}{program:10}{s.tracks:7}{s.unknown / max(s.tracks, 1):9.3f}{true:>14}{turns:>9}{found:>14}")
    print(f"labels that no track lies on: {unmatched}")
    for program, counts in everything.items():
        share = counts["untold"] / max(counts["tracks"], 1)
        words = ", ".join(f"{motion} {counts[motion]}" for motion in Motion)
        print(f"of all tracks, {program}: {counts['tracks']}, unknown {share:.3f}; {words}")
    for program in PROGRAMS:
        print(f"said by {program}, against what the eye accepts at some time:")
        table = sum((scores[part, program].table for part in PARTS), Counter[tuple[str, str]]())
        for (said, accepted), count in sorted(table.items()):
            print(f"  {said:10}{accepted:40}{count:4}")


if __name__ == "__main__":
    main()
