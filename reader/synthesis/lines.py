"""Cut-out lines: one string with everything that stands around it on real forms, and its truth."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from reader.records import Box, Image, Mark
from reader.synthesis.camera import as_bilevel, as_jpeg
from reader.synthesis.frames import FRAMES, Frame, break_frame, draw_frame
from reader.synthesis.paper import blank_paper, blend_ink
from reader.synthesis.prints import draw_typeface, print_text
from reader.synthesis.scan import add_noise, add_shadow, moved_box, skewed
from reader.synthesis.strikes import STRIKES
from reader.synthesis.strings import DrawnString, StringDrawer, draw_string
from reader.synthesis.textures import TEXTURES, draw_texture
from reader.synthesis.words import LABELS
from reader.synthesis.writer import Writer, draw_writer

__all__ = [
    "LineStyle",
    "SyntheticLine",
    "draw_blank_line",
    "draw_line",
    "draw_line_text",
    "grouped",
]

FRAME_CHANCES = (0.22, 0.14, 0.18, 0.22, 0.14, 0.10)
"""How often each of ``FRAMES`` stands around a string."""

LENGTH_CHANCES = (0.14, 0.18, 0.17, 0.15, 0.12, 0.10, 0.08, 0.03, 0.03)
"""How often a string has 2, 3, ... 10 digits."""

PAIRS = 0.25
"""Share of amounts that are grouped as in India."""

BILEVEL_CONTRAST = 0.45
"""Ink paler than this part of the paper's level would be lost on a bilevel scan."""


@dataclass(frozen=True, slots=True)
class LineStyle:
    """Chances of what may happen to a line, within 0 to 1 if nothing else is said."""

    touching: float = 0.3
    signs: float = 0.3
    texture: float = 0.35
    neighbours: float = 0.3
    strikes: float = 0.0
    margins: float = 0.06
    bilevel: float = 0.15
    inverted: float = 0.08
    jpeg: float = 0.25
    stamps: bool = False
    """Stamps behind the writing; off where stamps serve to test rejection."""
    broken: float = 0.0
    """Frames of which scanning or printing left pieces."""
    frames: tuple[float, ...] = FRAME_CHANCES
    """How often each of ``FRAMES`` stands around a string; together 1."""
    pitches: tuple[float, float] = (0.85, 1.9)
    """Narrowest and widest cells of combs, in digit heights."""


@dataclass(frozen=True, slots=True, eq=False)
class SyntheticLine:
    """A line as cut out of a page.

    ``image`` is grey uint8 (h, w). ``text`` is empty on a blank line. ``digit_boxes`` holds one
    box a digit; ``marks`` are the signs that are not part of the number. ``struck``: the string
    is crossed out. ``frame`` is one of ``FRAMES``.
    """

    image: Image
    text: str
    digit_boxes: tuple[Box, ...]
    marks: tuple[Mark, ...]
    struck: bool
    frame: str


def draw_line(
    rng: np.random.Generator,
    *,
    text: str | None = None,
    writer: Writer | None = None,
    style: LineStyle | None = None,
    write: StringDrawer = draw_string,
) -> SyntheticLine:
    """One string of 2 to 10 digits on its piece of a form.

    ``text`` may hold digits, signs, spaces; drawn by chance if None. Digits are 16 to 64 px tall.
    ``write`` puts them on paper.
    """
    looks = style or LineStyle()
    hand = writer or draw_writer(rng)
    unit = float(np.exp(rng.uniform(np.log(16.0), np.log(64.0))))
    frame = str(rng.choice(FRAMES, p=looks.frames))
    drawn, cells = _written(rng, hand, text, frame, unit=unit, looks=looks, write=write)
    canvas, place = _canvas(rng, drawn, frame, cells, unit=unit)
    image = _paper(rng, canvas.shape, unit=unit, looks=looks)
    _print_frame(rng, image, Frame(frame, place, cells, unit), broken=looks.broken)
    if rng.random() < looks.neighbours:
        _intrude(rng, image, hand, unit=unit)
    top, left = canvas.top, canvas.left
    if rng.random() < looks.margins:
        _darken_margin(rng, image, free=min(left, image.shape[1] - left - drawn.ink.shape[1]))
    blend_ink(image, drawn.ink, top=top, left=left, colour=_ink_colour(rng, hand))
    boxes = tuple(box.moved(top, left) for box in drawn.boxes)
    line = SyntheticLine(image, drawn.text, boxes, drawn.marks, drawn.struck, frame)
    return _scanned(rng, line, looks, unit=unit)


def draw_blank_line(rng: np.random.Generator, *, style: LineStyle | None = None) -> SyntheticLine:
    """A place where nothing was written: frames, rulings, textures, shadows, stamps."""
    looks = replace(style or LineStyle(), neighbours=0.0)
    unit = float(np.exp(rng.uniform(np.log(16.0), np.log(64.0))))
    frame = str(rng.choice(FRAMES, p=looks.frames))
    cells = int(rng.integers(2, 11)) if frame == "comb" else 0
    inside = (round(unit * rng.uniform(1.1, 2.2)), round(unit * rng.uniform(1.5, 8.0)))
    margin = round(unit * float(rng.uniform(0.1, 1.0)))
    shape = (inside[0] + 2 * margin, inside[1] + 2 * margin)
    image = _paper(rng, shape, unit=unit, looks=looks)
    place = Box(margin, margin, *inside)
    _print_frame(rng, image, Frame(frame, place, cells, unit), broken=looks.broken)
    return _scanned(rng, SyntheticLine(image, "", (), (), False, frame), looks, unit=unit)


