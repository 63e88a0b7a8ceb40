"""Pictures of lines with their truth -> strips, found and cut as reading does it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from reader.imaging.scale import estimate_digit_height
from reader.imaging.strips import cut_strip
from reader.pipeline import SeenPage, see_page
from reader.records import Box, Image, Layout, Line, Page
from reader.settings import Settings
from reader.synthesis.lines import LineStyle, draw_blank_line, draw_line
from reader.synthesis.pages import SyntheticPage, draw_form_page, draw_sheet_page
from reader.synthesis.strings import StringDrawer, draw_string
from reader.synthesis.styles import draw_page_style
from reader.training.lines.amounts import amount_writer
from reader.training.lines.habits import draw_text, underlining, with_fillers
from reader.training.lines.hand import RealHand
from reader.training.lines.labels import with_label
from reader.training.lines.recipe import LinesData
from reader.training.lines.scene import Cheque, Scene, changed_cheque
from reader.training.lines.splices import spliced

__all__ = ["SceneSource", "Strip", "iter_strips", "strip_of"]

WIDE_CELLS = (0.85, 2.8)
"""Cells of combs, in digit heights; small digits stand in cells far apart."""

CROWDED = LineStyle(
    signs=0.6,
    texture=0.4,
    neighbours=0.4,
    margins=0.08,
    broken=0.3,
    stamps=True,
    pitches=WIDE_CELLS,
)
"""Lines with more around them than usual."""

COMBS = LineStyle(broken=0.4, frames=(0, 0, 0, 1, 0, 0), pitches=WIDE_CELLS)
"""Lines in combs."""

AMOUNTS = LineStyle(
    texture=0.4, neighbours=0.35, margins=0.06, broken=0.3, frames=(0.15, 0.15, 0.3, 0, 0.15, 0.25)
)
"""Where real amounts lifted off their cheques stand; no comb has room for them."""

LIFTED = 0.45
"""Share of real amounts that stand in frames and on papers of our own."""

COMBED = 0.15
"""Share of lines that are in combs in any case: dates, numbers, counts with their places."""

REACH = 0.25
"""Digit heights that a digit's middle may lie outside the line that holds it."""

OTHER_LINES = 0.35
"""Share of lines that hold no digit of the truth (labels, neighbours) that are kept, as blank."""

TALL, SLIM = 0.5, 0.5
"""Ink of this part of the highest one's height is no speck; slimmer than that part, a stroke."""

BESIDE, AT_EDGE = 1.5, 0.15
"""Digit heights before the first and behind the last digit in which a stroke may be taken for a 1,
and how far it may reach into their boxes."""

UPRIGHT = 0.3
"""Wider than this part of their height, strokes behind a string lean as slashes do."""

AS_HIGH = 0.6
"""Digit heights of such a stroke."""

BEYOND = 0.2
"""Its own heights above and below it in which other ink tells that it is a frame's."""

LEGIBLE = (0.3, 1.75)
"""Digits of other heights than these, as parts of what the line's digit height was taken for, are
too small on its strip, or too large, to be read by anybody."""

FEWEST_OTHERS = 3
"""So many lines of a picture without digits are kept, and as many more as it has strings."""

SPLICED = 0.5
"""Share of real amounts that end as another one does."""

LABELLED = 0.15
"""Share of strips that get print before them."""

GROUPED = 0.3
"""Share of those that go on with another group of digits behind print, as in a date's boxes."""

WIDEST_GROUP = 300
"""Strips wider than this many pixels get no further group."""

SHEET_DPI = (100, 150, 200, 300)
"""Resolutions of whole pages; handwriting is 30 to 90 pixels high at 300."""

SHEET_DIGITS = (30, 120)
"""Digits on a whole page: few, so that many kinds of page are seen."""


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """A strip (uint8, 2 x 40 x width) and the digits on it."""

    views: Image
    text: str


