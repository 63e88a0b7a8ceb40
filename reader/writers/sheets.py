"""Sheets of an XLSX file as long as they need to be, with the looks they all share."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from reader.writers.pictures import Picture
from reader.writers.rows import Cell
from reader.writers.text import encodable

__all__ = ["ROWS_A_SHEET", "ROW_PIXELS", "SheetSeries", "Styles"]

ROWS_A_SHEET = 1_048_575
"""What the format holds, less the header."""

ROW_PIXELS = 34
"""Height of a row's picture: ink is legible, and some thirty rows fit a screen."""

_MARGIN = 2
"""Pixels between a picture and its row's borders."""

_DIGIT_PIXELS = 11
"""Width of a digit in the text's font, 12 points bold, in the widest of the usual fonts."""

_TEXT_DIGITS = 12
"""Digits for which room is kept before the ink, so that pictures stand in one column."""

_PIXELS_A_CHARACTER = 7
"""Width of a column of width 1 in the format's default font."""

_FILLS = {"review": "#FFEB9C", "blank": "#D9D9D9", "failed": "#FFC7CE", "not read": "#FFC7CE"}

_TEXT, _TEXT_LARGE, _NUMBER, _SHARE = "@", "@ large", "0", "0.0000"

_LARGE = {"text", "final_text"}
"""Columns that people look for."""

# Not allowed in XML 1.0, and not escaped by the library: in cells, and in what describes a picture.
_NO_XML = re.compile("[\ufffe\uffff]")
_NO_ATTRIBUTE = re.compile("[\x00-\x1f\ufffe\uffff]")


class Styles:
    """Cell formats by kind and status, each made once."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, str], Any] = {}
        self.header = workbook.add_format(
            {
                "bold": True,
                "bg_color": "#2F4B6E",
                "font_color": "#FFFFFF",
                "valign": "vcenter",
                "align": "left",
                "indent": 1,
            }
        )

    def of(self, kind: str, status: str) -> Any:
        """The format for a cell of ``kind`` in a row of ``status``."""
        if (kind, status) not in self._made:
            self._made[kind, status] = self._workbook.add_format(_look(kind, status))
        return self._made[kind, status]


class SheetSeries:
    """A sheet with header, filter and widths, and further ones (``name 2``) when it is full."""

    def __init__(
        self, workbook: Any, name: str, *, widths: Mapping[str, float], styles: Styles
    ) -> None:
        self._workbook = workbook
        self._name = name
        self._widths = widths
        self._styles = styles
        self._sheets = 0
        self._open()

    def write(
        self, cells: Sequence[Cell], *, status: str = "", picture: Picture | None = None
    ) -> None:
        """One row; texts stay texts, with their leading zeros."""
        if self._row == ROWS_A_SHEET:
            self.finish()
            self._open()
        self._row += 1
        if picture is not None:
            self._sheet.set_row_pixels(self._row, ROW_PIXELS + 2 * _MARGIN)
        for col, (column, cell) in enumerate(zip(self._widths, cells, strict=True)):
            self._write_cell(col, column, cell, status)
            if picture is not None and column == "text":
                self._insert(col, str(cell), picture)

    def finish(self) -> None:
        """Filters what was written; to be called once after the last row."""
        self._sheet.autofilter(0, 0, self._row, len(self._widths) - 1)

    def _open(self) -> None:
        self._sheets += 1
        self._row = 0
        name = self._name if self._sheets == 1 else f"{self._name} {self._sheets}"
        self._sheet = self._workbook.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_row_pixels(0, ROW_PIXELS)
        for col, (column, width) in enumerate(self._widths.items()):
            self._sheet.set_column(col, col, width)
            self._sheet.write_string(0, col, column, self._styles.header)
        last = len(self._widths) - 1
        area = f"A1:{chr(ord('A') + last)}{ROWS_A_SHEET + 1}"
        self._sheet.ignore_errors({"number_stored_as_text": area})
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)

    def _write_cell(self, col: int, column: str, cell: Cell, status: str) -> None:
        if isinstance(cell, float):
            self._sheet.write_number(self._row, col, cell, self._styles.of(_SHARE, status))
        elif isinstance(cell, int):
            self._sheet.write_number(self._row, col, cell, self._styles.of(_NUMBER, status))
        else:
            style = self._styles.of(_TEXT_LARGE if column in _LARGE else _TEXT, status)
            if cell:
                text = _NO_XML.sub("\ufffd", encodable(cell))
                self._sheet.write_string(self._row, col, text, style)
            else:
                self._sheet.write_blank(self._row, col, None, style)

    def _insert(self, col: int, text: str, picture: Picture) -> None:
        """The picture behind the text in the same cell: it is hidden and sorted with its row."""
        offset = (max(_TEXT_DIGITS, len(text)) + 2) * _DIGIT_PIXELS
        room = self._widths["text"] * _PIXELS_A_CHARACTER - offset
        scale = min(1.0, max(room, ROW_PIXELS) / picture.width) * picture.scale
        self._sheet.insert_image(
            self._row,
            col,
            "ink.png",
            {
                "image_data": io.BytesIO(picture.coded),
                "x_offset": offset,
                "y_offset": _MARGIN,
                "x_scale": scale,
                "y_scale": scale,
                "object_position": 1,  # moves and sizes with its cell
                "description": _NO_ATTRIBUTE.sub("\ufffd", encodable(picture.description)),
            },
        )


def _look(kind: str, status: str) -> dict[str, object]:
    look: dict[str, object] = {"num_format": kind.split()[0], "valign": "vcenter"}
    look |= {"align": "center"} if kind in (_NUMBER, _SHARE) else {"align": "left", "indent": 1}
    if kind == _TEXT_LARGE:
        look |= {"bold": True, "font_size": 12}
    if status in _FILLS:
        look |= {"bg_color": _FILLS[status], "border": 1, "border_color": "#BFBFBF"}
    return look
