"""The way of a page: the method on one screen.

``prepare_page`` is pure and needs no model, so it runs in worker processes; one classifier call
takes the glyphs of many pages; ``finish_page`` is pure again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.decoding.calibration import Calibration
from reader.decoding.columns import Columns
from reader.decoding.decision import choose_reading, decide_line, decide_page, nothing_found
from reader.decoding.looks import choose_looks
from reader.errors import PageFailure
from reader.imaging.deskew import Upright
from reader.imaging.ink import PageInk
from reader.imaging.level import level_line
from reader.imaging.scale import estimate_digit_height
from reader.imaging.strips import cut_strip, strip_span
from reader.imaging.upright import find_upright_ink
from reader.layout import find_lines
from reader.layout.looks import Look, find_further_looks
from reader.reasons import Reason
from reader.recognition import Model
from reader.records import (
    Box,
    Layout,
    Line,
    Page,
    PageError,
    PageResult,
    PreparedLine,
    PreparedPage,
    Reading,
    Step,
)
from reader.segmentation import is_unsplit, propose_candidates
from reader.settings import Settings

__all__ = [
    "SeenPage",
    "failed_page",
    "finish_page",
    "prepare_page",
    "prepare_seen",
    "read_page",
    "see_page",
]

CROP_MARGIN = 6
"""Pixels of paper shown around a string's ink in its crop."""

CROP_HEIGHT = 64
"""Crops higher than this many pixels are reduced to it: enough for an eye, small in a file."""


@dataclass(frozen=True, slots=True, eq=False)
class SeenPage:
    """What was seen on a page before its lines were taken apart; ``skew`` is in degrees.

    ``looks`` are further looks at it: what its darker ink alone shows.
    """

    upright: Upright
    skew: float
    ink: PageInk
    lines: tuple[Line, ...]
    looks: tuple[SeenPage, ...] = ()


PNG_FAST = (
    cv2.IMWRITE_PNG_COMPRESSION,
    1,
    cv2.IMWRITE_PNG_STRATEGY,
    cv2.IMWRITE_PNG_STRATEGY_RLE,
)
"""Crops are many and grainy: the fastest coding makes them no larger than the best."""


def read_page(page: Page, model: Model, settings: Settings) -> PageResult:
    """Read one page from pixels to readings."""
    prepared = prepare_page(page, settings)
    return finish_page(
        prepared,
        model.classifier_for(settings.layout.mode).log_probs(prepared.glyphs()),
        classes=model.classifier.classes,
        settings=settings,
        calibration=Calibration.from_mapping(model.calibration, where=model.calibration_file),
        line_log_probs=model.read_strips(prepared.strips()),
    )


def prepare_page(page: Page, settings: Settings) -> PreparedPage:
    """Everything before the classifier: ink, lines, candidates with their glyphs."""
    return prepare_seen(page, see_page(page, settings), settings)


def see_page(page: Page, settings: Settings) -> SeenPage:
    """The page upright, its ink, and the lines that may hold strings."""
    whole, framed = settings.layout.mode is Layout.PAGE, settings.layout.mode is Layout.LINE
    upright, skew, ink = find_upright_ink(
        page.image, settings.imaging, whole_page=whole, framed=framed
    )
    lines = find_lines(ink, settings.layout)
    if settings.layout.mode is not Layout.LINE:
        return SeenPage(upright, skew, ink, lines)
    looks = find_further_looks(Look(ink, lines), settings.imaging, settings.layout)
    first, *others = (SeenPage(upright, skew, look.ink, look.lines) for look in looks)
    return dataclasses.replace(first, looks=tuple(others))


def prepare_seen(page: Page, seen: SeenPage, settings: Settings) -> PreparedPage:
    """The lines of a page taken apart into candidates with their glyphs."""
    lines = _prepare_lines(page, seen, settings)
    steps = _steps(seen.upright, seen.skew, seen.ink, lines)
    looks = tuple(_prepare_lines(page, look, settings) for look in seen.looks)
    return PreparedPage(page.source, page.index, page.image.shape, lines, steps, looks)


def finish_page(
    prepared: PreparedPage,
    log_probs: NDArray[np.float32],
    *,
    classes: tuple[str, ...],
    settings: Settings,
    calibration: Calibration,
    line_log_probs: Sequence[NDArray[np.float32]] = (),
) -> PageResult:
    """Everything after the classifier: the best strings, how sure they are, what to do.

    ``log_probs`` has one row a glyph of ``prepared.glyphs()`` and one column a class;
    ``line_log_probs`` are what a second reader says of ``prepared.strips()``, empty without one.
    """
    single = settings.layout.mode is not Layout.PAGE
    decide = decide_line if single else decide_page
    found: list[list[Reading]] = []
    said = _columns_of_lines(prepared, line_log_probs)
    for (line, rows), columns in zip(_rows_of_lines(prepared, log_probs), said, strict=True):
        found.append(
            decide(
                line,
                rows,
                classes=classes,
                settings=settings,
                calibration=calibration,
                columns=columns,
            )
        )
    told = iter(found)
    readings = list(chain.from_iterable(islice(told, len(prepared.lines))))
    if single and len(readings) > 1:
        readings = choose_reading(readings)
    if not readings:
        readings = [nothing_found(prepared.size)]
    others = [
        choose_reading(list(chain.from_iterable(islice(told, len(look)))))
        for look in prepared.looks
    ]
    readings = choose_looks(readings, others, accept=settings.decoding.accept)
    return PageResult(
        prepared.source,
        prepared.page_index,
        tuple(_numbered(readings)),
        steps=prepared.steps,
        size=prepared.size,
    )


