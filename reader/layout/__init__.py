"""Where is a string? One verb for the three layouts."""

from __future__ import annotations

from reader.imaging.ink import PageInk
from reader.layout.page import find_page_lines
from reader.layout.single import find_single_line
from reader.records import Layout, Line
from reader.settings import LayoutSettings

__all__ = ["find_lines"]


def find_lines(page: PageInk, settings: LayoutSettings) -> tuple[Line, ...]:
    """Lines that may hold a string, in reading order; at most one for ``line`` and ``digit``."""
    if settings.mode is Layout.PAGE:
        return find_page_lines(page, settings)
    return find_single_line(page, settings)
