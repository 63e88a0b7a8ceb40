"""Printed rulings and box borders: found in the mask, removed without the strokes across them.

Method: runs of ink longer than handwriting makes are opened out of the mask, joined where they
lie on one line, kept where they are straight, even, and either long or part of a frame; then
only ink no thicker than the line is deleted, and what crosses the line stays
(design notes in ARCHITECTURE.md).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.records import Image, Mask

__all__ = ["Ruling", "find_rulings", "remove_rulings"]


@dataclass(frozen=True, slots=True, eq=False)
class Ruling:
    """A straight printed line.

    ``start`` and ``stop`` run along the line (columns of a horizontal one, rows of a vertical
    one, half-open); ``centre`` gives the position across it for each of them; ``thickness`` in
    pixels.
    """

    vertical: bool
    start: int
    stop: int
    centre: NDArray[np.float32]
    thickness: float
    slope: float

    @property
    def length(self) -> int:
        return self.stop - self.start

    @property
    def middle(self) -> float:
        return float(self.centre[0] + self.centre[-1]) / 2


@dataclass(frozen=True, slots=True)
class RulingLimits:
    """What counts as a ruling; lengths in stroke widths."""

    run: float = 5.0
    """Shortest unbroken run that a line is made of."""
    shortest: float = 6.0
    """Shortest line looked at: the side of a small box."""
    long: float = 22.0
    """A line this long that also runs through most of the picture needs no frame."""
    very_long: float = 40.0
    """A line this long needs neither on a page."""
    page: float = 250.0
    """A picture this wide or high shows more than one string: the foot of a 2 is no ruling."""
    thickest: float = 3.0
    gap: float = 4.0
    """Runs on one line with gaps up to this are one line."""
    framed: float = 8.0
    """A line this long may be believed for what it ends on."""
    half_framed: float = 14.0
    """A line this long needs only one end on a frame."""
    dash: float = 0.8
    """In dashed lines the gaps are up to this part of the shortest run."""
    bowed: float = 0.3
    """Largest deviation (standard deviation across the line) from its smooth course."""
    slope: float = 0.06
    """Steepest slope against the picture's axis, in pixels a pixel."""
    long_slope: float = 0.1
    """Steepest slope of long lines: photographed pages are no rectangles."""
    square: float = 0.03
    """Lines of a frame stand at right angles within this slope."""
    uneven: float = 0.45
    """Largest relative deviation of the thickness: pens press, presses do not."""


LIMITS = RulingLimits()


def find_rulings(
    mask: Mask, *, stroke_width: float, limits: RulingLimits = LIMITS
) -> tuple[Ruling, ...]:
    """Straight lines of a form in a mask; none in a blank one."""
    horizontal = _find_along_rows(mask, stroke_width, limits, vertical=False)
    vertical = _find_along_rows(np.ascontiguousarray(mask.T), stroke_width, limits, vertical=True)
    return _believed(horizontal, vertical, mask, stroke_width, limits)


def remove_rulings(mask: Mask, rulings: tuple[Ruling, ...], *, stroke_width: float) -> Mask:
    """A copy of ``mask`` without the rulings; strokes that cross a line keep their ink."""
    cleaned = mask.copy()
    for ruling in rulings:
        _erase(cleaned.T if ruling.vertical else cleaned, ruling, stroke_width)
    return cleaned


