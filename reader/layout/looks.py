"""How a picture of one string can be looked at: all its ink, only the darker or the bolder, what is
darker than a texture, or what is thin."""

from __future__ import annotations

from dataclasses import dataclass

from reader.imaging.further_inks import (
    find_bold_ink,
    find_dark_ink,
    find_thin_ink,
    is_grainy,
    iter_inks_in_grain,
)
from reader.imaging.ink import PageInk
from reader.layout.grounds import is_ground, is_perhaps_ground, is_string_like
from reader.layout.single import find_single_line
from reader.records import Line
from reader.settings import ImagingSettings, LayoutSettings

__all__ = ["Look", "find_further_looks"]


LITTLE = 0.3
"""Lines lower than this part of a textured picture may be crumbs of what was taken for noise."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """Some ink of a picture, and its lines."""

    ink: PageInk
    lines: tuple[Line, ...]


def find_further_looks(
    first: Look, imaging: ImagingSettings, layout: LayoutSettings
) -> tuple[Look, ...]:
    """The first look without lines that are nothing but ground, and one at the darker ink where
    that may be a string: writing on a print.

    Where all ink seems to be a ground, and the darker ink is like a string, that comes first;
    where there is ground, or nothing, and no ink is darker, the bolder is looked at.
    """
    lines = tuple(line for line in first.lines if not is_ground(line, first.ink))
    cleaned = Look(first.ink, lines)
    grain = _looks_into_grain(first, imaging, layout)
    if grain:
        return (cleaned, *grain)
    dark = _look(find_dark_ink(first.ink, imaging), layout)
    if dark is not None:
        doubtful = [is_perhaps_ground(line, first.ink) for line in first.lines]
        return (dark,) if doubtful and all(doubtful) else (cleaned, dark)
    if lines and len(lines) == len(first.lines):
        return (cleaned,)
    bold = _look(find_bold_ink(first.ink, imaging), layout)
    return (cleaned,) if bold is None else (cleaned, bold)


def _looks_into_grain(
    first: Look, imaging: ImagingSettings, layout: LayoutSettings
) -> tuple[Look, ...]:
    """What is darker than the grain, and what is thin."""
    if not _may_be_lost(first, imaging):
        return ()
    darker = (_look(ink, layout) for ink in iter_inks_in_grain(first.ink, imaging))
    dark = next((look for look in darker if look is not None), None)
    thin = _look(find_thin_ink(first.ink, imaging), layout)
    return tuple(look for look in (dark, thin) if look is not None)


def _may_be_lost(first: Look, imaging: ImagingSettings) -> bool:
    """Whether writing may be among what was taken for a texture's noise."""
    least = LITTLE * first.ink.mask.shape[0]
    little = all(line.box.height < least for line in first.lines)
    return little and is_grainy(first.ink, imaging)


def _look(ink: PageInk | None, layout: LayoutSettings) -> Look | None:
    """The lines of some ink that are like strings; None where there are none, or no ink."""
    if ink is None:
        return None
    found = find_single_line(ink, layout)
    found = tuple(line for line in found if len(line.components) <= layout.most_components)
    lines = tuple(line for line in found if is_string_like(line, ink))
    return Look(ink, lines) if lines else None
