"""The layout of the joint space."""

from vehiclefinder.match.slots import APPEARANCE, DIM, RANGES, SLOTS, VALUED, WIDTHS


def test_slots_tile_the_vector() -> None:
    stops = [0]
    for slot in (*SLOTS, APPEARANCE):
        assert RANGES[slot].start == stops[-1]
        stops.append(RANGES[slot].stop)
    assert stops == [0, 64, 80, 112, 128, 192]
    assert (stops[-2], stops[-1]) == (VALUED, DIM)
    assert DIM <= 256, "what an index can hold"


def test_a_slot_has_room_for_its_values() -> None:
    assert all(WIDTHS[slot] >= len(values) for slot, values in SLOTS.items())
