"""Every variant by value: which frames are read, when, and what clips and stills show of a known moment."""

from pathlib import Path

import numpy as np
import pytest

from tests.video.variant_report import excerpts, interval, read
from tests.video.variants import Variant, variants

VARIANTS = variants()


def test_there_are_many_and_each_has_a_name_of_its_own() -> None:
    assert len({variant.name for variant in VARIANTS}) == len(VARIANTS) >= 60


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_a_variant_means_what_it_says(variant: Variant, tmp_path: Path) -> None:
    path = variant.make(tmp_path)
    outcome = read(variant, path)
    numbers, times = zip(*variant.truth, strict=True)
    assert outcome.numbers == [*numbers]
    np.testing.assert_allclose(outcome.times, np.subtract(times, times[0]), atol=interval(variant) / 2)
    assert (outcome.size, outcome.damage, outcome.notes) == (variant.size, variant.damage, variant.notes)
    assert times[-1] - times[0] < outcome.duration
    for wanted, in_clip, in_still in excerpts(variant, path):
        assert (in_clip, in_still) == (wanted, wanted)
