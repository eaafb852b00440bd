"""Operations that are killed, or find the disk full, at some of their steps; ``benchmarks/faults.py`` tries all."""

from pathlib import Path

import pytest

from .campaign import Campaign, spread
from .injection import Fault, perform
from .operations import OPERATIONS, Operation, some
from .state import stranded

MANY = 5


@pytest.mark.parametrize("fault", [Fault.KILL, Fault.FULL])
@pytest.mark.parametrize("name", OPERATIONS)
def test_a_fault_loses_nothing_and_leaves_nothing_half_or_stranded(name: str, fault: Fault, tmp_path: Path) -> None:
    campaign = Campaign(OPERATIONS[name], tmp_path)
    tries = list(campaign.run(fault, spread(campaign.steps, MANY)))
    assert [one for one in tries if not one.fine] == []
    assert [one.outcome.killed for one in tries] == [fault is Fault.KILL] * len(tries)


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
    assert stranded(tmp_path / "home") == ["crops/99/1-0.jpg is of no row"]
    assert perform(raise_it, tmp_path / "home").unclear == "RuntimeError('oops')"
    with pytest.raises(RuntimeError, match="fails without a fault"):
        Campaign(Operation(some, raise_it), tmp_path / "other")