def draw_line_text(rng: np.random.Generator, *, signs: bool) -> str:
    """2 to 10 digits; written as an amount if ``signs``: separators, currency, an ending."""
    count = 2 + int(rng.choice(len(LENGTH_CHANCES), p=LENGTH_CHANCES))
    text = "".join(str(d) for d in rng.integers(10, size=count))
    if rng.random() < 0.15:
        zeros = int(rng.integers(1, count))
        text = text[: count - zeros] + "0" * zeros
    if not signs:
        return text
    if count > 3 and rng.random() < 0.7:
        separator = str(rng.choice((",", ".", "'", " "), p=(0.5, 0.3, 0.1, 0.1)))
        text = grouped(text, separator, pairs=rng.random() < PAIRS)
    front = str(
        rng.choice(
            ("", "$", "€", "£", "₹", "#", "=", "*", "-"),
            p=(0.55, 0.12, 0.06, 0.06, 0.06, 0.04, 0.03, 0.03, 0.05),
        )
    )
    back = str(
        rng.choice(
            ("", "/-", "-", ".-", "=", "/", "#", "*"),
            p=(0.4, 0.2, 0.1, 0.1, 0.08, 0.06, 0.03, 0.03),
        )
    )
    return front + text + back


@dataclass(frozen=True, slots=True)
class _Canvas:
    """Size of the cut-out and where on it the string's ink is laid."""

    shape: tuple[int, int]
    top: int
    left: int


def grouped(text: str, separator: str, *, pairs: bool) -> str:
    """Thousands separated, what is above them in threes or (as in India) in ``pairs``."""
    groups, rest = [text[-3:]], text[:-3]
    size = 2 if pairs else 3
    while rest:
        groups.append(rest[-size:])
        rest = rest[:-size]
    return separator.join(reversed(groups))


def _written(
    rng: np.random.Generator,
    writer: Writer,
    text: str | None,
    frame: str,
    *,
    unit: float,
    looks: LineStyle,
    write: StringDrawer,
) -> tuple[DrawnString, int]:
    """The string, and the number of cells where it stands in a comb (else 0)."""
    comb = frame == "comb"
    words = text or draw_line_text(rng, signs=not comb and rng.random() < looks.signs)
    if comb:
        words = _for_cells(words)
    strike = str(rng.choice(STRIKES)) if rng.random() < looks.strikes else ""
    if not comb:
        touching = float(rng.uniform(0.4, 1.0)) if rng.random() < looks.touching else 0.0
        drawn = write(rng, writer, words, height=unit, touching=touching, strike=strike)
        return drawn, 0
    if text is None and rng.random() < 0.35:
        spare = int(rng.integers(1, 4))
        words = str(rng.choice(("X", " ", "-"), p=(0.5, 0.35, 0.15))) * spare + words
    pitch = unit * float(rng.uniform(*looks.pitches))
    drawn = write(rng, writer, words, height=unit, pitch=pitch, strike=strike)
    return drawn, len(words)


def _for_cells(words: str) -> str:
    """What people write into the cells of a comb: digits, and fillers before them. A comma or a
    slash in a cell of its own could not be told from a 1."""
    digits = words.lstrip("X- ")
    return words[: len(words) - len(digits)] + "".join(c for c in digits if c.isdigit())


def _canvas(
    rng: np.random.Generator, drawn: DrawnString, frame: str, cells: int, *, unit: float
) -> tuple[_Canvas, Box]:
    """The cut-out's size and the frame's inside. Frames are met, crossed, and cut off."""
    height, width = drawn.ink.shape
    pads = unit * rng.uniform(-0.08, 0.6, 4)
    if frame == "cheque":
        pads[1] = unit * rng.uniform(0.1, 1.0)
    crop = unit * rng.uniform(0.02, 0.9, 4)
    top, left = round(max(pads[0], 0.0) + crop[0]), round(max(pads[1], 0.0) + crop[1])
    if frame == "cheque":
        left += round(unit * float(rng.uniform(0.5, 2.0)))
    canvas = _Canvas(
        (
            top + height + round(max(pads[2], 0.0) + crop[2]),
            left + width + round(max(pads[3], 0.0) + crop[3]),
        ),
        top,
        left,
    )
    place = Box(
        top - round(pads[0]),
        left - round(pads[1]),
        height + round(pads[0] + pads[2]),
        width + round(pads[1] + pads[3]),
    )
    if cells:
        wide = round(drawn.pitch * cells)
        place = Box(place.top, left + round(drawn.origin), place.height, wide)
    return canvas, place


