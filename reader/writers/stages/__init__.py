"""One picture a stage: what was seen on a page on its way from the scan to the readings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reader.records import Image
from reader.writers.overlay import draw_overlay
from reader.writers.stages.candidates import draw_candidates
from reader.writers.stages.canvas import StagePicture
from reader.writers.stages.glyphs import draw_glyphs
from reader.writers.stages.inspected import InspectedLine, InspectedPage, inspect_page
from reader.writers.stages.page import (
    draw_components,
    draw_ink,
    draw_lines,
    draw_mask,
    draw_scan,
    draw_slices,
    draw_upright,
)

__all__ = [
    "InspectedLine",
    "InspectedPage",
    "StagePicture",
    "draw_chosen_path",
    "draw_stages",
    "inspect_page",
]


def draw_stages(seen: InspectedPage) -> Iterator[StagePicture]:
    """The pictures in the order of the pipeline, numbered by stage; the last is the overlay.

    Candidates and glyphs of a full page take several sheets.
    """
    for number, draw in enumerate(_STAGES, start=1):
        drawn = draw(seen)
        for picture in (drawn,) if isinstance(drawn, StagePicture) else drawn:
            yield StagePicture(f"{number:02d}-{picture.name}", picture.picture)


def draw_chosen_path(seen: InspectedPage) -> Image:
    """The overlay: lines, components, cuts, and the digits read with how sure they are."""
    components = seen.component_boxes()
    return draw_overlay(seen.page, seen.prepared, seen.result, components=components)


def _draw_last(seen: InspectedPage) -> StagePicture:
    return StagePicture("chosen-path", draw_chosen_path(seen))


_STAGES: tuple[Callable[[InspectedPage], StagePicture | Iterator[StagePicture]], ...] = (
    draw_scan,
    draw_upright,
    draw_ink,
    draw_mask,
    draw_components,
    draw_lines,
    draw_slices,
    draw_candidates,
    draw_glyphs,
    _draw_last,
)
