"""The chain of directories in a TIFF: one a page, each readable without the others.

Adobe, *TIFF Revision 6.0* (1992); BigTIFF as libtiff writes it. Only bytes and offsets here.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from reader.errors import PageFailure

__all__ = ["Chain", "Directory", "Entry", "Form", "read_at", "read_chain"]

TYPE_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8,
              13: 4, 16: 8, 17: 8, 18: 8}  # fmt: skip
"""Bytes of one value, by TIFF field type."""

INTEGER_CODES = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
"""Field types of unsigned integers, as ``struct`` spells them."""

MOST_ENTRIES = 4096
"""No page has more tags; a larger count is rubbish."""

SUBFILE_TYPE = 254
NOT_A_PAGE = 0b101
"""Bits of the subfile type: a smaller copy of another picture (1), its transparency mask (4)."""


@dataclass(frozen=True, slots=True)
class Form:
    """Byte order (``<`` or ``>``) and whether offsets have eight bytes (BigTIFF)."""

    order: str
    big: bool

    @property
    def offset_code(self) -> str:
        return "Q" if self.big else "I"

    @property
    def offset_size(self) -> int:
        return 8 if self.big else 4

    @property
    def count_code(self) -> str:
        """How the number of a directory's entries is written."""
        return "Q" if self.big else "H"

    def unpack(self, codes: str, data: bytes) -> tuple[int, ...]:
        return struct.unpack(self.order + codes, data)

    def pack(self, codes: str, *values: int) -> bytes:
        return struct.pack(self.order + codes, *values)


@dataclass(frozen=True, slots=True)
class Entry:
    """One tag's field type, number of values, and the bytes in its place (values or offset)."""

    kind: int
    count: int
    field: bytes

    @property
    def size(self) -> int:
        return TYPE_SIZES.get(self.kind, 0) * self.count


@dataclass(frozen=True, slots=True)
class Directory:
    """The tags of one page."""

    form: Form
    entries: Mapping[int, Entry]

    def is_page(self) -> bool:
        entry = self.entries.get(SUBFILE_TYPE)
        if entry is None or entry.kind != 4:
            return True
        return not self.form.unpack("I", entry.field[:4])[0] & NOT_A_PAGE

    def value(self, file: BinaryIO, tag: int) -> bytes:
        """The bytes of a tag's values; empty where the tag is missing."""
        entry = self.entries.get(tag)
        if entry is None:
            return b""
        if entry.size <= self.form.offset_size:
            return entry.field[: entry.size]
        (offset,) = self.form.unpack(self.form.offset_code, entry.field)
        return read_at(file, offset, entry.size)

    def integers(self, file: BinaryIO, tag: int) -> tuple[int, ...]:
        """A tag's values as whole numbers; none where it is missing or of another type."""
        entry = self.entries.get(tag)
        if entry is None or entry.kind not in INTEGER_CODES:
            return ()
        return self.form.unpack(f"{entry.count}{INTEGER_CODES[entry.kind]}", self.value(file, tag))


@dataclass(frozen=True, slots=True)
class Chain:
    """A file's pages; ``damage`` says why the chain ends early, if it does."""

    directories: tuple[Directory, ...]
    damage: str = ""


def read_chain(file: BinaryIO) -> Chain:
    """All directories of a TIFF in order, without smaller copies of a page and masks.

    A chain that leads back to an earlier directory or out of the file ends there, with damage.
    """
    directories: list[Directory] = []
    damage = ""
    try:
        form, offset = _read_header(file)
        visited: set[int] = set()
        while offset:
            if offset in visited:
                raise PageFailure("its chain of pages leads back to an earlier page")
            visited.add(offset)
            directory, offset = _read_directory(file, form, offset)
            directories.append(directory)
    except PageFailure as failure:
        damage = str(failure)
    pages = [directory for directory in directories if directory.is_page()]
    return Chain(tuple(pages or directories), damage)


def _read_header(file: BinaryIO) -> tuple[Form, int]:
    """The form of a TIFF and the offset of its first directory."""
    start = read_at(file, 0, 4)
    form = Form("<" if start[:2] == b"II" else ">", b"+" in start)
    where = 8 if form.big else 4
    (offset,) = form.unpack(form.offset_code, read_at(file, where, form.offset_size))
    return form, offset


def _read_directory(file: BinaryIO, form: Form, offset: int) -> tuple[Directory, int]:
    """The directory at ``offset``, and the offset of the next one (0 = none)."""
    size = struct.calcsize("=" + form.count_code)
    (count,) = form.unpack(form.count_code, read_at(file, offset, size))
    if not 1 <= count <= MOST_ENTRIES:
        raise PageFailure(f"the TIFF is damaged (a page that claims {count} tags)")
    codes = f"HH{form.offset_code}{form.offset_size}s"
    entry_size = struct.calcsize(form.order + codes)
    data = read_at(file, offset + size, count * entry_size + form.offset_size)
    entries = {
        tag: Entry(kind, number, field)
        for tag, kind, number, field in struct.iter_unpack(
            form.order + codes, data[: count * entry_size]
        )
    }
    (following,) = form.unpack(form.offset_code, data[count * entry_size :])
    return Directory(form, entries), following


def read_at(file: BinaryIO, offset: int, size: int) -> bytes:
    """Exactly ``size`` bytes from ``offset`` on.

    Raises
    ------
    PageFailure
        If the file ends before.
    """
    file.seek(offset)
    data = file.read(size)
    if len(data) < size:
        raise PageFailure(
            "the TIFF is cut off or damaged (its data lie behind the end of the file)"
        )
    return data
