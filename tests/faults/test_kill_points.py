"""Operations with faults at some of their steps; ``benchmarks/faults.py`` tries all of them at every step."""

from pathlib import Path

import pytest

from vehiclefinder.store.database.schema.tracks import SourceStatus
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.source_removal import INTERRUPTED

from .campaign import Campaign, spread
from .homes import ingest, some
from .injection import Fault, perform
from .operations import OPERATIONS, Operation, tidy
from .state import stranded

pytestmark = pytest.mark.sqlite("files of a home, and what a fault leaves in them")
MANY = {Fault.KILL: 3, Fault.FULL: 2, Fault.ERROR: 2}
"""How many steps are tried."""
LEAST = {"ingest": 60, "stream": 40, "prune": 40, "delete a source": 20, "restore": 60}
"""How many steps some of them have at least: fewer, and steps are not seen any more."""


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_fault_loses_nothing_and_leaves_nothing_half_or_stranded(name: str, tmp_path: Path) -> None:
    campaign = Campaign(OPERATIONS[name], tmp_path)
    assert campaign.steps >= LEAST.get(name, 9)
    for fault, many in MANY.items():
        tries = list(campaign.run(fault, spread(campaign.steps, many)))
        assert [one for one in tries if not one.fine] == []
        # Threads of some of them make the last steps more or fewer: a step that never came killed nobody.
        came = [fault is Fault.KILL and one.at <= one.outcome.steps for one in tries]
        assert [one.outcome.killed for one in tries] == came
        assert any(came) == (fault is Fault.KILL)


def test_an_ingest_that_is_cut_off_says_why(tmp_path: Path) -> None:
    campaign = Campaign(OPERATIONS["ingest"], tmp_path)
    half = campaign.steps // 2
    assert _told(campaign, Fault.KILL, half) == _told(campaign, Fault.FULL, half) == [INTERRUPTED]
    told = [line for at in range(half, half + 4) for line in _told(campaign, Fault.ERROR, at)]
    assert {line.split(" /")[0] for line in told} == {"cannot write"}  # pictures


def _told(campaign: Campaign, fault: Fault, at: int) -> list[str]:
    """Return what sources say that failed."""
    home = campaign.begin()
    perform(ingest, home, fault, at)
    perform(tidy, home)
    with Catalog(home) as catalog:
        return [str(source.error) for source in catalog.sources() if source.status is SourceStatus.FAILED]


def leave_a_picture(home: Path) -> None:
    (home / "crops" / "99").mkdir(exist_ok=True)
    (home / "crops" / "99" / "1-0.jpg").write_bytes(b"")


def raise_it(home: Path) -> None:
    leave_a_picture(home)
    raise RuntimeError("oops")


def test_what_is_wrong_is_noticed(tmp_path: Path) -> None:
    """What this finds nothing wrong with has been looked at."""
    some(tmp_path / "home")
    assert perform(leave_a_picture, tmp_path / "home", Fault.KILL, 2).killed
    assert stranded(tmp_path / "home") == ["crops/99 is of no row"]
    assert "No space left" in str(perform(leave_a_picture, tmp_path / "home", Fault.FULL, 2).unclear)
    assert perform(leave_a_picture, tmp_path / "home").steps == 2
    assert stranded(tmp_path / "home") == ["crops/99 is of no row", "crops/99/1-0.jpg is of no row"]
    assert "RuntimeError('oops')" in str(perform(raise_it, tmp_path / "home").unclear)
    with pytest.raises(RuntimeError, match="fails without a fault"):
        Campaign(Operation(some, raise_it), tmp_path / "other")
    with pytest.raises(RuntimeError, match="leaves something without a fault"):
        Campaign(Operation(some, leave_a_picture), tmp_path / "another")
