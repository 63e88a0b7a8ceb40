"""Whole form pages with the truth of every string and every digit."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from reader.records import Image
from reader.synthesis.camera import as_bilevel, as_jpeg, folded, photographed, vignetted
from reader.synthesis.filling import fill_field, tidy_writer
from reader.synthesis.forms import FormPlan, plan_form
from reader.synthesis.printing import MM_PER_INCH, print_form
from reader.synthesis.scan import Warped, add_noise, add_shadow, moved_box, skewed, turned
from reader.synthesis.sheets import plan_sheet
from reader.synthesis.styles import PLAIN, PageStyle
from reader.synthesis.truth import TruthString
from reader.synthesis.writer import Writer, draw_writer

__all__ = ["SyntheticPage", "draw_blank_page", "draw_form_page", "draw_sheet_page"]

LARGEST = 2.2
"""How much larger than into a form people write on a plain sheet, at most."""


@dataclass(frozen=True, slots=True, eq=False)
class SyntheticPage:
    """A drawn page: grey uint8 (h, w) or RGB (h, w, 3), and its fields in reading order."""

    image: Image
    truth: tuple[TruthString, ...]
    dpi: int


def draw_form_page(
    rng: np.random.Generator | int,
    *,
    dpi: int = 300,
    digits: int = 150,
    style: PageStyle = PLAIN,
    writer: Writer | None = None,
    plan: FormPlan | None = None,
) -> SyntheticPage:
    """A filled A4 form: boxes, combs, tables and lines with about ``digits`` digits.

    Parameters
    ----------
    rng
        A generator, or a seed.
    style
        What may happen to the page; an ordinary honest form by default, see
        :func:`reader.synthesis.styles.draw_page_style` for the others.
    writer, plan
        Who writes, and on which form; drawn by chance if None. ``digits`` then means nothing.

    Raises
    ------
    ValueError
        If ``dpi`` is not within 50 to 1200.
    """
    if not 50 <= dpi <= 1200:
        raise ValueError(f"dpi {dpi}: expected 50 to 1200")
    chance = np.random.default_rng(rng)
    form = plan or plan_form(
        chance, digits=digits, marks=style.marks, printed_digits=style.printed_digits
    )
    hands = [writer] if writer else [draw_writer(chance) for _ in range(style.writers)]
    if style.tidy:
        hands = [tidy_writer(hand) for hand in hands]
    grey = style.mode in ("grey", "bilevel")
    image = print_form(chance, form, dpi=dpi, grey=grey, textures=style.textures)
    truth = tuple(
        fill_field(
            chance, image, field, hands[int(chance.integers(len(hands)))],
            scale=dpi / MM_PER_INCH, style=style,
        )
        for field in form.fields
    )  # fmt: skip
    return _scanned(chance, SyntheticPage(image, truth, dpi), style)


def draw_blank_page(
    rng: np.random.Generator | int, *, dpi: int = 300, style: PageStyle = PLAIN
) -> SyntheticPage:
    """A form on which nobody has written."""
    return draw_form_page(rng, dpi=dpi, style=replace(style, blank=1.0))


def draw_sheet_page(
    rng: np.random.Generator | int, *, dpi: int = 200, style: PageStyle = PLAIN
) -> SyntheticPage:
    """A sheet without a form: rows of numbers as people note them down, a few or many."""
    chance = np.random.default_rng(rng)
    writer = draw_writer(chance)
    hand = tidy_writer(writer) if style.tidy else writer
    large = replace(hand, size_mm=hand.size_mm * float(chance.uniform(1.0, LARGEST)))
    looks = replace(style, tidy=False, blank=0.0)
    return draw_form_page(chance, dpi=dpi, style=looks, writer=large, plan=plan_sheet(chance))


def _scanned(rng: np.random.Generator, page: SyntheticPage, style: PageStyle) -> SyntheticPage:
    image = page.image
    for _ in range(style.folds):
        image = folded(rng, image)
    page = _laid(page, skewed(image, _angle(rng, style), fill=int(np.median(image[::9, ::9]))))
    if style.perspective > 0.0:
        page = _laid(page, photographed(rng, page.image, strength=style.perspective))
    image = _lit(rng, page.image, style)
    if style.mode == "bilevel":
        image = as_bilevel(rng, image)
    if style.jpeg:
        image = as_jpeg(image, style.jpeg)
    page = replace(page, image=image)
    return _laid(page, turned(image, style.quarters)) if style.quarters % 4 else page


def _angle(rng: np.random.Generator, style: PageStyle) -> float:
    return float(rng.uniform(-style.skew, style.skew))


def _lit(rng: np.random.Generator, image: Image, style: PageStyle) -> Image:
    if rng.random() < 0.6:
        image = np.asarray(cv2.GaussianBlur(image, (3, 3), float(rng.uniform(0.3, 0.7))), np.uint8)
    if style.mode == "photo":
        image = vignetted(rng, image, depth=style.shadow)
    else:
        image = add_shadow(rng, image, depth=float(rng.uniform(0.0, style.shadow)))
    return add_noise(rng, image, sigma=float(rng.uniform(0.5, max(0.6, style.noise))))


def _laid(page: SyntheticPage, warped: Warped) -> SyntheticPage:
    """The page after a move; its truth moves along."""
    shape = (warped.image.shape[0], warped.image.shape[1])
    truth = tuple(_moved(item, warped, shape) for item in page.truth)
    return SyntheticPage(warped.image, truth, page.dpi)


def _moved(item: TruthString, warped: Warped, shape: tuple[int, int]) -> TruthString:
    boxes = tuple(moved_box(box, warped.matrix, shape=shape) for box in item.digit_boxes)
    return replace(item, box=moved_box(item.box, warped.matrix, shape=shape), digit_boxes=boxes)
