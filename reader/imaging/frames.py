"""Which straight lines are the form's: long ones, boxes, frames, combs, and what ends on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from reader.imaging.line_ends import LEAST_REACH, ends_of, meets, meets_amid, met_by, stops_short
from reader.imaging.ruling import Ruling, RulingLimits
from reader.records import Mask

__all__ = ["believed"]

NEAR_EDGE = 2
"""Pixels between the picture's edge and a line that leaves it: crops and scans fray there."""

AT_EDGE = 1
"""Pixels to the edge that a line may lack and still leave the picture if its other end is on a
frame; narrower than :data:`NEAR_EDGE`, for such lines may be short."""

CORNER_SPAN = 1
"""Pixels around a corner in which ink is looked for: a line's course is known to about one."""

BOLD = 4.0
"""Sides at least this many pixels thick show whether there are corners outside, too."""

MORE_TEETH = 2
"""Further lines as high as one that make it a tooth of a comb: two may be the stems of an 11."""


def believed(
    horizontal: list[Ruling],
    vertical: list[Ruling],
    mask: Mask,
    stroke_width: float,
    limits: RulingLimits,
    *,
    blotted: Sequence[Ruling] = (),
    edges: Sequence[Ruling] = (),
) -> tuple[Ruling, ...]:
    """Long lines, lines along the picture's edge, the sides of boxes, and lines that end on others
    or on the ``edges`` of blackened fields.

    Of the ``blotted`` ones, which may be strokes, those that begin and end as others do, and one
    that closes a box.
    """
    rest = horizontal + vertical
    shape = (mask.shape[0], mask.shape[1])
    sure: list[Ruling] = []
    added = [r for r in rest if _stands_alone(r, shape, stroke_width, limits)]
    boxed = _boxes(rest, blotted, mask, stroke_width, limits)
    added += [r for r in boxed if not any(r is other for other in added)]
    while True:
        sure += added
        known = {id(r) for r in added}
        rest = [r for r in rest if id(r) not in known]
        added = _framed(rest, sure, mask, stroke_width, limits, edges=edges)
        if not added:
            break
    return tuple(sure + _teeth(blotted, sure, stroke_width, limits))


def _teeth(
    blotted: Sequence[Ruling], sure: Sequence[Ruling], stroke_width: float, limits: RulingLimits
) -> list[Ruling]:
    """Lines between two sure ones that begin and end beside another."""
    reach = max(LEAST_REACH, limits.end * stroke_width)
    found = []
    for ruling in blotted:
        crossing = ends_of([r for r in sure if r.vertical is not ruling.vertical])
        ends = all(meets(ruling, end, crossing, reach, limits) for end in (0, -1))
        if ends and any(_begins_and_ends_as(ruling, r, limits) for r in sure):
            found.append(ruling)
    return found


def _begins_and_ends_as(ruling: Ruling, other: Ruling, limits: RulingLimits) -> bool:
    near = max(LEAST_REACH, limits.alike * ruling.length)
    return (
        other.vertical is ruling.vertical
        and abs(other.start - ruling.start) <= near
        and abs(other.stop - ruling.stop) <= near
    )


def _boxes(
    rulings: list[Ruling],
    blotted: Sequence[Ruling],
    mask: Mask,
    stroke_width: float,
    limits: RulingLimits,
) -> list[Ruling]:
    """Lines that are the four sides of a closed box, however small; one that is long may be
    blotted."""
    long = [r for r in blotted if r.length >= limits.long * stroke_width]
    doubtful = {id(r) for r in long}
    level = [r for r in (*rulings, *long) if not r.vertical]
    upright = [r for r in (*rulings, *long) if r.vertical]
    if len(level) < 2 or len(upright) < 2:
        return []
    corners = _corners(level, upright, stroke_width, limits)
    found: dict[int, Ruling] = {}
    for top, left in np.argwhere(corners["top left"]):
        for right in np.flatnonzero(corners["top right"][top]):
            closing = corners["bottom left"][:, left] & corners["bottom right"][:, right]
            for bottom in np.flatnonzero(closing):
                sides = (level[top], level[bottom], upright[left], upright[right])
                if sum(id(s) in doubtful for s in sides) <= 1 and _has_corners(mask, *sides):
                    found.update({id(side): side for side in sides})
    return list(found.values())


def _has_corners(mask: Mask, top: Ruling, bottom: Ruling, left: Ruling, right: Ruling) -> bool:
    """Whether all four corners are inked: a zero has straight sides, but no corners; and one of a
    bold pen has none outside."""
    for level, up in ((top, -1), (bottom, 1)):
        for upright, aside in ((left, -1), (right, 1)):
            row = float(level.centre[0 if upright is left else -1])
            col = float(upright.centre[0 if level is top else -1])
            if min(level.thickness, upright.thickness) >= BOLD:
                row += up * (level.thickness / 2 - CORNER_SPAN)
                col += aside * (upright.thickness / 2 - CORNER_SPAN)
            if not _is_inked_near(mask, round(row), round(col)):
                return False
    return True


def _is_inked_near(mask: Mask, row: int, col: int) -> bool:
    rows = slice(max(0, row - CORNER_SPAN), max(0, row + CORNER_SPAN + 1))
    cols = slice(max(0, col - CORNER_SPAN), max(0, col + CORNER_SPAN + 1))
    return bool(mask[rows, cols].any())


