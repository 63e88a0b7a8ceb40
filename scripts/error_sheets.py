"""Errors as sheets of pictures (PNG): each with what is written, what was read, and the cause."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from string_sets import Measured

from reader.evaluation import Cause, Outcome
from reader.records import Image, Layout

__all__ = ["write_error_sheets"]

CARD = (190, 420)
"""Pixels: height and width of an error's place on a sheet."""

PICTURE = (110, 404)
"""Pixels: largest height and width of its picture; smaller ones are shown up to three times."""

LARGEST = 3.0

COLUMNS, ROWS = 4, 12
"""Errors across and down a sheet; more go to further sheets."""


def write_error_sheets(measured: Measured, folder: Path) -> int:
    """Writes ``<set>_1.png``, ... into ``folder``, errors of one cause together; says how many.

    Pictures of one string are shown whole, strings of a page as they were found there.
    """
    errors = [
        (cause, outcome)
        for cause, outcomes in measured.evaluation.errors.items()
        for outcome in sorted(outcomes, key=_confidence, reverse=True)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    size = COLUMNS * ROWS
    sheets = [errors[start : start + size] for start in range(0, len(errors), size)]
    for number, part in enumerate(sheets, start=1):
        cards = [_card(measured, outcome, cause) for cause, outcome in part]
        path = folder / f"{measured.name.replace('/', '_').replace(' ', '_')}_{number}.png"
        path.write_bytes(cv2.imencode(".png", _sheet(cards))[1].tobytes())
    return len(sheets)


def _confidence(outcome: Outcome) -> float:
    reading = outcome.reading
    return 0.0 if reading is None or reading.confidence is None else reading.confidence


def _sheet(cards: Sequence[Image]) -> Image:
    rows = -(-len(cards) // COLUMNS)
    sheet = np.full((rows * CARD[0], COLUMNS * CARD[1], 3), 255, np.uint8)
    for number, card in enumerate(cards):
        top, left = number // COLUMNS * CARD[0], number % COLUMNS * CARD[1]
        sheet[top : top + CARD[0], left : left + CARD[1]] = card
    return sheet


def _card(measured: Measured, outcome: Outcome, cause: Cause) -> Image:
    card = np.full((*CARD, 3), 255, np.uint8)
    card[0], card[:, 0] = 200, 200
    picture = _picture(measured, outcome)
    if picture is not None:
        height, width = PICTURE
        size = min(LARGEST, height / picture.shape[0], width / picture.shape[1])
        shape = (max(1, int(picture.shape[1] * size)), max(1, int(picture.shape[0] * size)))
        shown = cv2.resize(picture, shape, interpolation=cv2.INTER_AREA)
        card[6 : 6 + shape[1], 6 : 6 + shape[0]] = shown
    for number, line in enumerate(_lines(outcome, cause)):
        at = (6, PICTURE[0] + 24 + 17 * number)
        colour = (0, 0, 180) if number == 0 else (60, 60, 60)
        cv2.putText(card, line, at, cv2.FONT_HERSHEY_SIMPLEX, 0.45, colour, 1, cv2.LINE_AA)
    return card


def _lines(outcome: Outcome, cause: Cause) -> list[str]:
    reading = outcome.reading
    said = "nothing read"
    if reading is not None:
        sure = "" if reading.confidence is None else f" {reading.confidence:.3f}"
        said = f"read {reading.text or 'blank'}{sure} {reading.status}"
        said += f" ({', '.join(reading.reasons)})" if reading.reasons else ""
    written = "no such string" if outcome.truth is None else f"is {outcome.truth or 'blank'}"
    return [written, *textwrap.wrap(said, 56)[:1], cause.value[:56], outcome.file[-56:]]


def _picture(measured: Measured, outcome: Outcome) -> Image | None:
    data = b""
    if measured.layout is not Layout.PAGE and (measured.folder / outcome.file).is_file():
        data = (measured.folder / outcome.file).read_bytes()
    elif outcome.reading is not None:
        data = outcome.reading.crop
    return _decoded(data)


def _decoded(data: bytes) -> Image | None:
    if not data:
        return None
    found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    return None if found is None else np.asarray(found, np.uint8)