def failed_page(source: str, index: int, failure: PageFailure) -> PageResult:
    """The result of a page or file that could not be read."""
    return PageResult(source, index, error=PageError(failure.reason, str(failure)))


def _prepare_lines(page: Page, seen: SeenPage, settings: Settings) -> tuple[PreparedLine, ...]:
    return tuple(_prepare_line(page, seen.upright, seen.ink, n, settings) for n in seen.lines)


def _prepare_line(
    page: Page, upright: Upright, ink: PageInk, line: Line, settings: Settings
) -> PreparedLine:
    single = settings.layout.mode is Layout.DIGIT
    if line.slope:
        ink, line, upright = level_line(ink, line, upright)
    slices, candidates = propose_candidates(ink, line, settings.segmentation, single=single)
    unsplit = settings.layout.mode is Layout.LINE and is_unsplit(candidates, settings.segmentation)
    box = upright.box_as_shown(line.box)
    boxes = upright.boxes_as_shown([c.box for c in candidates])
    crop = _crop(page, box, upright)
    prepared = PreparedLine(
        line.field,
        box,
        slices,
        candidates,
        boxes,
        (*line.reasons, Reason.UNSPLIT) if unsplit else line.reasons,
        crop,
        line.aside,
        kind=line.kind,
        boxed=line.boxed,
    )
    if single or not settings.decoding.has_second_reader:
        return prepared
    return _with_strip(prepared, ink, line)


def _with_strip(prepared: PreparedLine, ink: PageInk, line: Line) -> PreparedLine:
    height = estimate_digit_height(line.components, stroke_width=ink.scale.stroke_width)
    strip = cut_strip(ink, line, digit_height=height)
    span = strip_span(line, digit_height=height)
    return dataclasses.replace(prepared, strip=strip, strip_span=span)


def _crop(page: Page, box: Box, upright: Upright) -> bytes:
    """The string as a person would hold it: PNG, in colour where the page has colour."""
    source = page.image if page.colour is None else page.colour
    shown = source[box.grown(CROP_MARGIN, CROP_MARGIN, shape=page.image.shape).slices]
    if shown.size == 0:
        return b""
    shown = np.rot90(shown, upright.quarter_turns)
    if shown.shape[0] > CROP_HEIGHT:
        width = max(1, round(shown.shape[1] * CROP_HEIGHT / shown.shape[0]))
        shown = cv2.resize(shown, (width, CROP_HEIGHT), interpolation=cv2.INTER_AREA)
    shown = np.ascontiguousarray(shown)
    if shown.ndim == 3:
        shown = cv2.cvtColor(shown, cv2.COLOR_RGB2BGR)
    done, encoded = cv2.imencode(".png", shown, PNG_FAST)
    return encoded.tobytes() if done else b""


def _steps(
    upright: Upright, skew: float, ink: PageInk, lines: tuple[PreparedLine, ...]
) -> tuple[Step, ...]:
    scale = ink.scale
    return (
        Step(
            "upright",
            (
                ("quarter_turns", upright.quarter_turns),
                ("skew_degrees", round(skew, 2)),
                ("width", upright.image.shape[1]),
            ),
        ),
        Step("ink", (("inverted", ink.inverted), ("rulings", len(ink.rulings)))),
        Step(
            "scale",
            (
                ("stroke_width", round(scale.stroke_width, 1)),
                ("digit_height", round(scale.digit_height, 1)),
            ),
        ),
        Step(
            "candidates",
            (("lines", len(lines)), ("glyphs", sum(len(line.candidates) for line in lines))),
        ),
    )


def _rows_of_lines(
    prepared: PreparedPage, log_probs: NDArray[np.float32]
) -> Iterator[tuple[PreparedLine, NDArray[np.float32]]]:
    start = 0
    for line in prepared.all_lines():
        stop = start + len(line.candidates)
        yield line, log_probs[start:stop]
        start = stop


def _columns_of_lines(
    prepared: PreparedPage, line_log_probs: Sequence[NDArray[np.float32]]
) -> Iterator[Columns | None]:
    said = iter(line_log_probs)
    for line in prepared.all_lines():
        heard = line.strip is not None and len(line_log_probs) > 0
        yield Columns(next(said), *line.strip_span) if heard else None


def _numbered(readings: list[Reading]) -> Iterator[Reading]:
    for number, reading in enumerate(readings, start=1):
        yield dataclasses.replace(reading, line=number)
