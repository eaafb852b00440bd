import pytest

from vehiclefinder.finder.attribute_filter import AnyOf, AttributeFilter, read_attributes


@pytest.mark.parametrize(
    ("label", "value", "means"),
    [
        ("vehicle_color", "red", "red"),
        ("vehicle_color", "White|silver", "white|silver"),
        ("vehicle_type", "estate_car", "estate_car"),
        ("vehicle_type", "lorry", "truck"),
        ("vehicle_orientation", "this way", "this way"),
        ("vehicle_motion", "u_turn", "u_turn"),
        ("vehicle_location", "top left", "top left"),
        ("vehicle_color", "flurb", "flurb"),
    ],
)
def test_a_value_or_words_for_one_will_do(label: str, value: str, means: str) -> None:
    assert AttributeFilter(label, value).keyword.value == means


def test_it_reads_like_a_keyword_of_a_sentence() -> None:
    keyword = AttributeFilter("vehicle_color", "white|silver", negated=True).keyword
    assert (keyword.label, keyword.text, keyword.negated) == ("vehicle_color", "white or silver", True)


@pytest.mark.parametrize(("label", "value"), [("colour", "red"), ("vehicle_color", " "), ("vehicle_color", "x" * 101)])
def test_a_bad_demand_is_refused(label: str, value: str) -> None:
    with pytest.raises(ValueError, match="expected a"):
        AttributeFilter(label, value)


def test_a_line_of_attributes_is_read() -> None:
    white, moving = AttributeFilter("vehicle_color", "white|silver"), AttributeFilter("vehicle_motion", "moving", True)
    assert read_attributes("color=white|silver") == white
    assert read_attributes("not vehicle_motion = moving") == moving
    assert read_attributes("color=white|silver or not motion=moving") == AnyOf((white, moving))
    assert read_attributes("motion=stopped for 5 minutes or more").text == "stopped for 5 minutes or more"  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["white", "colour=white", "color=", "color=white or motion="])
def test_a_line_that_says_no_attribute_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a"):
        read_attributes(text)
