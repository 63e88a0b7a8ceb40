"""Texts on their way into files: what no file can hold, and what a spreadsheet would execute."""

from __future__ import annotations

import re

__all__ = ["encodable", "neutralise", "restore"]

# What spreadsheets take as the start of a formula: the four signs, their full-width twins (read as
# signs under Japanese settings), and the white space that is stripped before one looks for them.
# Quotes in front belong to it, so that restore() can tell its own quote from one of the text's.
_FORMULA = re.compile("^'*[=+\\-@＝＋－＠\t\r\n]")


def encodable(text: str) -> str:
    """``text`` as UTF-8 can hold it.

    File names that are not UTF-8 reach Python with lone surrogates in them; each is written as
    its escape (``\\udcff``). Any other text comes back as it is.
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def neutralise(text: str) -> str:
    """``text`` with a ``'`` in front where a spreadsheet could take it for a formula.

    >>> neutralise("=1+1"), neutralise("0042")
    ("'=1+1", '0042')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def restore(text: str) -> str:
    """The text that :func:`neutralise` was given.

    >>> restore("'=1+1"), restore("'quoted'")
    ('=1+1', "'quoted'")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
