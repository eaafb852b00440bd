"""Every track is judged as if alone: the scorer against the same formulas over vectors and paths, one by one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from ner.amounts import Amount
from ner.keywords import Keyword
from vehiclefinder.core.directions import DIRECTIONS
from vehiclefinder.core.types import GRID, VEHICLE_CLASSES, FloatArray, IntArray, Motion
from vehiclefinder.finder import track_scoring
from vehiclefinder.finder.plan import Check, Witness
from vehiclefinder.finder.reservations import Reservation
from vehiclefinder.finder.track_scoring import TrackScorer
from vehiclefinder.match.decision import Calibration, Decider, SlotQuery
from vehiclefinder.match.geometry import Trust, amount_fit, cells_of, heading_fit, motion_fit, place_fit
from vehiclefinder.match.image_encoder import unit_slots
from vehiclefinder.match.slots import DIM, SLOTS, TYPES
from vehiclefinder.match.text_encoder import TextEncoder
from vehiclefinder.store.index.track_index import TrackIndex
from vehiclefinder.store.tracks.facts import degrees_codes, share_codes

from ..axes import CANONICAL, EVEN, FakeWords
from ..blank_facts import blank_facts

N = 5000
TRUST = Trust()


@dataclass(frozen=True)
class Seen:
    """Tracks as ingest tells of them, row by row; all but the vectors may be unknown."""

    vectors: FloatArray
    labels: NDArray[np.uint8]
    headings: FloatArray
    places: FloatArray
    motions: NDArray[np.uint8]
    grey: NDArray[np.bool_]
    speeds: FloatArray
    distances: FloatArray
    ids: IntArray
    index: TrackIndex


@pytest.fixture(scope="module")
def decider() -> Decider:
    random = np.random.default_rng(1)
    scale, weight, offset, rarity = (
        dict(zip(SLOTS, values, strict=True))
        for values in ([9.0, 8.0, 11.0, 7.0], [0.65, 1.0, 0.6, 1.35], [-0.2, 0.0, -0.1, 0.1], [0.5, 0.0, 0.55, 0.4])
    )
    table = CANONICAL | {
        "away": {("orientation", value): 1.0 for value in ("rear", "rear_left", "rear_right")},
        "left": {("orientation", "left"): 1.0},
        "maroon": {("colour", "red"): 1.0, ("colour", "brown"): 0.6},
    }
    labels = {name: random.dirichlet(np.ones(len(VEHICLE_CLASSES))).tolist() for name in TYPES}
    constants = Calibration(scale, weight, offset, rarity, EVEN, match=0.3, possible=0.05, labels=labels)
    return Decider(TextEncoder(FakeWords(table)), constants)


@pytest.fixture(scope="module")
def seen(decider: Decider) -> Seen:
    random = np.random.default_rng(0)
    vectors = unit_slots(random.standard_normal((N, DIM)).astype(np.float32))
    labels = random.integers(0, len(VEHICLE_CLASSES), N).astype(np.uint8)
    headings = random.uniform(0, 360, (N, 3)).astype(np.float32)
    headings[random.random((N, 3)) < 0.5] = np.nan
    apart = np.stack([np.nanmin(turned(headings, angle), axis=1, initial=999) for angle in DIRECTIONS.values()], axis=1)
    apart[np.isnan(headings).all(axis=1)] = np.nan
    places = random.dirichlet(np.full(len(GRID), 0.2), N).astype(np.float32)
    motions, grey = (1 << random.integers(0, len(Motion), N)).astype(np.uint8), random.random(N) < 0.2
    speeds, distances = (random.uniform(0, 90, shape).astype(np.float32) for shape in (N, (2, N)))
    distances.sort(axis=0)
    for measured in (speeds, *distances):
        measured[::3] = np.nan
    ids = random.permutation(N)
    facts = blank_facts(
        N, track=ids, label=labels, motions=motions, monochrome=grey, speed=speeds, nearest=distances[0],
        farthest=distances[1], apart=np.array(degrees_codes(apart)), place=np.array(share_codes(places)),
    )  # fmt: skip
    index = TrackIndex.judged(facts, vectors, decider)
    return Seen(vectors, labels, headings, places, motions, grey, speeds, distances, ids, index)


def turned(headings: FloatArray, angle: float) -> FloatArray:
    apart: FloatArray = np.abs((headings - angle + 180) % 360 - 180)
    return apart


def check(witness: Witness, *values: str, negated: bool = False, **more: object) -> Check:
    return Check((Keyword("any", "word", 0, 4, negated),), witness, values=values, **more)  # type: ignore[arg-type]


def looks(slot: str, *values: str, negated: bool = False, reservation: Reservation | None = None) -> Check:
    wanted = SlotQuery(slot, values, negated)
    return check(Witness.APPEARANCE, negated=negated, wanted=wanted, reservation=reservation)


RED, VAN, NOT_BUS = looks("colour", "red"), looks("type", "van"), looks("type", "bus", negated=True)
AWAY, LEFT = check(Witness.HEADING, "away"), check(Witness.HEADING, "left", "this way")
BRAND = check(Witness.NOBODY)
BOTH = SlotQuery("colour", ("white", "blue"), together=True)
ASKED = {
    "one colour": (RED,),
    "free words, ruled out": (looks("colour", "maroon", negated=True), VAN),
    "alternatives on a way": (looks("colour", "silver", "grey"), looks("type", "sedan"), AWAY),
    "not away": (VAN, replace(AWAY, keywords=(Keyword("any", "away", 0, 4, True),))),
    "many": (RED, NOT_BUS, AWAY, check(Witness.PLACE, "left"), check(Witness.MOTION, "left", "right")),
    "a motion alone": (check(Witness.MOTION, "stopped"),),
    "speed and distance": (
        check(Witness.SPEED, amounts=(Amount(60.0, np.inf),)),
        check(Witness.DISTANCE, amounts=(Amount(0.0, 20.0),)),
        RED,
    ),
    "what nobody knows": (BRAND, VAN),
    "a kind": (looks("type", "truck", reservation=Reservation("not told apart")), RED),
    "preferred": (looks("colour", "white", reservation=Reservation("stripe", prefers=BOTH)), VAN),
    "settled": (
        looks("type", "bus", "truck", reservation=Reservation("", settled=SlotQuery("type", ("bus",)))), LEFT, RED,
    ),
    "settled by what is absent": (
        RED, check(Witness.NOBODY, reservation=Reservation("", settled=SlotQuery("type", ("truck",), negated=True))),
    ),
}  # fmt: skip


def reference(checks: Sequence[Check], seen: Seen, allowed: NDArray[np.bool_], decider: Decider) -> FloatArray:
    """The scores of all tracks, worked out from vectors and headings, without columns or bounds."""
    paths = [path_of(one, seen) for one in checks]
    shares = np.stack([share_of(one, path, seen, decider) for one, path in zip(checks, paths, strict=True)])
    frequent = np.array([frequency(one, path[allowed], decider) for one, path in zip(checks, paths, strict=True)])
    kept = np.ones(N, np.float32)
    for one in checks:
        if one.reservation and (wanted := one.reservation.prefers):
            kept *= 1.0 - 0.5 * np.where(seen.grey, 0.5, 1.0 - decider.share(wanted, seen.vectors))
    scores = judged(checks, shares, frequent, kept, decider)
    settled = {at: one.reservation.settled for at, one in enumerate(checks) if one.reservation}
    if any(settled.values()):
        exact = list(checks)
        for at, wanted in settled.items():
            assert wanted
            exact[at] = Check(checks[at].keywords, Witness.APPEARANCE, wanted)
            told = decider.share(wanted, seen.vectors, seen.labels)
            shares[at] = np.where(told < 0.9, 0.0, told) if wanted.negated else told
        scores = np.maximum(scores, judged(exact, shares, frequent, kept, decider))
    return scores


def path_of(one: Check, seen: Seen) -> FloatArray:
    bounds = [(amount.low, amount.high) for amount in one.amounts]
    match one.witness:
        case Witness.HEADING:
            apart = [turned(seen.headings, DIRECTIONS[value]) for value in one.values]
            nearest = np.nanmin(np.concatenate(apart, axis=1), axis=1, initial=999.0)
            fit = heading_fit(np.where(np.isnan(seen.headings).all(axis=1), np.nan, nearest), TRUST)
        case Witness.PLACE:
            fit = place_fit(seen.places[:, cells_of(one.values)].sum(axis=1), TRUST)
        case Witness.MOTION:
            fit = motion_fit(seen.motions, one.values, TRUST)
        case Witness.SPEED:
            fit = amount_fit(seen.speeds, seen.speeds, bounds, TRUST)
        case Witness.DISTANCE:
            fit = amount_fit(seen.distances[0], seen.distances[1], bounds, TRUST)
        case _:
            return np.full(N, np.nan, np.float32)
    return np.float32(1.0) - fit if one.negated else fit


def wanted_of(one: Check) -> SlotQuery | None:
    return SlotQuery("orientation", one.values, one.negated) if one.witness is Witness.HEADING else one.wanted


def share_of(one: Check, path: FloatArray, seen: Seen, decider: Decider) -> FloatArray:
    if wanted := wanted_of(one):
        path = np.where(np.isnan(path), decider.share(wanted, seen.vectors, seen.labels), path)
    return np.where(seen.grey & one.of_colour, np.nan, path)


def frequency(one: Check, path: FloatArray, decider: Decider) -> float:
    known, wanted = path[~np.isnan(path)], wanted_of(one)
    return float(known.mean()) if len(known) else decider.base_rate(wanted) if wanted else 0.5


def judged(
    checks: Sequence[Check], shares: FloatArray, frequent: FloatArray, kept: FloatArray, decider: Decider
) -> FloatArray:
    checkable = np.array([one.witness is not Witness.NOBODY for one in checks])
    untold, wanted = np.isnan(shares) & checkable[:, None], [wanted_of(one) for one in checks]
    scores, likely = (
        decider.veto(decider.score(told, wanted) * kept, shares)
        for told in (shares, np.where(untold, frequent[:, None], shares))
    )
    withheld = np.ones((int(any(one.reserved for one in checks)), N), bool)
    return decider.withhold(scores, likely, np.concatenate([untold[checkable], withheld]))


@pytest.fixture(params=["as shipped", "small blocks"])
def blocks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "small blocks":
        for name, rows in (("SAMPLE", 64), ("BLOCK", 500), ("BATCH", 100)):
            monkeypatch.setattr(track_scoring, name, rows)


@pytest.mark.usefixtures("blocks")
@pytest.mark.parametrize("share", [1.0, 0.3, 0.002])
@pytest.mark.parametrize("asked", ASKED)
def test_scores_are_those_of_every_track_held_against_the_sentence(
    seen: Seen, decider: Decider, asked: str, share: float
) -> None:
    allowed = np.random.default_rng(2).random(N) < share
    expected = reference(ASKED[asked], seen, allowed, decider)
    best = np.lexsort((seen.ids, -np.where(allowed, expected, -1.0)))[: min(20, np.count_nonzero(allowed))]
    found = TrackScorer(decider).score(ASKED[asked], seen.index, allowed, 20)
    np.testing.assert_allclose(found.scores, expected[best], atol=1e-3)
    np.testing.assert_allclose(found.scores, expected[found.rows], atol=1e-3)
    assert allowed[found.rows].all()
    order = list(zip((-found.scores).tolist(), seen.ids[found.rows].tolist(), strict=True))
    assert order == sorted(order)
    for least, near in ((float(expected[best[len(best) // 2]]), 1e-3), (0.1, 1e-3), (1e-8, 1e-6)):
        hits = TrackScorer(decider).hits(ASKED[asked], seen.index, allowed, least)
        assert set(np.flatnonzero(allowed & (expected >= least + near))) <= set(hits.rows)
        assert set(hits.rows) <= set(np.flatnonzero(allowed & (expected >= least - near)))
        np.testing.assert_allclose(hits.scores, expected[hits.rows], atol=1e-3)


def test_what_nobody_can_check_is_no_match_in_the_order_of_tracks(seen: Seen, decider: Decider) -> None:
    allowed = seen.ids % 2 == 1
    found = TrackScorer(decider).score((BRAND,), seen.index, allowed, 3)
    assert (seen.ids[found.rows].tolist(), found.scores.tolist()) == ([1, 3, 5], [0.0] * 3)
    assert np.isnan(found.probabilities).all()
    assert len(TrackScorer(decider).hits((BRAND,), seen.index, allowed, 0.1).rows) == 0
