"""Strings that go on beside their end, as far as one can tell: a person should look.

Digits in cells stand at one pitch. Where the next ink of a row stands at the pitch of a string's
own digits and is a line by itself all the same, a divider or its rest parted what belongs together.
In a picture of one string, what was left out beside it may have been a digit, too.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np

from reader.imaging.ruling import Ruling
from reader.reasons import Reason
from reader.records import Box, Component, Line

__all__ = ["mark_incomplete", "mark_left_out", "mark_parted"]

FULL_HEIGHT = 0.6
"""Ink of this part of the line's height and more may be a digit."""

WIDE_PITCH = 1.1
"""Digits stand in cells if their pitch is this many digit heights; closer ones need no cells."""

SAME_PITCH = (0.6, 1.35)
"""The next digit stands so many pitches from the string's last one, middle to middle."""

SAME_LEVEL = 0.5
"""Lines of one row share this part of the lower one's height."""

SLIM, HIGH = 0.25, 1.3
"""Ink so slim, as a part of its height, and so many times as high as the others is a divider."""

FARTHEST = 6.0
"""Line heights between digits in the widest cells of combs."""

LIKE_HEIGHT = (0.5, 2.0)
"""The next digit is so many times as high as the string's own."""

AS_HIGH = (0.7, 1.4)
"""Ink left out beside a line that may be a digit of it is so many digit heights high."""

SPECK, CLOSE = 0.3, 0.6
"""Digit heights of ink that may be a letter, and ink heights between the letters of a word."""

BROAD = 1.3
"""Ink wider than this many times its height is no single digit."""

NEXT_CELL = (0.7, 2.2)
"""Digit heights from one digit to that of the next cell of a comb, middle to middle."""

OWN_SIDE = (0.8, 3.2)
"""Digit heights that the sides of a comb's boxes are long; a table's lines are longer."""

BESIDE = 0.6
"""Lines of one picture that share this part of the lower one's height stand side by side."""


def mark_incomplete(lines: Sequence[Line]) -> list[Line]:
    """The lines, in the same order; those that may go on beside their end have the reason.

    No printed line goes on in a written one.
    """
    marked: set[int] = set()
    for one, two in _neighbours([line.box for line in lines]):
        if lines[one].kind == lines[two].kind and _goes_on(lines[one], lines[two]):
            marked |= {one, two}
    return _marked(lines, marked)


def mark_parted(lines: Sequence[Line], rulings: Sequence[Ruling]) -> list[Line]:
    """The lines, in the same order; those have the reason that stand as near to each other as the
    digits of a comb do, among sides of boxes that are no table's: not all of these were found.

    Two combs that were found whole are two strings.
    """
    uprights = [r for r in rulings if r.vertical]
    marked: set[int] = set()
    for one, two in _neighbours([line.box for line in lines]):
        left, right = lines[one], lines[two]
        if left.box.left > right.box.left or left.kind != right.kind:
            continue
        if not (left.boxed and right.boxed) and _are_parted(left, right, uprights):
            marked |= {one, two}
    return _marked(lines, marked)


def _are_parted(left: Line, right: Line, uprights: Sequence[Ruling]) -> bool:
    own, theirs = _digits(left), _digits(right)
    if not own or not theirs:
        return False
    height = float(np.median([c.box.height for c in (*own, *theirs)]))
    last, first = own[-1].box, theirs[0].box
    pitch = _pitch(own[-1], theirs[0])
    if not NEXT_CELL[0] * height <= pitch <= NEXT_CELL[1] * height:
        return False
    near = [
        r
        for r in uprights
        if last.left - pitch <= r.middle <= first.right + pitch
        and r.start <= last.middle_row <= r.stop
    ]
    if any(last.middle_col < r.middle < first.middle_col for r in near if _is_long(r, height)):
        return False
    return any(r.length >= OWN_SIDE[0] * height and not _is_long(r, height) for r in near)


def _is_long(ruling: Ruling, height: float) -> bool:
    return ruling.length > OWN_SIDE[1] * height


