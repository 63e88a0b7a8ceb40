"""A training as one HTML page: how it learned, and what it says of the parts left out.

The pictures, curves and tables are those of ``reader evaluate --report``; everything in them
comes from glyphs that were not trained on.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from reader.alphabet import noun
from reader.errors import OutputError
from reader.evaluation.charts import (
    confusion_table,
    draw_error_reject,
    draw_learning,
    draw_reliability,
)
from reader.evaluation.curves import (
    calibration_error,
    error_at_review,
    operating_points,
    reliability_bins,
)
from reader.evaluation.measures import wilson_interval
from reader.evaluation.page import facts_list, picture_tag, render_page, tile_row
from reader.evaluation.tables import FIXED_REVIEW_RATE, percent
from reader.recognition.manifest import Manifest
from reader.records import Image
from reader.training.glyphs.pool import Pool

__all__ = ["Judged", "judge", "make_report_folder", "render_training", "write_report"]

WORST = 300
"""Errors that are shown, the surest first: nobody looks at more."""

ZOOM = 3
"""Screen pixels a glyph's pixel: its picture is shown as the net gets it."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """One left-out glyph: its set, what it is, and the net's probabilities (n,) of ``classes``."""

    source: str
    truth: str
    glyph: Image
    chances: NDArray[np.float64]
    classes: tuple[str, ...]

    @property
    def said(self) -> str:
        """The likeliest class."""
        return self.classes[int(self.chances.argmax())]

    @property
    def confidence(self) -> float:
        """The net's own, not calibrated."""
        return float(self.chances.max())

    @property
    def is_right(self) -> bool:
        """Whether the likeliest class is the truth."""
        return self.said == self.truth


def judge(
    pools: Mapping[str, Pool], logits: Mapping[str, NDArray], classes: tuple[str, ...]
) -> tuple[Judged, ...]:
    """What the net says of every left-out glyph; ``logits`` (n, classes) a set."""
    found = []
    for name, pool in pools.items():
        scores = np.asarray(logits[name], np.float64)
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        found += [
            Judged(name, classes[int(label)], glyph, one, classes)
            for glyph, label, one in zip(pool.glyphs, pool.labels, chances, strict=True)
        ]
    return tuple(found)


