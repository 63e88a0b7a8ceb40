"""Is a line printed or written by hand? Presses are regular, hands are not.

Evidence of a whole line, all relative to its own letters: how well feet and heads stand on
common lines, how even the strokes are, how alike letters of one size are, how upright and
straight the edges. A logistic regression weighs it; the weights were fitted on form pages of
our own and on ``train`` handwriting (``scripts/fit_print_likeness.py``).
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.layout.print_shapes import print_shape
from reader.records import Box, Component, Mask

__all__ = [
    "PRINT_EVIDENCE",
    "find_print",
    "is_page_number",
    "is_perhaps_print",
    "leave_out_print",
    "letter_height",
    "measure_print_evidence",
    "print_likeness",
]

PRINT_EVIDENCE = ("feet", "heads", "even", "twins", "upright", "gaps", "many", "flat")
"""Parts of the letters that stand on one line with their feet, with their heads; evenness of
the strokes; letters that have a twin; upright straight edges; evenness of gaps; number of
letters (log); how low the letters are for their strokes."""

NEAR = 0.07
"""Feet or heads within this part of a letter's height are on one line."""

FEW = 3
"""Letters from which a part alone can be sure to be print."""

PERHAPS = 0.25
"""Likeness from which a part is print if the page has print of the same face."""

LEGIBLE, HARDLY_LEGIBLE = 18, 15
"""Pixels from which the height of letters shows whether each was printed, and from which it does
where they look clearly written; smaller ones are not asked: blurred, they all look written."""

CLEARLY = -1.0
"""Mean natural log of the odds below which characters look clearly written."""

RIM, LONGEST_NUMBER = 0.1, 3
"""Part of a page's height at its head and foot where its number stands, and its digits."""

SAME_HEIGHT = 0.15
"""Tolerance of the letters' height within one face."""

SAME_STROKE = 0.2
"""Tolerance of the strokes' width within one face."""

CAPITALS = 80
"""Percentile of the letters' heights that a face is known by: above small letters, below blots."""

BUT_HEADINGS = 90
"""Percentile of the faces' heights on a page, that of the larger ones of its text."""

LETTER = 0.45
"""What is lower than this part of the tallest is a dot or comma; small letters are higher."""

STROKES_A_HEIGHT = 4
"""Letters no more than this many strokes high are as flat as can be told: bold small print."""

MOST_NEIGHBOURS = 30
"""Letters whose slopes are compared with each other: more do not change the median."""

THUMB = 16
"""Side in pixels of the pictures by which letters are compared: shape, not edge."""

SAME_SIZE, SAME_SIZE_PIXELS = 0.06, 1
"""Twins differ in height and width by this part and this many pixels: print is that even."""

SAME_INK = 0.9
"""Correlation of twins' ink at least; two of one hand's digits are seldom so alike."""

UNEVEN_GAPS = 3.0
"""How fast uneven gaps count as uneven: by a factor of e for a third of the letters' height."""

CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8)
"""What a pixel of ink that is no edge has around it."""

_INTERCEPT = -18.778
_SLOPES = np.array([0.096, 0.089, 5.001, 3.696, 10.618, -0.551, 0.927, 11.243])


def leave_out_print(
    parts: Sequence[tuple[Component, ...]], *, surely: float
) -> list[tuple[Component, ...]]:
    """The parts of a page that are written by hand, in their order."""
    printed = find_print(parts, surely=surely)
    return [part for part, is_print in zip(parts, printed, strict=True) if not is_print]


def find_print(parts: Sequence[tuple[Component, ...]], *, surely: float) -> list[bool]:
    """Which parts of a page are printed.

    A part is print if its likeness reaches ``surely``; a likeness of :data:`PERHAPS` is enough
    where surely printed parts of the page have letters of the same size and stroke. A part of
    one or two letters shows too little: it needs both, or two letters that stand on one line
    with other print, heads and feet. What looks written letter by letter is no print, however
    regular: a neat hand is.
    """
    likeness = [0.0 if _looks_written(part) else print_likeness(part) for part in parts]
    sure = [like >= surely and len(p) >= FEW for p, like in zip(parts, likeness, strict=True)]
    faces = [_face(part) for part, known in zip(parts, sure, strict=True) if known]
    own = [
        like >= PERHAPS and _is_set_in(_face(p), faces)
        for p, like in zip(parts, likeness, strict=True)
    ]
    printed = [
        known or (alike and (len(part) >= FEW or like >= surely))
        for part, like, known, alike in zip(parts, likeness, sure, own, strict=True)
    ]
    spans = [_span(part) for part, known in zip(parts, printed, strict=True) if known]
    return [
        known or (alike and len(part) > 1 and _is_on_a_line_with(_span(part), spans))
        for part, known, alike in zip(parts, printed, own, strict=True)
    ]


