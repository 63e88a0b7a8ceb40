"""Plans of form pages, in millimetres: where fields, rulings and printed words stand.

A plan knows nothing of pixels or ink, so the same form can be drawn at any resolution, filled or
blank. Origin is the page's top left corner; rows down, columns right.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from reader.synthesis.words import COLUMN_WORDS, LABELS, SENTENCES, TITLES

__all__ = ["A4_MM", "Field", "FormPlan", "PrintedText", "Rule", "plan_form"]

A4_MM = (297.0, 210.0)
"""Height and width of the page."""

MARGIN_MM = 17.0
GAP_MM = 6.0
"""Free height between two blocks."""


@dataclass(frozen=True, slots=True)
class PrintedText:
    """Words whose baseline starts at (``row``, ``col``); ``size`` is the font's size in mm."""

    text: str
    row: float
    col: float
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A printed straight line, horizontal or vertical; ``dots`` > 0 is the pitch of its dots."""

    top: float
    left: float
    bottom: float
    right: float
    width: float
    dots: float = 0.0


@dataclass(frozen=True, slots=True)
class Field:
    """A place for one string. ``kind`` is box, comb, cell or line; ``cells`` counts a comb's
    cells (0 elsewhere); ``length`` is how many digits belong here; ``row`` counts the rows of
    fields from the top."""

    name: str
    kind: str
    top: float
    left: float
    height: float
    width: float
    length: int
    row: int
    cells: int = 0


@dataclass(frozen=True, slots=True)
class FormPlan:
    """A whole page."""

    size: tuple[float, float]
    prints: tuple[PrintedText, ...] = ()
    rules: tuple[Rule, ...] = ()
    fields: tuple[Field, ...] = ()

    def __add__(self, other: FormPlan) -> FormPlan:
        return FormPlan(
            self.size,
            self.prints + other.prints,
            self.rules + other.rules,
            self.fields + other.fields,
        )


def plan_form(
    rng: np.random.Generator,
    *,
    digits: int,
    size: tuple[float, float] = A4_MM,
    marks: bool = False,
    printed_digits: bool = False,
) -> FormPlan:
    """A form with fields for about ``digits`` digits, or as many as the page holds.

    ``marks`` prints black squares in the four corners, ``printed_digits`` a form number, item
    numbers and a page number.
    """
    plan, top = _heading(rng, size)
    ink = float(rng.uniform(0.15, 0.5))
    row = wanted = 0
    while wanted < digits and top < size[0] - MARGIN_MM - 12.0:
        block = _BLOCKS[int(rng.choice(len(_BLOCKS), p=_BLOCK_CHANCES))]
        part, bottom, row = block(rng, size, top, row, digits - wanted, ink)
        if bottom > size[0] - MARGIN_MM:
            break
        plan = plan + part
        top = bottom + GAP_MM * float(rng.uniform(0.7, 1.4))
        wanted += sum(field.length for field in part.fields)
    named = tuple(replace(f, name=f"{i:02d}_{f.kind}") for i, f in enumerate(plan.fields, 1))
    plan = replace(plan, fields=named) + _footer(rng, size, top)
    if marks:
        plan = replace(plan, rules=plan.rules + _corner_marks(size))
    return _numbered(rng, plan) if printed_digits else plan


def _heading(rng: np.random.Generator, size: tuple[float, float]) -> tuple[FormPlan, float]:
    top = MARGIN_MM + float(rng.uniform(0.0, 6.0))
    prints = [PrintedText(str(rng.choice(TITLES)), top + 6.0, MARGIN_MM, 6.5, bold=True)]
    for i, sentence in enumerate(rng.permutation(SENTENCES)[: int(rng.integers(1, 4))]):
        prints.append(PrintedText(str(sentence), top + 12.5 + 4.6 * i, MARGIN_MM, 3.4))
    bottom = prints[-1].row + 5.0
    rules: tuple[Rule, ...] = ()
    if rng.random() < 0.5:
        rules = (Rule(bottom, MARGIN_MM, bottom, size[1] - MARGIN_MM, 0.4),)
    return FormPlan(size, tuple(prints), rules), bottom + 5.0


def _footer(rng: np.random.Generator, size: tuple[float, float], top: float) -> FormPlan:
    if top > size[0] - MARGIN_MM - 6.0 or rng.random() < 0.3:
        return FormPlan(size)
    text = PrintedText(str(rng.choice(SENTENCES)), size[0] - MARGIN_MM, MARGIN_MM, 3.0)
    return FormPlan(size, (text,))


def _corner_marks(size: tuple[float, float]) -> tuple[Rule, ...]:
    """Squares of 5 mm, as thick rulings."""
    rows, cols = (9.0, size[0] - 9.0), (7.0, size[1] - 12.0)
    return tuple(Rule(row, col, row, col + 5.0, 5.0) for row in rows for col in cols)


def _numbered(rng: np.random.Generator, plan: FormPlan) -> FormPlan:
    """The plan with printed numbers: form, items, page."""
    form = PrintedText(
        f"Form {rng.integers(10, 999)}-{rng.integers(1, 99):02d}", 11.0, plan.size[1] - 50.0, 3.2
    )
    page = PrintedText(f"{rng.integers(1, 30)}", plan.size[0] - 9.0, plan.size[1] / 2.0, 3.2)
    labelled = [
        replace(item, text=f"{i}. {item.text}") if item.text.rstrip(":") in LABELS else item
        for i, item in enumerate(plan.prints, 1)
    ]
    return replace(plan, prints=(*labelled, form, page))


def _boxes(
    rng: np.random.Generator,
    size: tuple[float, float],
    top: float,
    row: int,
    digits: int,
    ink: float,
) -> tuple[FormPlan, float, int]:
    """Rows of labelled frames."""
    height, label = float(rng.uniform(9.0, 12.0)), float(rng.uniform(3.0, 3.8))
    plan, left_digits = FormPlan(size), digits
    for _ in range(int(rng.integers(1, 4))):
        if left_digits <= 0:
            break
        col = MARGIN_MM
        while True:
            length = int(rng.integers(2, 9))
            width = 6.5 * length + float(rng.uniform(6.0, 14.0))
            if col + width > size[1] - MARGIN_MM:
                break
            word = PrintedText(_label(rng, plan), top + label, col, label)
            field = Field("", "box", top + label + 1.6, col, height, width, length, row)
            plan = plan + FormPlan(size, (word,), _frame(field, ink), (field,))
            left_digits -= length
            col += max(width, 2.1 * len(word.text)) + float(rng.uniform(6.0, 16.0))
        top += label + 1.6 + height + float(rng.uniform(3.5, 6.0))
        row += 1
    return plan, top, row


def _combs(
    rng: np.random.Generator,
    size: tuple[float, float],
    top: float,
    row: int,
    digits: int,
    ink: float,
) -> tuple[FormPlan, float, int]:
    """Lines of a label and cells for single digits."""
    height, cell = float(rng.uniform(8.0, 10.0)), float(rng.uniform(6.5, 8.5))
    style = str(rng.choice(("closed", "apart", "ticks")))
    label = float(rng.uniform(3.2, 4.0))
    plan, left_digits = FormPlan(size), digits
    for _ in range(int(rng.integers(2, 5))):
        if left_digits <= 0:
            break
        length = int(rng.integers(3, 9))
        col = MARGIN_MM + 55.0
        word = PrintedText(_label(rng, plan), top + 0.65 * height, MARGIN_MM, label)
        field = Field("", "comb", top, col, height, cell * length, length, row, cells=length)
        plan = plan + FormPlan(size, (word,), _comb_rules(field, style, ink), (field,))
        left_digits -= length
        top, row = top + height + float(rng.uniform(3.0, 5.0)), row + 1
    return plan, top, row


def _table(
    rng: np.random.Generator,
    size: tuple[float, float],
    top: float,
    row: int,
    digits: int,
    ink: float,
) -> tuple[FormPlan, float, int]:
    """A ruled table with printed heads and row names."""
    names, cols = 42.0, int(rng.integers(2, 5))
    width = (size[1] - 2 * MARGIN_MM - names) / cols
    height = float(rng.uniform(9.0, 11.5))
    rows = int(np.clip(rng.integers(3, 8), 1, 1 + digits // (4 * cols)))
    longest = int(np.clip(width / 6.5, 2, 8))
    plan = FormPlan(size, rules=_grid(top, MARGIN_MM, height, names, width, rows + 1, cols, ink))
    for c in range(cols):
        left = MARGIN_MM + names + c * width
        head = PrintedText(
            _label(rng, plan, COLUMN_WORDS), top + 0.62 * height, left + 2.0, 3.3, bold=True
        )
        plan = plan + FormPlan(size, (head,))
    for r in range(1, rows + 1):
        cell_top = top + r * height
        word = PrintedText(_label(rng, plan)[:20], cell_top + 0.62 * height, MARGIN_MM + 2.0, 3.2)
        fields = tuple(
            Field("", "cell", cell_top, MARGIN_MM + names + c * width, height, width,
                  int(rng.integers(2, longest + 1)), row)
            for c in range(cols)
        )  # fmt: skip
        plan = plan + FormPlan(size, (word,), (), fields)
        row += 1
    return plan, top + (rows + 1) * height, row


def _lines(
    rng: np.random.Generator,
    size: tuple[float, float],
    top: float,
    row: int,
    digits: int,
    ink: float,
) -> tuple[FormPlan, float, int]:
    """Labels with a line to write on."""
    height, dots = float(rng.uniform(9.0, 11.0)), float(rng.choice((0.0, 0.0, 1.0, 1.5)))
    plan, left_digits = FormPlan(size), digits
    for _ in range(int(rng.integers(2, 4))):
        if left_digits <= 0:
            break
        length = int(rng.integers(2, 9))
        bottom, left = top + height, MARGIN_MM + 50.0
        width = 6.5 * length + 20.0
        word = PrintedText(_label(rng, plan) + ":", bottom - 1.0, MARGIN_MM, 3.6)
        field = Field("", "line", top, left, height, width, length, row)
        rule = Rule(bottom, left, bottom, left + width, max(ink * 0.7, 0.15), dots)
        plan = plan + FormPlan(size, (word,), (rule,), (field,))
        left_digits -= length
        top, row = bottom + float(rng.uniform(2.5, 4.0)), row + 1
    return plan, top, row


def _label(rng: np.random.Generator, plan: FormPlan, words: tuple[str, ...] = LABELS) -> str:
    """A word that does not stand in ``plan`` yet."""
    used = {item.text.rstrip(":") for item in plan.prints}
    free = [word for word in words if word not in used]
    return str(rng.choice(free or words))


_BLOCKS = (_boxes, _combs, _table, _lines)
_BLOCK_CHANCES = (0.32, 0.26, 0.24, 0.18)


def _frame(field: Field, width: float) -> tuple[Rule, ...]:
    top, left = field.top, field.left
    bottom, right = top + field.height, left + field.width
    return (
        Rule(top, left, top, right, width),
        Rule(bottom, left, bottom, right, width),
        Rule(top, left, bottom, left, width),
        Rule(top, right, bottom, right, width),
    )


def _comb_rules(field: Field, style: str, width: float) -> tuple[Rule, ...]:
    pitch = field.width / field.cells
    bottom = field.top + field.height
    if style == "apart":
        cells = (
            replace(field, left=field.left + i * pitch + 0.5, width=pitch - 1.0)
            for i in range(field.cells)
        )
        return tuple(rule for cell in cells for rule in _frame(cell, width))
    ticks_top = field.top if style == "closed" else bottom - 0.3 * field.height
    cols = [field.left + i * pitch for i in range(field.cells + 1)]
    ticks = tuple(Rule(ticks_top, col, bottom, col, 0.8 * width) for col in cols)
    base = Rule(bottom, field.left, bottom, field.left + field.width, width)
    if style == "ticks":
        return (base, *ticks)
    return (base, Rule(field.top, field.left, field.top, field.left + field.width, width), *ticks)


def _grid(
    top: float,
    left: float,
    height: float,
    names: float,
    width: float,
    rows: int,
    cols: int,
    ink: float,
) -> tuple[Rule, ...]:
    right, bottom = left + names + cols * width, top + rows * height
    levels = [Rule(top + r * height, left, top + r * height, right, ink) for r in range(rows + 1)]
    uprights = [left, *(left + names + c * width for c in range(cols + 1))]
    return (*levels, *(Rule(top, col, bottom, col, ink) for col in uprights))
