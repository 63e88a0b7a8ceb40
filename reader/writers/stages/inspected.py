"""One page read with nothing thrown away: what every stage made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reader.decoding.calibration import Calibration
from reader.pipeline import SeenPage, finish_page, prepare_seen, see_page
from reader.records import Box, Page, PageResult, PreparedLine, PreparedPage, Reading
from reader.settings import Settings

if TYPE_CHECKING:
    from reader.recognition import Model

__all__ = ["InspectedLine", "InspectedPage", "inspect_page"]


@dataclass(frozen=True, slots=True, eq=False)
class InspectedLine:
    """A line with what the classifier says of its candidates and what was read.

    ``log_probs`` has one row a candidate; ``chosen`` maps a candidate's index to its digit;
    ``readings`` are those of the line: none for a word, several where words part it.
    """

    number: int
    prepared: PreparedLine
    log_probs: NDArray[np.float32]
    chosen: dict[int, str]
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True, eq=False)
class InspectedPage:
    """All that the pipeline made of a page; ``classes`` name the columns of ``log_probs``."""

    page: Page
    settings: Settings
    seen: SeenPage
    prepared: PreparedPage
    log_probs: NDArray[np.float32]
    classes: tuple[str, ...]
    result: PageResult

    def lines(self) -> Iterator[InspectedLine]:
        """The lines in reading order, numbered from 1 as found (not as read)."""
        start = 0
        for number, line in enumerate(self.prepared.lines, start=1):
            stop = start + len(line.candidates)
            readings = tuple(r for r in self.result.readings if _is_of(r, line))
            chosen = {
                line.candidate_boxes.index(digit.box): digit.digit
                for reading in readings
                for digit in reading.digits
                if digit.box in line.candidate_boxes
            }
            yield InspectedLine(number, line, self.log_probs[start:stop], chosen, readings)
            start = stop

    def component_boxes(self) -> tuple[Box, ...]:
        """Boxes of the lines' connected ink, on the page as shown."""
        shown = self.seen.upright.box_as_shown
        return tuple(shown(c.box) for line in self.seen.lines for c in line.components)


def inspect_page(page: Page, model: Model, settings: Settings) -> InspectedPage:
    """Read a page as :func:`reader.pipeline.read_page` does, and keep everything."""
    seen = see_page(page, settings)
    prepared = prepare_seen(page, seen, settings)
    log_probs = model.classifier_for(settings.layout.mode).log_probs(prepared.glyphs())
    classes = model.classifier.classes
    calibration = Calibration.from_mapping(model.calibration, where=model.calibration_file)
    result = finish_page(
        prepared,
        log_probs,
        classes=classes,
        settings=settings,
        calibration=calibration,
        line_log_probs=model.read_strips(prepared.strips()),
    )
    return InspectedPage(page, settings, seen, prepared, log_probs, classes, result)


def _is_of(reading: Reading, line: PreparedLine) -> bool:
    """Whether a reading was made of this line: all its digits are candidates of it."""
    if not reading.digits:
        return reading.box == line.box
    known: set[Box] = set(line.candidate_boxes)
    return _within(reading.box, line.box) and all(digit.box in known for digit in reading.digits)


def _within(inner: Box, outer: Box) -> bool:
    """Whether boxes fit in each other, within a pixel of rounding."""
    return (
        inner.top >= outer.top - 1
        and inner.left >= outer.left - 1
        and inner.bottom <= outer.bottom + 1
        and inner.right <= outer.right + 1
    )
