"""Handwriting of our own: digits, strings and whole form pages, with their truth.

Nothing here looks at a foreign picture; everything follows from the numpy Generator given.
"""

from __future__ import annotations

from reader.synthesis.draw import draw_capital, draw_digit
from reader.synthesis.lines import LineStyle, SyntheticLine, draw_blank_line, draw_line
from reader.synthesis.pages import (
    SyntheticPage,
    draw_blank_page,
    draw_form_page,
    draw_sheet_page,
)
from reader.synthesis.pen import Pen, draw_pen
from reader.synthesis.rubbish import draw_rubbish
from reader.synthesis.strings import DrawnString, draw_string
from reader.synthesis.styles import PageStyle, draw_page_style
from reader.synthesis.truth import TruthString, page_text, write_truth
from reader.synthesis.writer import Writer, draw_writer

__all__ = [
    "DrawnString",
    "LineStyle",
    "PageStyle",
    "Pen",
    "SyntheticLine",
    "SyntheticPage",
    "TruthString",
    "Writer",
    "draw_blank_line",
    "draw_blank_page",
    "draw_capital",
    "draw_digit",
    "draw_form_page",
    "draw_line",
    "draw_page_style",
    "draw_pen",
    "draw_rubbish",
    "draw_sheet_page",
    "draw_string",
    "draw_writer",
    "page_text",
    "write_truth",
]