class SceneSource:
    """Draws scenes of every kind; holds the generator.

    ``words`` writes letters where it is asked for digits.
    """

    def __init__(
        self,
        hand: RealHand,
        words: RealHand,
        cheques: Sequence[Cheque],
        data: LinesData,
        rng: np.random.Generator,
    ) -> None:
        self._hand, self._words, self._cheques = hand, words, cheques
        self._data, self._rng = data, rng

    def strips(self, kind: str) -> list[Strip]:
        """The strips of one scene: one of a line, many of a sheet, at times none."""
        scene = self._scene(kind)
        paged = kind == "sheets" or self._rng.random() < self._data.paged
        found = list(iter_strips(scene, self._rng, Layout.PAGE if paged else Layout.LINE))
        return [self._labelled(s) if self._rng.random() < LABELLED else s for s in found]

    def _labelled(self, strip: Strip) -> Strip:
        """With print before it, and now and then another group of digits behind that."""
        rng = self._rng
        views = with_label(rng, strip.views)
        if rng.random() > GROUPED or views.shape[2] > WIDEST_GROUP:
            return Strip(views, strip.text)
        others = self.strips("drawn" if rng.random() < 0.5 else "real")
        for other in others[:1]:
            between = with_label(rng, other.views)
            return Strip(np.concatenate([views, between], axis=2), strip.text + other.text)
        return Strip(views, strip.text)

    def _cheque(self) -> Cheque:
        one, other = (self._cheques[int(i)] for i in self._rng.integers(len(self._cheques), size=2))
        return spliced(self._rng, one, other) if self._rng.random() < SPLICED else one

    def _framed(self, cheque: Cheque, write: StringDrawer) -> Scene:
        line = draw_line(self._rng, style=AMOUNTS, text=cheque.text, write=underlining(write))
        return Scene(line.image, ((line.text, line.digit_boxes),))

    def _scene(self, kind: str) -> Scene:
        rng = self._rng
        if kind == "cheques":
            cheque = self._cheque()
            write = amount_writer(cheque) if rng.random() < LIFTED else None
            return self._framed(cheque, write) if write else changed_cheque(rng, cheque)
        if kind == "sheets":
            return _sheet(rng)
        if kind == "blank":
            return Scene(draw_blank_line(rng, style=CROWDED).image, ())
        style = CROWDED if rng.random() < 0.5 else LineStyle(signs=0.5)
        text = draw_text(rng)
        if rng.random() < COMBED:
            style, text = COMBS, text and with_fillers(rng, text)
        write = {"real": self._hand.write, "words": self._words.write}.get(kind, draw_string)
        line = draw_line(rng, style=style, text=text, write=underlining(write))
        return Scene(line.image, ((line.text, line.digit_boxes),) if line.text else ())


def iter_strips(scene: Scene, rng: np.random.Generator, layout: Layout) -> Iterator[Strip]:
    """The scene's strips with what stands on each; left out are those of half a string, those with
    strokes that might be 1s and are none, and those whose digits nobody could read there."""
    settings = Settings()
    settings = dataclasses.replace(
        settings, layout=dataclasses.replace(settings.layout, mode=layout)
    )
    seen = see_page(Page("", 0, scene.image), settings)
    room = FEWEST_OTHERS + len(scene.strings)
    for line in seen.lines:
        text = _text_on(line, seen, scene)
        if text is None or (not text and scene.strings and rng.random() > OTHER_LINES):
            continue
        if _may_be_ones(line) if not text else _misleads(line, seen, scene):
            continue
        room -= not text
        if text or room >= 0:
            yield Strip(strip_of(seen, line), text)


def _may_be_ones(line: Line) -> bool:
    """Whether nothing but upright strokes is on the line, as rests of dividers are: nobody could
    say that they are no 1s, and a net that is told so loses the 1s."""
    highest = max((c.box.height for c in line.components), default=0)
    tall = [c.box for c in line.components if c.box.height >= TALL * highest]
    return bool(tall) and all(box.width < SLIM * box.height for box in tall)