def _looks_written(part: Sequence[Component]) -> bool:
    """Whether letters large enough to show it rather look written than printed, one by one."""
    if not part:
        return False
    tallest = max(c.box.height for c in part)
    letters = [c for c in part if c.box.height >= LETTER * tallest]
    height = float(np.median([c.box.height for c in letters]))
    if height < HARDLY_LEGIBLE:
        return False
    least = 0.0 if height >= LEGIBLE else CLEARLY
    return print_shape([c.mask for c in letters]) < least


def is_perhaps_print(part: Sequence[Component], *, surely: float) -> bool:
    """Whether a part that was not found to be print looks like it, but shows too little."""
    return 0 < len(part) < FEW and print_likeness(part) >= surely


def is_page_number(part: Sequence[Component], *, letter: float, page: tuple[int, ...]) -> bool:
    """Whether a part that was not found to be print may be the number of its page: a few characters
    at the head or foot of a page of shape ``page``, no higher than a ``letter`` of its print."""
    box = Box.around(c.box for c in part)
    rim = RIM * page[0]
    if len(part) > LONGEST_NUMBER or (rim < box.bottom and box.top < page[0] - rim):
        return False
    return box.height <= (1 + SAME_HEIGHT) * letter


def letter_height(printed: Sequence[Sequence[Component]]) -> float:
    """Pixels that a page's print is high but for its headings; 0 without any."""
    heights = [np.percentile([c.box.height for c in part], CAPITALS) for part in printed]
    return float(np.percentile(heights, BUT_HEADINGS)) if heights else 0.0


def _span(components: Sequence[Component]) -> tuple[float, float]:
    """Rows of a part's heads and feet: tallest letters and deepest feet count, commas do not."""
    tallest = max(c.box.height for c in components)
    letters = [c.box for c in components if c.box.height >= LETTER * tallest]
    return float(min(b.top for b in letters)), float(np.median([b.bottom for b in letters]))


def _is_on_a_line_with(span: tuple[float, float], others: Sequence[tuple[float, float]]) -> bool:
    near = SAME_HEIGHT * (span[1] - span[0])
    return any(abs(span[0] - top) <= near and abs(span[1] - foot) <= near for top, foot in others)


def _face(components: Sequence[Component]) -> tuple[float, float]:
    """Height of the tallest letters and width of the strokes, in pixels."""
    heights = [c.box.height for c in components]
    return float(np.percentile(heights, CAPITALS)), float(
        np.median([_stroke_width(c.mask) for c in components])
    )


def _is_set_in(face: tuple[float, float], faces: Sequence[tuple[float, float]]) -> bool:
    """Whether a face is one of ``faces``, each measure within its tolerance."""
    height, stroke = face
    return any(
        abs(height - h) <= SAME_HEIGHT * h and abs(stroke - w) <= SAME_STROKE * w for h, w in faces
    )


def print_likeness(components: Sequence[Component]) -> float:
    """Probability, 0..1, that a line's components are printed; 0 for no components."""
    if not components:
        return 0.0
    total = _INTERCEPT + float(_SLOPES @ measure_print_evidence(components))
    return 1.0 / (1.0 + float(np.exp(-np.clip(total, -30, 30))))


