"""From ingested tracks to crops that a person labels: pictures, with what the matcher takes them for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np

from vehiclefinder.core.errors import NotFoundError
from vehiclefinder.core.labelled_crops import COLUMNS
from vehiclefinder.core.types import FloatArray, IntArray
from vehiclefinder.finder.scope import Scope
from vehiclefinder.match.decision import Decider
from vehiclefinder.match.slots import SLOTS
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.facts import Facts
from vehiclefinder.store.tracks.records import StoredTrack
from vehiclefinder.train.dataset import DEV, TRAIN, UNCHECKED
from vehiclefinder.train.label_table import LabelTable, add_rows, put_picture, read_table

CLOSE = 0.5
"""The second value is proposed too where it is at least this share as probable as the first."""
DEV_SHARE = 0.15
"""Share of the scenes that training does not see."""
UNKNOWN = "unknown"
"""The label of a colour that a grey picture does not tell."""
CHUNK = 100
"""Tracks that are read from the catalog at a time."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which tracks are proposed.

    :param cameras: Names of cameras; empty means all.
    :param count: How many at most, at least 1.
    :param unsure_first: Those of which the matcher is least sure, which teach it most; else a draw from all, which
        alone says how good it is.
    :param seed: The same draws, the same tracks and splits.
    """

    cameras: tuple[str, ...] = ()
    count: int = 200
    unsure_first: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(f"expected a count of at least 1, got {self.count}")


def propose(out: Path, catalog: Catalog, decider: Decider, encoder: str, choice: Choice = Choice()) -> int:
    """Add the best pictures of tracks that are not there yet to a folder of labelled crops, each with a guess.

    The guess is of the whole track, as the index knows it. Its ``quality`` is ``check``, which neither training nor
    evaluation reads, until a person says otherwise.

    :param out: The folder; made if there is none. Rows that it holds stay as they are.
    :param encoder: Identity of the encoder whose vectors are read.
    :returns: How many were added: tracks whose picture is gone are passed over.
    :raises ValueError: An unknown camera, or a ``labels.csv`` that lacks a column.
    :raises NotFoundError: No track has vectors of the encoder.
    :raises OSError: The folder cannot be written.
    """
    table, name = read_table(out), catalog.generation()[0][:8]
    facts, vectors = _findable(catalog, encoder, choice.cameras)
    values = {slot: decider.values(slot, vectors) for slot in COLUMNS}
    there = {row["file"] for row in table.rows}
    order = [track for track in facts.track[_order(values, choice)].tolist() if _file(name, track) not in there]
    tracks = list(islice(_pictured(catalog, order), choice.count))
    splits = _splits(table, {_scene(name, track) for track in tracks}, choice.seed)
    at = {int(track): row for row, track in enumerate(facts.track)}
    guesses = [{COLUMNS[slot]: guess(slot, rows[at[track.id]]) for slot, rows in values.items()} for track in tracks]
    guesses = [g | {"colour": UNKNOWN} if track.monochrome else g for g, track in zip(guesses, tracks, strict=True)]
    rows = [_row(name, track, splits) | labels for track, labels in zip(tracks, guesses, strict=True)]
    for row, track in zip(rows, tracks, strict=True):
        put_picture(out, row["file"], track.crops[0].file.path)
    add_rows(out, rows)
    return len(rows)


def guess(slot: str, shares: FloatArray) -> str:
    """Return the most probable value of a slot, and the second after a ``|`` where it is close.

    :param shares: float32 (values,), sum 1.
    """
    first, second = np.argsort(-shares, kind="stable")[:2]
    names = SLOTS[slot]
    return f"{names[first]}|{names[second]}" if shares[second] >= CLOSE * shares[first] else names[first]


def _findable(catalog: Catalog, encoder: str, cameras: tuple[str, ...]) -> tuple[Facts, FloatArray]:
    facts, vectors = catalog.facts(encoder, catalog.finished(encoder))
    if not len(facts):
        remedy = "ingest first, or run 'vehiclefinder reencode' after a change of the matcher"
        raise NotFoundError(f"no track to label: nothing was ingested with the present matcher; {remedy}")
    allowed = Scope(cameras=cameras).of_cameras(facts, catalog.camera_ids())
    return facts[allowed], vectors[allowed]


def _order(values: Mapping[str, FloatArray], choice: Choice) -> IntArray:
    """Rows in the order in which they are proposed; how sure the matcher is, is how sure it is of its weakest slot."""
    surest = np.min([shares.max(axis=1) for shares in values.values()], axis=0)
    drawn = np.random.default_rng(choice.seed).permutation(len(surest))
    return np.argsort(surest, kind="stable") if choice.unsure_first else drawn


def _pictured(catalog: Catalog, tracks: Sequence[int]) -> Iterator[StoredTrack]:
    for start in range(0, len(tracks), CHUNK):
        for track in catalog.tracks(tracks[start : start + CHUNK]):
            if track.crops and track.crops[0].file.fetch():
                yield track


def _splits(table: LabelTable, scenes: set[str], seed: int) -> dict[str, str]:
    """Scene -> its split: as the table has it, else drawn. The first of all is for training, which needs one."""
    splits = {row["scene"]: row["split"] for row in table.rows}
    for scene in sorted(scenes - set(splits)):
        held_out = TRAIN in splits.values() and Random(f"{seed} {scene}").random() < DEV_SHARE
        splits[scene] = DEV if held_out else TRAIN
    return splits


def _row(catalog: str, track: StoredTrack, splits: Mapping[str, str]) -> dict[str, str]:
    scene = _scene(catalog, track)
    origin = {"file": _file(catalog, track.id), "source": track.camera, "scene": scene}
    return origin | {"quality": UNCHECKED, "split": splits[scene]}


def _scene(catalog: str, track: StoredTrack) -> str:
    return f"{catalog}-{track.source_id}"


def _file(catalog: str, track: int) -> str:
    # Catalogs number their tracks alike, and one folder may hold crops of several.
    return f"{catalog}-{track:06d}.jpg"
