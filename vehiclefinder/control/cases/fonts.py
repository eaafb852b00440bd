"""The letters of a printed report, from fonts that come as packages: Noto Sans, and Noto Sans SC where it is there."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont


@dataclass(frozen=True, slots=True)
class FontFile:
    """A variable font of a package; ``axes`` is what makes it upright and regular."""

    family: str
    package: str
    file: str
    axes: tuple[tuple[str, float], ...]


FONTS = (
    FontFile("sans", "fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf", (("wght", 400), ("wdth", 100))),
    FontFile("cjk", "justmytype_intl_cjk", "fonts/ofl/notosanssc/NotoSansSC[wght].ttf", (("wght", 400),)),
)
"""In the order in which they are asked for a letter; the second is in the extra ``cjk``."""


@dataclass(frozen=True, slots=True)
class Letters:
    """Fonts that hold just the letters of some text.

    :param families: Family -> its TrueType file.
    :param shown: The characters that they have.
    """

    families: dict[str, Path]
    shown: frozenset[str]

    def told(self, text: str) -> str:
        """Return a text with what cannot be shown named by its number: "[U+0627]"."""
        return "".join(one if one in self.shown or one == "\n" else f"[U+{ord(one):04X}]" for one in text)

    def lacking(self, texts: Iterable[str]) -> list[str]:
        """Return the characters that cannot be shown, sorted."""
        return sorted({one for text in texts for one in text if one != "\n"} - self.shown)


def letters(texts: Iterable[str], folder: Path) -> Letters:
    """Make fonts for some texts in a folder.

    :raises OSError: They cannot be written.
    """
    wanted = {ord(one) for text in texts for one in text if one.isprintable()} | set(range(0x20, 0x7F))
    families, shown = {}, set[int]()
    for font in FONTS:
        found = wanted - shown if (path := _path(font)) else set()
        if path and (held := _write(font, path, found, folder)):
            families[font.family] = folder / f"{font.family}.ttf"
            shown |= held
    return Letters(families, frozenset(map(chr, shown)))


def _path(font: FontFile) -> Path | None:
    try:
        path = Path(str(files(font.package))) / font.file
    except ModuleNotFoundError:
        return None
    return path if path.is_file() else None


def _write(font: FontFile, path: Path, wanted: set[int], folder: Path) -> set[int]:
    with TTFont(path, lazy=True, recalcTimestamp=False) as opened:
        held = wanted & set(opened.getBestCmap())
        if held:
            options = Options(layout_features=[], notdef_outline=True)
            cut: Any = Subsetter(options)
            cut.populate(unicodes=held)
            cut.subset(opened)
            instantiateVariableFont(opened, dict(font.axes), inplace=True)
            opened.save(folder / f"{font.family}.ttf")
    return held