def measure_print_evidence(components: Sequence[Component]) -> NDArray[np.float64]:
    """The evidence of a line that has at least one component, in the order of
    :data:`PRINT_EVIDENCE`."""
    tallest = max(c.box.height for c in components)
    letters = [c for c in components if c.box.height >= LETTER * tallest] or list(components)
    heights = np.array([c.box.height for c in letters], float)
    height = float(np.median(heights))
    cols = np.array([c.box.middle_col for c in letters], float)
    tops = np.array([c.box.top for c in letters], float)
    bottoms = np.array([c.box.bottom for c in letters], float)
    slope = _slope(cols, bottoms)
    strokes = np.array([_stroke_width(c.mask) for c in letters])
    return np.array(
        [
            _clustered(bottoms - slope * cols, NEAR * height, clusters=1),
            _clustered(tops - slope * cols, NEAR * height, clusters=2),
            1.0 - min(1.0, float(strokes.std() / strokes.mean())),
            _twins(letters),
            float(np.mean([_upright_edges(c.mask) for c in letters])),
            _even_gaps(letters, height),
            float(np.log(len(letters))),
            min(1.0, float(strokes.mean()) * STROKES_A_HEIGHT / height),
        ]
    )


def _slope(cols: np.ndarray, rows: np.ndarray) -> float:
    """Median slope between neighbours (Theil and Sen): a descender does not tilt the line."""
    if len(cols) < 3:
        return 0.0
    first, second = np.triu_indices(min(len(cols), MOST_NEIGHBOURS), 1)
    run = cols[second] - cols[first]
    apart = np.abs(run) > 1
    if not apart.any():
        return 0.0
    return float(np.median((rows[second] - rows[first])[apart] / run[apart]))


def _clustered(values: np.ndarray, near: float, *, clusters: int) -> float:
    """Part of the values that lie within ``near`` of the best one or two levels."""
    rest = values
    covered = 0
    for _ in range(clusters):
        if rest.size == 0:
            break
        close = np.abs(rest[:, None] - rest[None, :]) <= near
        best = close[int(close.sum(axis=1).argmax())]
        covered += int(best.sum())
        rest = rest[~best]
    alone = clusters if len(values) > clusters else len(values)
    return (covered - alone) / max(1, len(values) - alone)


def _stroke_width(mask: Mask) -> float:
    """Twice the area over the length of the edge: good enough to compare letters."""
    ink = mask.view(np.uint8)
    area = cv2.countNonZero(ink)
    return 2.0 * area / max(1, area - cv2.countNonZero(cv2.erode(ink, CROSS, borderValue=0)))


def _twins(letters: Sequence[Component]) -> float:
    """Part of the letters that have a twin: the same size and nearly the same ink."""
    if len(letters) < 2:
        return 0.0
    small = [_thumb(c.mask) for c in letters]
    pixels = np.stack(small).reshape(len(letters), -1)
    likeness = (pixels @ pixels.T) / np.maximum(
        np.sqrt(np.outer((pixels**2).sum(1), (pixels**2).sum(1))), 1e-6
    )
    sizes = np.array([(c.box.height, c.box.width) for c in letters], float)
    near = SAME_SIZE * sizes[:, None] + SAME_SIZE_PIXELS
    same = (np.abs(sizes[:, None] - sizes[None]) <= near).all(axis=2)
    twin = same & (likeness > SAME_INK)
    np.fill_diagonal(twin, False)
    return float(twin.any(axis=1).mean())


def _thumb(mask: Mask) -> NDArray[np.float32]:
    thumb = cv2.resize(mask.astype(np.float32), (THUMB, THUMB), interpolation=cv2.INTER_AREA)
    return np.asarray(thumb - thumb.mean(), np.float32)


def _upright_edges(mask: Mask) -> float:
    """The longest straight upright edge, as a part of the letter's height (1 at most)."""
    left = mask.copy()
    left[:, 1:] &= ~mask[:, :-1]
    counts = left.sum(axis=0)
    pairs = counts[:-1] + counts[1:] if counts.size > 1 else counts
    return min(1.0, float(pairs.max()) / mask.shape[0])


def _even_gaps(letters: Sequence[Component], height: float) -> float:
    """1 for gaps between neighbours that are all alike, towards 0 for uneven ones."""
    boxes = sorted((c.box for c in letters), key=lambda b: b.left)
    gaps = np.array([b.left - a.right for a, b in zip(boxes, boxes[1:], strict=False)], float)
    if gaps.size < 2:
        return 0.0
    return float(np.exp(-UNEVEN_GAPS * np.median(np.abs(gaps - np.median(gaps))) / height))
