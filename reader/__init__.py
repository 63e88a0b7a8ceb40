"""Reads handwritten digit strings from scanned pages into spreadsheets.

The public names are loaded when they are first used, so ``import reader`` costs nothing::

    model = reader.load_model("digits")
    page = reader.load_page(source, 0, settings.sources)
    result = reader.read_page(page, model, settings)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reader.errors import PageFailure, ReaderError
    from reader.pipeline import read_page
    from reader.recognition import load_model
    from reader.records import Layout, Page, PageResult, Reading, Status
    from reader.settings import Settings, load_settings
    from reader.sources import Source, count_pages, find_sources, load_page

__all__ = [
    "Layout",
    "Page",
    "PageFailure",
    "PageResult",
    "ReaderError",
    "Reading",
    "Settings",
    "Source",
    "Status",
    "count_pages",
    "find_sources",
    "load_model",
    "load_page",
    "load_settings",
    "read_page",
]

__version__ = "0.1.0"

_HOMES = {
    "errors": ("PageFailure", "ReaderError"),
    "pipeline": ("read_page",),
    "recognition": ("load_model",),
    "records": ("Layout", "Page", "PageResult", "Reading", "Status"),
    "settings": ("Settings", "load_settings"),
    "sources": ("Source", "count_pages", "find_sources", "load_page"),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(f"reader.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
