"""What every report's page is built of; it needs nothing else: no library, no network."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from reader.evaluation.style import STYLE
from reader.writers.text import encodable

__all__ = ["facts_list", "picture_tag", "render_page", "tile_row"]


def render_page(title: str, body: Sequence[str]) -> bytes:
    """The whole page as UTF-8: the title as its heading, then ``body`` (HTML)."""
    heading = escape(encodable(title))
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{heading}</title><style>{STYLE}</style></head>"
        f"<body><h1>{heading}</h1>{''.join(body)}</body></html>\n"
    )
    return page.encode()


def facts_list(facts: Mapping[str, str]) -> str:
    """Names and values (plain text) in one small line."""
    items = "".join(
        f"<dt>{escape(k)}</dt><dd>{escape(encodable(v))}</dd>" for k, v in facts.items()
    )
    return f'<dl class="facts">{items}</dl>'


def tile_row(tiles: Iterable[tuple[str, str, str]]) -> str:
    """Figures to be seen first: name, value and note (HTML) of each."""
    cards = "".join(
        f'<div class="tile"><b>{name}</b><span>{value}</span><small>{note}</small></div>'
        for name, value, note in tiles
    )
    return f'<div class="tiles">{cards}</div>'


def picture_tag(png: bytes) -> str:
    """A PNG picture inside the page."""
    return f'<img src="data:image/png;base64,{base64.b64encode(png).decode()}" alt="">'
