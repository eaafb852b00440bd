from vehiclefinder.video.tracking.frame_interval import FrameInterval


def interval_of(*steps: float) -> float:
    interval = FrameInterval()
    for step in steps:
        interval.add(step)
    return interval.seconds


def test_it_is_the_usual_step() -> None:
    assert interval_of() == 0.0
    assert interval_of(0.5) == 0.5
    assert interval_of(*[0.04] * 9, 7.0, *[0.04] * 3, 60.0) == 0.04
    assert interval_of(3600.0, 0.04) == 0.04


def test_a_lasting_change_is_taken_up() -> None:
    assert interval_of(*[0.04] * 1000, *[1.0] * 15) == 0.04
    assert interval_of(*[0.04] * 1000, *[1.0] * 16) == 1.0
