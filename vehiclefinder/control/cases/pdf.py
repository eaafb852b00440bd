"""The report of a case as PDF: a page for each vehicle, A4, with fonts inside."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from fpdf import FPDF

from vehiclefinder.control.cases.exports import Export
from vehiclefinder.control.cases.fonts import Letters, letters
from vehiclefinder.control.cases.shown import Fact, Shown, about, custody, told
from vehiclefinder.core.counting import counted
from vehiclefinder.store.control.case_records import StoredCase
from vehiclefinder.store.files.scratch import EXPORTS, scratch

MARGIN, WIDE, GAP = 15.0, 180.0, 3.0
"""Millimetres: of the page's edge, between the edges, and between pictures."""
NAMES, MOMENTS = 36.0, 48.0
"""Millimetres of the column of names, and of moments."""
CAPTION = 40.0
"""Millimetres that a caption takes at least."""
LINE = 4.6
"""Millimetres of a line of facts."""
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
        pages.custody(deeds)
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
        self.c_margin = 0
        self.set_auto_page_break(True, MARGIN)
        self.set_creation_date(export.at)
        self.set_creator(f"VehicleFinder {export.site.software}".strip())
        self.set_lang("en")
        for family, path in letters.families.items():
            self.add_font(family, fname=path)
        self.set_fallback_fonts([family for family in letters.families if family != "sans"])
        self._foot = ""
        self._exported = told(export.site.clock, export.at)

    def footer(self) -> None:
        """Write which case it is, and which page of how many."""
        self.set_y(-12)
        self._font(8, GREY)
        self.cell(WIDE - 30, 5, self._foot)
        self.cell(30, 5, f"{self.page_no()} of {{nb}}", align="R")

    def first(self, case: StoredCase, head: Sequence[Fact], items: int, lacking: Sequence[str]) -> None:
        self._foot = self.letters.told(f"Case {case.id}, exported {self._exported}")
        self.set_title(case.name)
        self.add_page()
        self._text(case.name, 20)
        self._text(f"{counted(items, 'vehicle')}.")
        if lacking:
            lost = counted(
                len(lacking), "character cannot be shown here and stands", "characters cannot be shown here and stand"
            )
            self._text(f"{lost} as [U+…]; report.html has all of the text.")
        self.ln(GAP)
        self._facts(head)
        self._note(case.notes)

    def custody(self, deeds: Sequence[Fact]) -> None:
        if deeds:
            self._text("Who did what with it", 12)
            self._facts(deeds, MOMENTS)

    def item(self, number: int, shown: Shown, facts: Sequence[Fact]) -> None:
        self.add_page()
        self._text(f"{number}. {shown.title}", 12)
        self.ln(1)
        self._pictures(shown)
        self._note(shown.item["note"])
        self._facts(facts)
        for one in shown.evidence:
            self._text(f"{one.name} sha256 {one.added}", 7, GREY)
            if one.state:
                self._text(one.state, 9)

    def _pictures(self, shown: Shown) -> None:
        left, row = MARGIN, 0.0
        for picture in shown.pictures():
            wide = max(picture.width, CAPTION)
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

    def _facts(self, facts: Sequence[Fact], names: float = NAMES) -> None:
        for fact in facts:
            name, value = map(self.letters.told, fact)
            self._font(9, GREY)
            high = max(self._height(names, name), self._height(WIDE - names - GAP, value))
            if self.will_page_break(high) and high < self.eph:  # a name stands beside its value
                self.add_page()
            top, page = self.get_y(), self.page
            self.multi_cell(names, LINE, name, align="L", new_x="LEFT", new_y="NEXT")
            self.set_xy(MARGIN + names + GAP, top if self.page == page else MARGIN)
            self._font(9)
            self.multi_cell(WIDE - names - GAP, LINE, value, align="L", new_x="LMARGIN", new_y="NEXT")
            if self.page == page:
                self.set_y(top + high)
        self.ln(GAP)

    def _height(self, wide: float, text: str) -> float:
        high: Any = self.multi_cell(wide, LINE, text, align="L", dry_run=True, output="HEIGHT")
        return float(high)

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
