"""Handwriting of our own: digits, strings and whole form pages, with their truth.

Nothing here looks at a foreign picture; everything follows from the numpy Generator given.
"""

from __future__ import annotations

from reader.synthesis.draw import draw_digit
from reader.synthesis.pages import SyntheticPage, TruthString, draw_form_page
from reader.synthesis.pen import Pen, draw_pen
from reader.synthesis.strings import DrawnString, draw_string
from reader.synthesis.truth import page_text, write_truth
from reader.synthesis.writer import Writer, draw_writer

__all__ = [
    "DrawnString",
    "Pen",
    "SyntheticPage",
    "TruthString",
    "Writer",
    "draw_digit",
    "draw_form_page",
    "draw_pen",
    "draw_string",
    "draw_writer",
    "page_text",
    "write_truth",
]
