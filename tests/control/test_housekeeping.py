import shutil
import time
from pathlib import Path

import pytest

from vehiclefinder import Settings, open_control_room
from vehiclefinder.control.housekeeping import AT_ONCE, EVERY, Housekeeping
from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.tidying.stranded import Place
from vehiclefinder.store.tidying.tidier import Tidier
from vehiclefinder.store.tracks.catalog import Catalog


class Seconds:
    """A clock that stands still until it is set."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def dead(home: Path, count: int) -> None:
    """Locks of staging folders whose owners are gone."""
    (home / "staging").mkdir(exist_ok=True)
    for number in range(count):
        (home / "staging" / f"{number}.lock").touch()


def left(home: Path) -> int:
    return len(list((home / "staging").iterdir()))


def test_a_service_tidies_when_it_begins_and_every_hour_a_little_at_a_time(catalog: Catalog, tmp_path: Path) -> None:
    clock, home = Seconds(), catalog.home
    housekeeping = Housekeeping(Tidier(Place(catalog, None, temporary=tmp_path)), clock)
    dead(home, AT_ONCE + 3)
    assert (housekeeping.step(), left(home)) == (True, 3)
    assert (housekeeping.step(), left(home)) == (False, 0)
    dead(home, 1)
    clock.now += EVERY - 1
    assert (housekeeping.step(), left(home)) == (False, 1)
    clock.now += 1
    assert (housekeeping.step(), left(home)) == (False, 0)


def test_what_cannot_be_tidied_is_raised_once_a_round(catalog: Catalog, tmp_path: Path) -> None:
    clock = Seconds()
    picture = catalog.home / "crops" / "1" / "1-0.jpg"
    picture.parent.mkdir(parents=True)
    picture.touch()
    housekeeping = Housekeeping(Tidier(Place(catalog, None, temporary=tmp_path)), clock)
    for _ in range(2):
        with pytest.raises(StoreError, match="are of another catalog than the database"):
            housekeeping.step()
        assert not housekeeping.step()
        clock.now += EVERY
    assert picture.exists()


def test_a_service_tidies_beside_all_else_and_ends(demo_home: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(demo_home, tmp_path / "home"))
    dead(home, 1)
    with open_control_room(Settings(home=home)) as room, room.scheduler:
        deadline = time.monotonic() + 300
        while left(home) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert left(home) == 0
