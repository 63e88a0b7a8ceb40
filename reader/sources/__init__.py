"""Files -> pages: which files are meant, how many pages each has, and their pixels.

:func:`find_sources` turns the words of the command line into sources, :func:`count_pages` and
:func:`load_page` open them. What a file is, its content says, not its suffix. Everything that
cannot be read ends in a :class:`reader.errors.PageFailure` with one clear sentence.
"""

from __future__ import annotations

from reader.sources.discovery import FoundSources, Source, find_sources
from reader.sources.loading import count_pages, hash_source, is_one_picture, load_page
from reader.sources.naming import natural_key
from reader.sources.selection import PageSelection, parse_pages

__all__ = [
    "FoundSources",
    "PageSelection",
    "Source",
    "count_pages",
    "find_sources",
    "hash_source",
    "is_one_picture",
    "load_page",
    "natural_key",
    "parse_pages",
]
