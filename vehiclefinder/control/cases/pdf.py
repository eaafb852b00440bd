"""The report of a case as PDF: a page for each vehicle, A4, with fonts inside."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import gettempdir

from fpdf import FPDF

from vehiclefinder.control.cases.exports import Export
from vehiclefinder.control.cases.fonts import Letters, letters
from vehiclefinder.control.cases.shown import Fact, Shown, about, custody
from vehiclefinder.core.counting import counted
from vehiclefinder.store.control.case_records import StoredCase
from vehiclefinder.store.files.scratch import EXPORTS, scratch

MARGIN, WIDE, GAP = 15.0, 180.0, 3.0
"""Millimetres: of the page's edge, between the edges, and between pictures."""
NAMES = 36.0
"""Millimetres of the column of names."""
LARGEST = (WIDE, 72.0)
GREY = 70
"""Of names and captions: dark enough to be read in print."""


def pdf_report(case: StoredCase, items: Sequence[Shown], export: Export) -> bytes:
    """Return the report. The same case and export give the same bytes.

    A character that no font has is told by its number, and the first page says so.

    :raises OSError: Nothing can be written beside other programs' temporary files.
    """
    head, deeds, facts = [*about(case, export)], [*custody(export)], [[*one.facts()] for one in items]
    texts = [_FIXED, case.name, case.notes, *_texts(head), *_texts(deeds)]
    for shown, known in zip(items, facts, strict=True):
        texts += [shown.title, shown.item["note"], *_texts(known), *(one.state for one in shown.evidence)]
    with scratch(Path(gettempdir()), EXPORTS) as folder:
        pages = _Pages(letters(texts, folder), export)
        pages.first(case, head, len(items), pages.letters.lacking(texts))
        pages.section("Who did what with it", deeds)
        for number, (shown, known) in enumerate(zip(items, facts, strict=True), 1):
            pages.item(number, shown, known)
        return bytes(pages.output())


_FIXED = "…“”°"


def _texts(facts: Iterable[Fact]) -> list[str]:
    return [text for fact in facts for text in fact]


class _Pages(FPDF):
    """Pages that are written from top to bottom."""

    def __init__(self, letters: Letters, export: Export) -> None:
        super().__init__(format="A4")
        self.letters = letters
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, MARGIN)
        self.set_creation_date(export.at)
        self.set_creator(f"VehicleFinder {export.site.software}".strip())
        self.set_lang("en")
        for family, path in letters.families.items():
            self.add_font(family, fname=path)
        self.set_fallback_fonts([family for family in letters.families if family != "sans"])
        self._foot = ""

    def footer(self) -> None:
        """Write which case it is, and the page's number."""
        self.set_y(-12)
        self._font(8, GREY)
        self.cell(WIDE - 20, 5, self._foot)
        self.cell(20, 5, f"{self.page_no()}", align="R")

    def first(self, case: StoredCase, head: Sequence[Fact], items: int, lacking: Sequence[str]) -> None:
        self._foot = self.letters.told(f"Case {case.id}")
        self.set_title(case.name)
        self.add_page()
        self._text(case.name, 20)
        self._text(f"{counted(items, 'vehicle')}.")
        if lacking:
            told = counted(
                len(lacking), "character cannot be shown here and stands", "characters cannot be shown here and stand"
            )
            self._text(f"{told} as [U+…]; report.html has all of the text.")
        self._note(case.notes)
        self._facts(head)

    def section(self, title: str, facts: Sequence[Fact]) -> None:
        if facts:
            self._text(title, 12)
            self._facts(facts)

    def item(self, number: int, shown: Shown, facts: Sequence[Fact]) -> None:
        self.add_page()
        self._text(f"{number}. {shown.title}", 12)
        self._pictures(shown)
        self._note(shown.item["note"])
        self._facts(facts)
        for one in shown.evidence:
            self._text(f"{one.name} sha256 {one.added}{' ' if one.state else ''}{one.state}", 7, GREY)

    def _pictures(self, shown: Shown) -> None:
        left, row = MARGIN, 0.0
        for picture in shown.pictures(LARGEST):
            wide = max(picture.width, 42.0)  # of its caption
            if left > MARGIN and left + wide > MARGIN + WIDE:
                left, row = MARGIN, self._end_row(row)
            if self.get_y() + picture.height + 6 > self.h - MARGIN:
                self.add_page()
                left, row = MARGIN, 0.0
            top = self.get_y()
            self.image(picture.path, left, top, picture.width, picture.height)
            self.set_xy(left, top + picture.height)
            self._font(7, GREY)
            self.cell(wide, 4, self.letters.told(picture.caption))
            self.set_xy(MARGIN, top)
            left, row = left + wide + GAP, max(row, picture.height + 4)
        self._end_row(row)

    def _end_row(self, height: float) -> float:
        self.set_xy(MARGIN, self.get_y() + height + (GAP if height else 0))
        return 0.0

    def _facts(self, facts: Sequence[Fact]) -> None:
        for name, value in facts:
            self._font(9, GREY)
            top, page = self.get_y(), self.page
            self.multi_cell(NAMES, 4.6, self.letters.told(name), align="L", new_x="LEFT", new_y="NEXT")
            below = (self.page, self.get_y())
            if self.page == page:
                self.set_y(top)
            self.set_x(MARGIN + NAMES + GAP)
            self._font(9)
            self.multi_cell(WIDE - NAMES - GAP, 4.6, self.letters.told(value), align="L", new_x="LMARGIN", new_y="NEXT")
            if self.page == below[0]:
                self.set_y(max(self.get_y(), below[1]))
        self.ln(GAP)

    def _note(self, text: str) -> None:
        if text:
            self._text(text)
            self.ln(GAP)

    def _text(self, text: str, size: float = 10, grey: int = 0) -> None:
        self._font(size, grey)
        self.multi_cell(WIDE, size * 0.5, self.letters.told(text), align="L", new_x="LMARGIN", new_y="NEXT")

    def _font(self, size: float, grey: int = 0) -> None:
        self.set_font("sans", size=size)
        self.set_text_color(grey)