def _misleads(line: Line, seen: SeenPage, scene: Scene) -> bool:
    """Whether what is written on the line's strip cannot be learnt from it: its digits are too
    small or too large there, or strokes stand beside them that nothing tells from 1s."""
    box = seen.upright.box_as_shown(line.box)
    digits = [d for _, boxes in scene.strings for d in boxes if _holds(box, d)]
    height = float(np.median([d.height for d in digits]))
    taken = estimate_digit_height(line.components, stroke_width=seen.ink.scale.stroke_width)
    shown = taken * box.width / max(1, line.box.width)
    if not LEGIBLE[0] * shown <= height <= LEGIBLE[1] * shown:
        return True
    places = [seen.upright.box_as_shown(c.box) for c in line.components]
    others = [not any(_is_of(place, digit) for digit in digits) for place in places]
    return any(
        other and _is_beside(place, places, digits, height) and not _goes_on(component.box, seen)
        for component, place, other in zip(line.components, places, others, strict=True)
    )


def _is_of(place: Box, digit: Box) -> bool:
    """Whether a piece of ink is a digit, or a stroke of it."""
    inside = digit.left <= place.middle_col <= digit.right
    return inside and digit.top <= place.middle_row <= digit.bottom


def _is_beside(place: Box, places: Sequence[Box], digits: Sequence[Box], height: float) -> bool:
    """Whether a piece of ink is upright, as high as the digits, and close before the first or
    behind the last of them; what leans or has more ink behind it there is a slash."""
    if place.height < AS_HIGH * height or place.width >= SLIM * place.height:
        return False
    left, right = min(d.left for d in digits), max(d.right for d in digits)
    if left - BESIDE * height < place.right <= left + AT_EDGE * height:
        return True
    behind = right - AT_EDGE * height <= place.left < right + BESIDE * height
    is_last = all(other.right <= place.right for other in places)
    return behind and is_last and place.width < UPRIGHT * place.height


def _goes_on(box: Box, seen: SeenPage) -> bool:
    """Whether there is ink close above or below a stroke, as a frame's side has."""
    far = max(1, round(BEYOND * box.height))
    ink = seen.ink.raw_mask[:, box.left : box.right]
    return bool(ink[max(0, box.top - far) : box.top].any() or ink[box.bottom :][:far].any())


def strip_of(seen: SeenPage, line: Line) -> Image:
    """The strip of a line as reading cuts it."""
    stroke_width = seen.ink.scale.stroke_width
    height = estimate_digit_height(line.components, stroke_width=stroke_width)
    return cut_strip(seen.ink, line, digit_height=height)


def _text_on(line: Line, seen: SeenPage, scene: Scene) -> str | None:
    """What stands on a line: a whole string, nothing, or (None) something half or unknown."""
    box = seen.upright.box_as_shown(line.box)
    if any(_shared(box, other) for other in scene.taboo):
        return None
    found = [text for text, boxes in scene.strings if any(_holds(box, b) for b in boxes)]
    whole = [text for text, boxes in scene.strings if all(_holds(box, b) for b in boxes)]
    if not found:
        return ""
    return whole[0] if found == whole and len(found) == 1 else None


def _holds(box: Box, digit: Box) -> bool:
    row, col = digit.middle_row, digit.middle_col
    aside = REACH * digit.height
    return (
        box.top - aside <= row <= box.bottom + aside
        and box.left - aside <= col <= box.right + aside
    )


def _shared(one: Box, other: Box) -> bool:
    rows = min(one.bottom, other.bottom) - max(one.top, other.top)
    cols = min(one.right, other.right) - max(one.left, other.left)
    return rows > 0 and cols > 0


def _sheet(rng: np.random.Generator) -> Scene:
    dpi = int(rng.choice(SHEET_DPI))
    style = dataclasses.replace(draw_page_style(rng), quarters=0)
    if rng.random() < 0.3:
        page = draw_sheet_page(rng, dpi=dpi, style=style)
    else:
        page = draw_form_page(rng, dpi=dpi, digits=int(rng.integers(*SHEET_DIGITS)), style=style)
    return _scene_of(page)


def _scene_of(page: SyntheticPage) -> Scene:
    grey = page.image if page.image.ndim == 2 else cv2.cvtColor(page.image, cv2.COLOR_RGB2GRAY)
    return Scene(
        np.asarray(grey, np.uint8),
        tuple((t.text, t.digit_boxes) for t in page.truth if t.text),
        tuple(t.box for t in page.truth if t.status == "struck"),
    )
