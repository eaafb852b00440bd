"""Lists that come page by page."""

from dataclasses import dataclass

from vehiclefinder.core.paging import all_pages


@dataclass(frozen=True)
class One:
    id: int


def test_every_page_is_read() -> None:
    ones = [One(2), One(3), One(5), One(8)]
    asked: list[int] = []

    def page(after: int) -> list[One]:
        asked.append(after)
        return [one for one in ones if one.id > after][:3]

    assert list(all_pages(page)) == ones
    assert asked == [0, 5, 8]