def _find_along_rows(
    mask: Mask, stroke_width: float, limits: RulingLimits, *, vertical: bool
) -> list[Ruling]:
    run = max(7, round(limits.run * stroke_width))
    ink = mask.view(np.uint8)
    bridged = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
    runs = _widened(_narrowed(bridged, run), run)
    if not runs.any():
        return []
    gap = max(3, round(limits.gap * stroke_width), round(limits.dash * run))
    joined = _narrowed(_widened(runs, gap), gap)
    joined = cv2.dilate(joined, np.ones((3, 1), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(
        joined, 8, cv2.CV_32S, cv2.CCL_BBDT
    )
    found = []
    for label in range(1, count):
        left, top, width, height, _ = (int(v) for v in stats[label])
        if width < max(1.5 * run, limits.shortest * stroke_width) or height > width:
            continue
        window = (slice(top, top + height), slice(left, left + width))
        part = (labels[window] == label) & (runs[window] > 0)
        ruling = _traced(part, top, left, stroke_width, limits, vertical=vertical)
        if ruling is not None:
            found.append(ruling)
    return found


def _narrowed(ink: Image, cols: int) -> Image:
    return np.asarray(cv2.erode(ink, np.ones((1, cols), np.uint8), anchor=(cols // 2, 0)), np.uint8)


def _widened(ink: Image, cols: int) -> Image:
    """Undoes :func:`_narrowed` in place: an even kernel's middle lies half a pixel beside it."""
    anchor = (cols - 1 - cols // 2, 0)
    return np.asarray(cv2.dilate(ink, np.ones((1, cols), np.uint8), anchor=anchor), np.uint8)


def _traced(
    part: Mask, top: int, left: int, stroke_width: float, limits: RulingLimits, *, vertical: bool
) -> Ruling | None:
    """The ruling that the runs of ``part`` lie on, if they are straight, even and thin."""
    inked = np.flatnonzero(part.any(axis=0))
    left, part = left + int(inked[0]), part[:, inked[0] : inked[-1] + 1]
    thickness = part.sum(axis=0)
    inked = np.flatnonzero(thickness)
    if inked.size < 0.55 * part.shape[1]:
        return None
    typical = float(np.median(thickness[inked]))
    if typical > max(limits.thickest * stroke_width, 3.0):
        return None
    even = inked[thickness[inked] <= 2.0 * typical + 1]
    if even.size < 3 or float(np.std(thickness[even])) > limits.uneven * typical + 0.5:
        return None
    centres = (np.arange(part.shape[0]) @ part[:, even]) / thickness[even]
    slope, offset = _fit(even, centres)
    residual = centres - (slope * even + offset)
    near = np.abs(residual) <= max(2.0, 2.5 * float(np.std(residual)))
    slope, offset = _fit(even[near], centres[near])
    bowed = float(np.std(centres[near] - (slope * even[near] + offset)))
    long = part.shape[1] >= limits.long * stroke_width
    allowed = max(0.8, limits.bowed * stroke_width, (0.01 if long else 0.004) * part.shape[1])
    if bowed > allowed or abs(slope) > (limits.long_slope if long else limits.slope):
        return None
    along = np.arange(part.shape[1])
    centre = _smoothed(along, even, centres, slope, offset, width=stroke_width)
    centre = (centre + top).astype(np.float32)
    return Ruling(vertical, left, left + part.shape[1], centre, typical, float(slope))


def _fit(along: np.ndarray, across: np.ndarray) -> tuple[float, float]:
    """Least squares line through points that are not all at one place."""
    middle, level = float(along.mean()), float(across.mean())
    apart = along - middle
    slope = float(apart @ (across - level)) / max(float(apart @ apart), 1e-9)
    return slope, level - slope * middle


def _smoothed(
    along: np.ndarray,
    at: np.ndarray,
    centres: np.ndarray,
    slope: float,
    offset: float,
    *,
    width: float,
) -> np.ndarray:
    """Local course of the line around its fit: paper bends, rulings bend with it."""
    straight = slope * along + offset
    local = np.interp(along, at, centres) - straight
    window = int(max(9, 10 * width)) | 1
    padded = np.pad(np.clip(local, -width, width), window // 2, mode="edge")
    return straight + np.convolve(padded, np.ones(window) / window, mode="valid")


def _believed(
    horizontal: list[Ruling],
    vertical: list[Ruling],
    mask: Mask,
    stroke_width: float,
    limits: RulingLimits,
) -> tuple[Ruling, ...]:
    """Long lines, lines along the picture's edge, and lines that end on others."""
    rest = horizontal + vertical
    shape = (mask.shape[0], mask.shape[1])
    sure: list[Ruling] = []
    added = [r for r in rest if _stands_alone(r, shape, stroke_width, limits)]
    added += [r for r in _boxes(rest, mask, stroke_width) if not any(r is other for other in added)]
    while added:
        sure += added
        rest = [r for r in rest if not any(r is other for other in added)]
        added = _framed(rest, sure, shape, stroke_width)
    return tuple(sure)


def _boxes(rulings: list[Ruling], mask: Mask, stroke_width: float) -> list[Ruling]:
    """Lines that are the four sides of a closed box, however small."""
    level = [r for r in rulings if not r.vertical]
    upright = [r for r in rulings if r.vertical]
    if len(level) < 2 or len(upright) < 2:
        return []
    corners = _corners(level, upright, stroke_width)
    found: dict[int, Ruling] = {}
    for top, left in np.argwhere(corners["top left"]):
        for right in np.flatnonzero(corners["top right"][top]):
            closing = corners["bottom left"][:, left] & corners["bottom right"][:, right]
            for bottom in np.flatnonzero(closing):
                sides = (level[top], level[bottom], upright[left], upright[right])
                if _has_corners(mask, *sides):
                    found.update({id(side): side for side in sides})
    return list(found.values())


def _has_corners(mask: Mask, top: Ruling, bottom: Ruling, left: Ruling, right: Ruling) -> bool:
    """Whether all four corners are inked: a zero has straight sides, but no corners."""
    for level in (top, bottom):
        for upright, end in ((left, 0), (right, -1)):
            row = round(float(level.centre[end]))
            col = round(float(upright.centre[0 if level is top else -1]))
            if not mask[max(0, row - 1) : row + 2, max(0, col - 1) : col + 2].any():
                return False
    return True


def _corners(
    level: list[Ruling], upright: list[Ruling], stroke_width: float
) -> dict[str, NDArray[np.bool_]]:
    """Where an end of a level line (first axis) and one of an upright line (second) meet."""
    thickness = np.array([r.thickness for r in level])[:, None]
    reach = 0.6 * stroke_width + np.maximum(thickness, [r.thickness for r in upright])
    ends = {}
    for row, at in (("top", 0), ("bottom", -1)):
        for col, end in (("left", 0), ("right", -1)):
            level_col = np.array([r.start if end == 0 else r.stop for r in level])
            level_row = np.array([float(r.centre[end]) for r in level])
            upright_row = np.array([r.start if at == 0 else r.stop for r in upright])
            upright_col = np.array([float(r.centre[at]) for r in upright])
            near_row = np.abs(level_row[:, None] - upright_row[None, :]) <= reach
            near_col = np.abs(level_col[:, None] - upright_col[None, :]) <= reach
            ends[f"{row} {col}"] = near_row & near_col
    return ends


def _stands_alone(
    ruling: Ruling, shape: tuple[int, int], stroke_width: float, limits: RulingLimits
) -> bool:
    across, along = (shape[1], shape[0]) if ruling.vertical else (shape[0], shape[1])
    half = ruling.thickness / 2 + 2.0
    cut_off = ruling.middle <= half or ruling.middle >= across - 1 - half
    if cut_off and ruling.length >= 0.3 * along:
        return True
    if ruling.start <= 2 and ruling.stop >= along - 2 and ruling.length > 8 * stroke_width:
        return True
    if ruling.length < limits.long * stroke_width:
        return False
    leaves = ruling.start <= 2 or ruling.stop >= along - 2
    if ruling.length >= (0.5 if leaves else 0.75) * along:
        return True
    wide = max(shape) >= limits.page * stroke_width
    return wide and ruling.length >= limits.very_long * stroke_width


def _framed(
    rest: list[Ruling], sure: list[Ruling], shape: tuple[int, int], stroke_width: float
) -> list[Ruling]:
    """Lines whose ends both meet a sure ruling at right angles; or one end does, and the other
    leaves the picture or is far away."""
    reach = max(2.0, 0.8 * stroke_width)
    found = []
    crossing = {
        vertical: _ends_of([r for r in sure if r.vertical is not vertical])
        for vertical in (False, True)
    }
    for ruling in rest:
        if ruling.length < LIMITS.framed * stroke_width:
            continue
        along = shape[0] if ruling.vertical else shape[1]
        first = _meets(ruling, 0, crossing[ruling.vertical], reach)
        last = _meets(ruling, -1, crossing[ruling.vertical], reach)
        begins, ends = ruling.start <= 1, ruling.stop >= along - 1
        long = ruling.length >= LIMITS.half_framed * stroke_width
        if (first and (last or ends or long)) or (last and (begins or long)):
            found.append(ruling)
    return found


def _ends_of(rulings: list[Ruling]) -> NDArray[np.float64]:
    """Start, stop, position at the start, slope and thickness of lines, one a row."""
    rows = [(r.start, r.stop, float(r.centre[0]), r.slope, r.thickness) for r in rulings]
    return np.array(rows, float).reshape(-1, 5)


def _meets(ruling: Ruling, end: int, crossing: NDArray[np.float64], reach: float) -> bool:
    """Whether a ruling's end touches one of the crossing lines at right angles."""
    if crossing.size == 0:
        return False
    along = ruling.start if end == 0 else ruling.stop
    across = float(ruling.centre[end])
    start, stop, level, slope, thickness = crossing.T
    beside = (start - reach <= across) & (across <= stop + reach)
    at = level + slope * (np.clip(across, start, stop) - start)
    square = np.abs(slope + ruling.slope) <= LIMITS.square
    return bool((beside & square & (np.abs(at - along) <= reach + thickness)).any())


def _erase(mask: Mask, ruling: Ruling, stroke_width: float) -> None:
    """Delete the line from ``mask`` (rows across it), sparing strokes on both sides of it."""
    half = ruling.thickness / 2 + 1.0
    along = np.arange(ruling.start, ruling.stop)
    upper = np.floor(ruling.centre - half).astype(int)
    lower = np.ceil(ruling.centre + half).astype(int)
    band = np.arange(int((lower - upper).max()) + 1)[:, None] + upper[None, :]
    inside = (band <= lower[None, :]) & (band >= 0) & (band < mask.shape[0])
    crossed = _inked(mask, upper - 1, along) & _inked(mask, upper - 2, along)
    under = _inked(mask, lower + 1, along) & _inked(mask, lower + 2, along)
    kept = _spread(crossed, ruling.thickness, stroke_width) & _spread(
        under, ruling.thickness, stroke_width
    )
    delete = inside & ~kept[None, :]
    rows, cols = np.nonzero(delete)
    mask[band[rows, cols], along[cols]] = False


def _inked(mask: Mask, rows: np.ndarray, cols: np.ndarray) -> Mask:
    valid = (rows >= 0) & (rows < mask.shape[0])
    return valid & mask[np.clip(rows, 0, mask.shape[0] - 1), cols]


def _spread(ink: Mask, thickness: float, stroke_width: float) -> Mask:
    """Columns within a line's thickness of ink, but not where ink runs along the line."""
    reach = int(np.ceil(thickness / 2)) + 1
    kernel = np.ones((1, 2 * reach + 1), np.uint8)
    return cv2.dilate(ink.view(np.uint8)[None, :], kernel)[0] > 0