def _corners(
    level: list[Ruling], upright: list[Ruling], stroke_width: float, limits: RulingLimits
) -> dict[str, NDArray[np.bool_]]:
    """Where an end of a level line (first axis) and one of an upright line (second) meet."""
    thickness = np.array([r.thickness for r in level])[:, None]
    reach = limits.corner * stroke_width + np.maximum(thickness, [r.thickness for r in upright])
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
    half = ruling.thickness / 2 + NEAR_EDGE
    cut_off = ruling.middle <= half or ruling.middle >= across - 1 - half
    if cut_off and ruling.length >= limits.edge * along:
        return True
    begins, ends = ruling.start <= NEAR_EDGE, ruling.stop >= along - NEAR_EDGE
    if begins and ends and ruling.length > limits.crossing * stroke_width:
        return True
    if ruling.length < limits.long * stroke_width:
        return False
    if ruling.length >= (limits.most_leaving if begins or ends else limits.most) * along:
        return True
    wide = max(shape) >= limits.page * stroke_width
    needed = limits.very_long if wide else limits.endless
    return ruling.length >= needed * stroke_width


def _framed(
    rest: list[Ruling],
    sure: list[Ruling],
    mask: Mask,
    stroke_width: float,
    limits: RulingLimits,
    *,
    edges: Sequence[Ruling],
) -> list[Ruling]:
    """Lines whose ends both meet a sure ruling, or one of the ``edges``, at right angles; or one
    end does, and the other leaves the picture or is far away.

    One that stops short of the ruling that it meets is a stroke, unless others are as high; so is a
    single level one amid a box: dividers stand upright, rows of a table go on.
    """
    reach = max(LEAST_REACH, limits.end * stroke_width)
    crossing = {
        vertical: ends_of([r for r in (*sure, *edges) if r.vertical is not vertical])
        for vertical in (False, True)
    }
    teeth, whole = _spans(rest + sure), _spans(sure)
    candidates = [r for r in rest if r.length >= limits.framed * stroke_width]
    found = []
    for ruling, (first, last) in _with_ends_met(candidates, crossing, reach, limits):
        along = mask.shape[0] if ruling.vertical else mask.shape[1]
        begins, ends = ruling.start <= AT_EDGE, ruling.stop >= along - AT_EDGE
        framed = (first and (last or ends)) or (last and begins)
        if not framed and not (
            (first or last) and _is_long(ruling, teeth, whole, stroke_width, limits)
        ):
            continue
        across = crossing[ruling.vertical]
        short = stops_short(ruling, across, reach, mask, limits)
        inside = first and last and not ruling.vertical and not _goes_on(ruling, sure, reach)
        inside = inside and meets_amid(ruling, across, reach, limits)
        if not (short or inside) or _has_teeth(ruling, teeth, limits):
            found.append(ruling)
    return found


def _goes_on(level: Ruling, others: Sequence[Ruling], reach: float) -> bool:
    """Whether another level line lies on the same course, as in the next column of a table."""
    return any(not r.vertical and abs(r.middle - level.middle) <= reach for r in others)


def _with_ends_met(
    rulings: Sequence[Ruling],
    crossing: Mapping[bool, NDArray[np.float64]],
    reach: float,
    limits: RulingLimits,
) -> Iterator[tuple[Ruling, tuple[bool, bool]]]:
    """Each ruling, and which of its ends touch a line that crosses it."""
    met = np.zeros((len(rulings), 2), bool)
    for vertical, others in crossing.items():
        own = [k for k, ruling in enumerate(rulings) if ruling.vertical is vertical]
        for end in (0, -1):
            met[own, end] = met_by([rulings[k] for k in own], end, others, reach, limits)
    yield from zip(rulings, met.tolist(), strict=True)


def _spans(rulings: Sequence[Ruling]) -> NDArray[np.int64]:
    """Whether each is vertical, its start, its stop, one a row."""
    rows = [(r.vertical, r.start, r.stop) for r in rulings]
    return np.array(rows, np.int64).reshape(-1, 3)


def _is_long(
    ruling: Ruling,
    teeth: NDArray[np.int64],
    whole: NDArray[np.int64],
    stroke_width: float,
    limits: RulingLimits,
) -> bool:
    """Whether a line may be believed for one end: it is very long, or long and as high as others.

    That is most of a sure one (``whole``), or one of three ``teeth`` of a comb. The stems of digits
    that stand on a base line are not.
    """
    if ruling.length < limits.half_framed * stroke_width:
        return False
    if ruling.length >= limits.long * stroke_width or _has_teeth(ruling, teeth, limits):
        return True
    near = max(LEAST_REACH, limits.alike * ruling.length)
    vertical, start, stop = whole.T
    holds = (vertical == ruling.vertical) & (start - near <= ruling.start)
    holds &= ruling.stop <= stop + near
    return bool((holds & (ruling.length >= limits.whole * (stop - start))).any())


def _has_teeth(ruling: Ruling, teeth: NDArray[np.int64], limits: RulingLimits) -> bool:
    """Whether enough of ``teeth``, the ruling itself among them, begin and end where it does."""
    near = max(LEAST_REACH, limits.alike * ruling.length)
    vertical, start, stop = teeth.T
    alike = (vertical == ruling.vertical) & (np.abs(start - ruling.start) <= near)
    alike &= np.abs(stop - ruling.stop) <= near
    return int(np.count_nonzero(alike)) > MORE_TEETH