def _paper(
    rng: np.random.Generator, shape: tuple[int, int], *, unit: float, looks: LineStyle
) -> Image:
    level = int(255 - 110 * rng.beta(1.0, 2.5))
    image = blank_paper(shape, (level, level, level), grey=True)
    kinds = [kind for kind in TEXTURES if kind != "stamp" or looks.stamps]
    while rng.random() < looks.texture:
        print_ = draw_texture(rng, str(rng.choice(kinds)), shape, unit=unit)
        dark = int(level * rng.uniform(0.3, 0.8))
        opacity = float(rng.uniform(0.1, 0.6))
        blend_ink(image, print_, top=0, left=0, colour=(dark, dark, dark), opacity=opacity)
    return image


def _print_frame(rng: np.random.Generator, image: Image, frame: Frame, *, broken: float) -> None:
    canvas = np.zeros((image.shape[0], image.shape[1]), np.uint8)
    draw_frame(rng, canvas, frame)
    if broken and rng.random() < broken:
        break_frame(rng, canvas, unit=frame.unit)
    dark = int(rng.uniform(0, 130))
    blend_ink(image, canvas, top=0, left=0, colour=(dark, dark, dark))


def _intrude(rng: np.random.Generator, image: Image, writer: Writer, *, unit: float) -> None:
    """What stands above and below, cut off by the edge: feet and heads of digits, or print."""
    for below in (False, True):
        if rng.random() < 0.4:
            continue
        printed = rng.random() < 0.35
        ink = _printed_words(rng, unit) if printed else _other_string(rng, writer, unit)
        seen = round(unit * float(rng.uniform(0.03, 0.3)))
        top = image.shape[0] - seen if below else seen - ink.shape[0]
        left = round(float(rng.uniform(-0.2, 0.9)) * image.shape[1])
        colour = (40, 40, 40) if printed else _ink_colour(rng, writer)
        blend_ink(image, ink, top=top, left=left, colour=colour)


def _other_string(rng: np.random.Generator, writer: Writer, unit: float) -> Image:
    text = "".join(str(d) for d in rng.integers(10, size=int(rng.integers(1, 6))))
    return draw_string(rng, writer, text, height=unit).ink


def _printed_words(rng: np.random.Generator, unit: float) -> Image:
    """A label or a printed number, cut to its ink."""
    number = str(rng.integers(10, 10_000_000))
    words = str(rng.choice(LABELS)) if rng.random() < 0.5 else number
    ink, _ = print_text(words, draw_typeface(rng), height=unit * float(rng.uniform(0.5, 1.0)))
    rows = np.flatnonzero(ink.any(axis=1))
    return ink[rows[0] : rows[-1] + 1]


def _darken_margin(rng: np.random.Generator, image: Image, *, free: int) -> None:
    """The black beside a sheet or in a binding, at the left or right, within ``free`` pixels."""
    width = int(rng.uniform(0.3, 0.9) * free)
    if width < 2:
        return
    level = int(rng.integers(0, 60))
    if rng.random() < 0.7:
        image[:, :width] = level
    else:
        image[:, -width:] = level


def _ink_colour(rng: np.random.Generator, writer: Writer) -> tuple[int, int, int]:
    """The pen's colour, a little paler or darker than the last time."""
    shift = int(rng.integers(-12, 30))
    red, green, blue = (int(np.clip(part + shift, 0, 200)) for part in writer.pen.colour)
    return red, green, blue


def _scanned(
    rng: np.random.Generator, line: SyntheticLine, looks: LineStyle, *, unit: float
) -> SyntheticLine:
    image, boxes = line.image, line.digit_boxes
    if rng.random() < 0.6:
        fill = int(np.median(image))
        warped = skewed(image, float(rng.normal(0.0, 1.5)), fill=fill)
        image = warped.image
        boxes = tuple(
            moved_box(b, warped.matrix, shape=(image.shape[0], image.shape[1])) for b in boxes
        )
    if rng.random() < 0.4:
        image = add_shadow(rng, image, depth=float(rng.uniform(0.0, 0.45)))
    if rng.random() < 0.6:
        sigma = float(rng.uniform(0.3, 0.35 + 0.03 * unit))
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8)
    if rng.random() < 0.7:
        image = add_noise(rng, image, sigma=float(rng.uniform(0.5, 9.0)))
    if rng.random() < looks.bilevel and _contrast(image, boxes) > BILEVEL_CONTRAST:
        image = as_bilevel(rng, image)
    if rng.random() < looks.jpeg:
        image = as_jpeg(image, int(rng.integers(25, 90)))
    if rng.random() < looks.inverted:
        image = 255 - image
    return replace(line, image=np.ascontiguousarray(image), digit_boxes=boxes)


def _contrast(image: Image, boxes: tuple[Box, ...]) -> float:
    """How dark the palest digit is, as a part of the paper's level; 1 without digits."""
    paper = max(1.0, float(np.percentile(image, 75)))
    seen = [image[b.slices] for b in boxes]
    inks = [float(np.percentile(digit, 8)) for digit in seen if digit.size]
    return 1.0 - max(inks) / paper if inks else 1.0
