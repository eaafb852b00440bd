"""The result sheet: one picture of an answer, with the sentence, the best pictures and what each keyword said."""

from collections.abc import Callable
from pathlib import Path
from textwrap import wrap

from PIL import Image, ImageDraw, ImageFont, ImageOps

from vehiclefinder.core.types import ByteArray, Contribution, Decision, Match
from vehiclefinder.finder.answer import Answer
from vehiclefinder.store.tracks import crop_files

INK, PAPER, CARD, FAINT = "#e8ecf1", "#12161c", "#1c222b", "#8793a3"
SHADES = {Decision.MATCH: "#35c27e", Decision.POSSIBLE: "#e6b450", Decision.NONE: "#6b7684"}
LABEL_SHADES = {
    "color": "#f2777a",
    "type": "#6fb3ff",
    "orientation": "#c792ea",
    "location": "#7fdbca",
    "motion": "#f7c873",
}
Load = Callable[[str], ByteArray | None]
MARGIN, GAP, COLUMNS = 24, 16, 5
PICTURE = (216, 156)
LINE = 150
"""Characters of a line of notes."""
CARD_WIDTH, ROW = PICTURE[0] + 16, 20


def draw_sheet(answer: Answer, load: Load = crop_files.load_path) -> Image.Image:
    """Draw an answer.

    :param answer: What ``Finder.find`` returned; crops that are gone or damaged are left blank.
    :param load: Reads the picture that a match names.
    :return: An RGB picture, about 1,200 pixels wide.
    """
    heights = [_card_height(match) for match in answer.matches]
    card = max(heights, default=0)
    rows = -(-len(answer.matches) // COLUMNS)
    header = 104 + ROW * len(_notes(answer))
    width = 2 * MARGIN + COLUMNS * CARD_WIDTH + (COLUMNS - 1) * GAP
    sheet = Image.new("RGB", (width, header + rows * (card + GAP) + MARGIN), PAPER)
    draw = ImageDraw.Draw(sheet)
    _draw_header(draw, answer)
    for i, match in enumerate(answer.matches):
        x = MARGIN + (i % COLUMNS) * (CARD_WIDTH + GAP)
        y = header + (i // COLUMNS) * (card + GAP)
        draw.rounded_rectangle((x, y, x + CARD_WIDTH, y + card), 8, CARD, SHADES[match.decision], 2)
        sheet.paste(_picture(match, load), (x + 8, y + 8))
        _draw_facts(draw, match, x + 8, y + PICTURE[1] + 14)
    return sheet


def save_sheet(answer: Answer, path: Path, load: Load = crop_files.load_path) -> None:
    """Draw an answer into a file; its ending chooses the format.

    :raises ValueError: The ending names no picture format.
    :raises OSError: The file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draw_sheet(answer, load).save(path, quality=90)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _draw_header(draw: ImageDraw.ImageDraw, answer: Answer) -> None:
    x = float(MARGIN)
    font = _font(26)
    for start, end, shade in _coloured_spans(answer):
        text = answer.query.text[start:end]
        draw.text((x, 22), text, shade, font)
        x += draw.textlength(text, font)
    shade = SHADES[answer.decision]
    draw.text((MARGIN, 62), answer.headline, shade, _font(17))
    after = MARGIN + draw.textlength(answer.headline, _font(17)) + 14
    draw.text((after, 62), f"{answer.seconds * 1000:.1f} ms", FAINT, _font(17))
    for i, note in enumerate(_notes(answer)):
        draw.text((MARGIN, 90 + ROW * i), note, FAINT, _font(14))


def _notes(answer: Answer) -> list[str]:
    """The notes, in lines that the picture is wide enough for."""
    return [line for note in answer.notes for line in wrap(note, LINE)]


def _coloured_spans(answer: Answer) -> list[tuple[int, int, str]]:
    shades = [INK] * len(answer.query.text)
    for keyword in answer.query.keywords:
        family = keyword.label.removeprefix("vehicle_").split("-")[0]
        for i in range(keyword.start, keyword.end):
            shades[i] = LABEL_SHADES.get(family, FAINT)
    starts = [i for i in range(len(shades)) if i == 0 or shades[i] != shades[i - 1]]
    return [(a, b, shades[a]) for a, b in zip(starts, [*starts[1:], len(shades)], strict=True)]


def _picture(match: Match, load: Load) -> Image.Image:
    crop = load(match.crop)
    if crop is None:
        return Image.new("RGB", PICTURE, PAPER)
    return ImageOps.pad(Image.fromarray(crop), PICTURE, Image.Resampling.LANCZOS, PAPER)


def _card_height(match: Match) -> int:
    return PICTURE[1] + 66 + ROW * len(match.contributions)


def _draw_facts(draw: ImageDraw.ImageDraw, match: Match, x: int, y: int) -> None:
    draw.text((x, y), f"{match.score:.2f} {match.decision}", SHADES[match.decision], _font(16))
    facts = f"{match.start:.1f} to {match.end:.1f} s, {match.camera}, track {match.track}"
    draw.text((x, y + 22), _shorten(facts, 40), FAINT, _font(12))
    for i, contribution in enumerate(match.contributions):
        _draw_bar(draw, contribution, x, y + 44 + ROW * i)


def _draw_bar(draw: ImageDraw.ImageDraw, contribution: Contribution, x: int, y: int) -> None:
    draw.text((x, y), _shorten(contribution.keyword, 15), INK, _font(13))
    left, right = x + 112, x + PICTURE[0]
    if contribution.probability is None:
        draw.text((left, y), "not checked", FAINT, _font(13))
        return
    draw.rounded_rectangle((left, y + 4, right, y + 12), 4, PAPER)
    filled = left + max(6.0, (right - left) * contribution.probability)
    draw.rounded_rectangle((left, y + 4, filled, y + 12), 4, "#6fb3ff")


def _shorten(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