def mark_left_out(
    lines: Sequence[Line], components: Sequence[Component], *, digit_height: float
) -> list[Line]:
    """The lines of a picture of one string, in the same order; one beside which a component that no
    line has may be a digit has the reason, and all of them if two stand side by side."""
    own = {c for line in lines for c in line.components}
    rest = [c for c in components if c not in own and c.box.height >= SPECK * digit_height]
    least, most = (factor * digit_height for factor in AS_HIGH)
    others = [
        Line(c.box, (c,))
        for c in rest
        if least <= c.box.height <= most
        and c.box.width <= BROAD * c.box.height
        and not any(o is not c and _is_next_to(o.box, c.box) for o in rest)
    ]
    marked = mark_incomplete([*lines, *others])[: len(lines)]
    ordered = sorted((line.box for line in lines), key=lambda box: box.left)
    if any(_are_level(a, b) for a, b in itertools.pairwise(ordered)):
        marked = [_with_reason(line) for line in marked]
    return marked


def _are_level(box: Box, other: Box) -> bool:
    """Whether two lines stand side by side: what lay between them may not have been found."""
    shared = min(box.bottom, other.bottom) - max(box.top, other.top)
    return shared >= BESIDE * min(box.height, other.height)


def _is_next_to(other: Box, box: Box) -> bool:
    """Whether ink stands as close beside other ink as the letters of a word do."""
    gap = max(other.left - box.right, box.left - other.right)
    level = other.top < box.middle_row < other.bottom or box.top < other.middle_row < box.bottom
    return level and gap <= CLOSE * box.height


def _marked(lines: Sequence[Line], numbers: Collection[int]) -> list[Line]:
    return [_with_reason(line) if i in numbers else line for i, line in enumerate(lines)]


def _with_reason(line: Line) -> Line:
    return replace(line, reasons=tuple(dict.fromkeys((*line.reasons, Reason.INCOMPLETE))))


def _goes_on(line: Line, other: Line) -> bool:
    """Whether the other line's nearest digit stands where the line's next one would."""
    own, theirs = _digits(line), _digits(other)
    if len(own) < 2 or not theirs:
        return False
    height = float(np.median([c.box.height for c in own]))
    pitch = float(np.median([_pitch(a, b) for a, b in itertools.pairwise(own)]))
    if pitch < WIDE_PITCH * height:
        return False
    ends = ((own[-1], theirs[0]), (theirs[-1], own[0]))
    nearest = [(_pitch(a, b) / pitch, a if b in own else b) for a, b in ends]
    return any(
        SAME_PITCH[0] <= distance <= SAME_PITCH[1]
        and LIKE_HEIGHT[0] <= found.box.height / height <= LIKE_HEIGHT[1]
        for distance, found in nearest
    )


def _digits(line: Line) -> list[Component]:
    """Components as high as digits, from left to right; rests of dividers left out."""
    wide = [c for c in line.components if c.box.width > SLIM * c.box.height] or line.components
    highest = max(c.box.height for c in wide)
    tall = [c for c in wide if c.box.height >= FULL_HEIGHT * highest]
    slim = [c for c in line.components if c not in wide]
    tall += [c for c in slim if FULL_HEIGHT * highest <= c.box.height <= HIGH * highest]
    return sorted(tall, key=lambda c: c.box.left)


def _pitch(one: Component, other: Component) -> float:
    return _middle(other) - _middle(one)


def _middle(component: Component) -> float:
    return component.box.middle_col


def _neighbours(boxes: Sequence[Box]) -> Iterator[tuple[int, int]]:
    """Each two boxes of one row, in both orders, with no more between them than the gap of two
    digits in wide cells."""
    if not boxes:
        return
    tops, bottoms = np.array([b.top for b in boxes]), np.array([b.bottom for b in boxes])
    lefts, rights = np.array([b.left for b in boxes]), np.array([b.right for b in boxes])
    heights = bottoms - tops
    for one, box in enumerate(boxes):
        shared = np.minimum(bottoms, box.bottom) - np.maximum(tops, box.top)
        level = shared >= SAME_LEVEL * np.minimum(heights, box.height)
        gap = np.maximum(lefts - box.right, box.left - rights)
        near = level & (gap >= 0) & (gap <= FARTHEST * box.height)
        yield from ((one, int(two)) for two in np.flatnonzero(near))