def make_report_folder(folder: Path) -> None:
    """Refuse, before hours of training, a folder that cannot be made.

    Raises
    ------
    OutputError
        If it cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder}: the report's folder cannot be made: {error.strerror}; name another"
        ) from error


def write_report(folder: Path, page: bytes) -> Path:
    """Write ``report.html`` into the folder, in one step.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    path = folder / "report.html"
    draft = folder / ".report.html.part"
    try:
        draft.write_bytes(page)
        os.replace(draft, path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error
    return path


def render_training(
    manifest: Manifest, curve: Sequence[tuple[int, float]], judged: Sequence[Judged]
) -> bytes:
    """The whole page as UTF-8."""
    facts = {
        "model": f"{manifest.name}, version {manifest.version}",
        "weights": f"{manifest.weights:,}",
        **{key: str(value) for key, value in manifest.made.items()},
    }
    what = noun(manifest.classes)
    body = [
        facts_list(facts),
        *_measured(judged, what),
        _charts(curve, judged, what),
        *_errors(judged, what),
    ]
    return render_page(f"Training of {manifest.name}", body)


def _measured(judged: Sequence[Judged], what: str) -> list[str]:
    if not judged:
        return ["<p>No part was left out of the training: nothing is measured.</p>"]
    scored = _scored(judged)
    right = sum(one.is_right for one in judged)
    at_fixed = error_at_review(operating_points(scored), FIXED_REVIEW_RATE)
    tiles = (
        (f"{what}s right", f"{percent(right / len(judged), digits=2)} %",
         f"{right:,} of {len(judged):,} left out of the training"),
        ("wrong among accepted", f"{percent(at_fixed, digits=2)} %",
         f"if the least sure {percent(FIXED_REVIEW_RATE, digits=0)} % go to review"),
        ("calibration error", f"{percent(calibration_error(reliability_bins(scored)), digits=2)} %",
         f"mean distance between the net's own probability and the rate of right {what}s"),
    )  # fmt: skip
    return [tile_row(tiles), "<h2>By set</h2>" + _sets(judged, what)]


def _charts(curve: Sequence[tuple[int, float]], judged: Sequence[Judged], what: str) -> str:
    figures = [("How it learned: mean loss of the last steps, on augmented glyphs",
                draw_learning(curve))]  # fmt: skip
    if judged:
        scored = _scored(judged)
        points = operating_points(scored)
        figures += [
            (f"Which {what} was read as which; left out: taken for no {what}",
             confusion_table(Counter((one.truth, one.said) for one in judged))),
            (f"What review buys: error rate among accepted {what}s for every threshold",
             draw_error_reject(points, fixed_review_rate=FIXED_REVIEW_RATE)),
            ("Is the probability honest before calibration? On the dashed line it is; area ="
             f" {what}s", draw_reliability(reliability_bins(scored), what=f"{what}s")),
        ]  # fmt: skip
    shown = (f"<figure><figcaption>{said}</figcaption>{chart}</figure>" for said, chart in figures)
    return f'<div class="charts">{"".join(shown)}</div>'


def _scored(judged: Iterable[Judged]) -> list[tuple[float, bool]]:
    return [(one.confidence, one.is_right) for one in judged]


def _sets(judged: Sequence[Judged], what: str) -> str:
    names = list(dict.fromkeys(one.source for one in judged))
    groups = [(name, [one for one in judged if one.source == name]) for name in names]
    rows = "".join(_row(name, members) for name, members in groups)
    head = "".join(f"<th>{name}</th>" for name in ("", f"{what}s", "wrong", "wrong %", "95 %"))
    return (
        f'<table class="figures"><tr>{head}</tr>{rows}'
        f'<tr class="total">{_cells("all", judged)}</tr></table>'
    )


def _row(name: str, members: Sequence[Judged]) -> str:
    return f"<tr>{_cells(name, members)}</tr>"


def _cells(name: str, members: Sequence[Judged]) -> str:
    wrong, count = sum(not one.is_right for one in members), len(members)
    low, high = wilson_interval(wrong, count)
    cells = (
        f"{count:,}", str(wrong), percent(wrong / count, digits=2),
        f"{percent(low, digits=2)} - {percent(high, digits=2)}",
    )  # fmt: skip
    return f"<th>{escape(name)}</th>" + "".join(f"<td>{cell}</td>" for cell in cells)


def _errors(judged: Iterable[Judged], what: str) -> list[str]:
    wrong = [one for one in judged if not one.is_right]
    wrong.sort(key=lambda one: -one.confidence)
    if not wrong:
        return ["<h2>Errors</h2><p>None.</p>"]
    cards = "".join(_card(one, none=f"no {what}") for one in wrong[:WORST])
    left = len(wrong) - WORST
    more = f"<p>{left} less sure ones are not shown.</p>" if left > 0 else ""
    return [
        f'<h2>Errors, the surest first ({len(wrong)})</h2><div class="cards">{cards}</div>{more}'
    ]


def _card(one: Judged, *, none: str) -> str:
    shown = np.kron(255 - one.glyph, np.ones((ZOOM, ZOOM), np.uint8))
    likely = ", ".join(
        f"{one.classes[k] or none} {one.chances[k]:.3f}" for k in one.chances.argsort()[:-4:-1]
    )
    return (
        f'<div class="card">{picture_tag(cv2.imencode(".png", shown)[1].tobytes())}'
        f'<div class="texts"><table><tr><th>is</th><td>{one.truth}</td></tr><tr><th>read</th>'
        f'<td class="off">{one.said or none}</td></tr></table></div>'
        f"<small>{likely}</small><small>{escape(one.source)}</small></div>"
    )
