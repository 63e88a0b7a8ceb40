"""An evaluation as one HTML page that needs nothing else: no library, no network."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

from reader.evaluation.alignment import edit_steps
from reader.evaluation.causes import Cause
from reader.evaluation.charts import confusion_table, draw_error_reject, draw_reliability
from reader.evaluation.curves import calibration_error, error_at_review
from reader.evaluation.matching import Outcome, bare
from reader.evaluation.measures import Tally
from reader.evaluation.page import facts_list, picture_tag, render_page, tile_row
from reader.evaluation.summary import Evaluation
from reader.evaluation.tables import FIXED_REVIEW_RATE, percent
from reader.writers.text import encodable

__all__ = ["render_report"]

MOST_PICTURES = 2000
"""Errors of one cause that are shown; a page of more would not open. The CSV has them all."""

COLUMNS = (
    "", "strings", "right", "right %", "95 % interval", "character errors %", "missed", "extra",
    "pages right", "accepted", "wrong among accepted", "to review %",
)  # fmt: skip


def render_report(evaluation: Evaluation, *, title: str, facts: Mapping[str, str]) -> bytes:
    """The whole page as UTF-8; ``facts`` (run, model, ...) stand beneath the title."""
    body = [
        facts_list(facts),
        _tiles(evaluation),
        "<h2>By folder</h2>" + _table(evaluation.folders, total=evaluation.total),
        "<h2>By field</h2>" + _table(evaluation.fields) if evaluation.fields else "",
        _charts(evaluation),
        "<h2>Which digit was read as which</h2>" + confusion_table(evaluation.confusions),
        _not_measured(evaluation),
        _errors(evaluation.errors),
    ]
    return render_page(title, body)


def _tiles(evaluation: Evaluation) -> str:
    total = evaluation.total
    low, high = total.interval
    at_fixed = error_at_review(evaluation.curve, FIXED_REVIEW_RATE)
    tiles = (
        ("strings right", _rate(total.accuracy, digits=1),
         f"{total.right} of {total.strings}; 95 %: {percent(low)} to {percent(high)} %"),
        ("wrong among accepted", _rate(total.accepted_error_rate),
         f"{total.accepted_wrong} of {total.accepted}"),
        ("to review", _rate(total.review_rate, digits=1),
         f"{total.review} strings; with {percent(FIXED_REVIEW_RATE, digits=0)} % reviewed,"
         f" {percent(at_fixed, digits=2)} % of the rest are wrong"),
        ("character errors", _rate(total.character_error_rate),
         f"{total.character_errors} of {total.characters}"),
        ("calibration error", _rate(calibration_error(evaluation.bins)),
         "mean distance between confidence and rate of right strings"),
    )  # fmt: skip
    return tile_row(tiles)


def _rate(rate: float, *, digits: int = 2) -> str:
    return "-" if math.isnan(rate) else f"{percent(rate, digits=digits)} %"


def _table(groups: Sequence[Tally], *, total: Tally | None = None) -> str:
    head = "".join(f"<th>{column}</th>" for column in COLUMNS)
    rows = "".join(f"<tr>{_row(group)}</tr>" for group in groups)
    last = f'<tr class="total">{_row(total)}</tr>' if total is not None else ""
    return f'<table class="figures"><tr>{head}</tr>{rows}{last}</table>'


def _row(group: Tally) -> str:
    low, high = group.interval
    cells = (
        str(group.strings), str(group.right), percent(group.accuracy),
        f"{percent(low)} - {percent(high)}", percent(group.character_error_rate, digits=2),
        str(group.missing), str(group.extra), f"{group.pages_right} of {group.pages}",
        str(group.accepted),
        f"{group.accepted_wrong} ({_rate(group.accepted_error_rate)})",
        percent(group.review_rate),
    )  # fmt: skip
    numbers = "".join(f"<td>{cell}</td>" for cell in cells)
    return f"<th>{escape(encodable(group.group))}</th>{numbers}"


def _charts(evaluation: Evaluation) -> str:
    if not evaluation.curve:
        return ""
    curve = draw_error_reject(evaluation.curve, fixed_review_rate=FIXED_REVIEW_RATE)
    return (
        '<div class="charts">'
        "<figure><figcaption>What review buys: error rate among accepted strings for every"
        f" threshold</figcaption>{curve}</figure>"
        "<figure><figcaption>Is the confidence honest? On the dashed line it is; area ="
        f" strings</figcaption>{draw_reliability(evaluation.bins)}</figure></div>"
    )


def _not_measured(evaluation: Evaluation) -> str:
    matches = evaluation.matches
    lists = (
        ("Files without truth (not measured)", matches.unknown),
        ("Files of the truth that are not in the run (not measured)", matches.unread),
    )
    return "".join(
        f"<details><summary>{name}: {len(files)}</summary>"
        f"<p>{escape(encodable(', '.join(files)))}</p></details>"
        for name, files in lists
        if files
    )


def _errors(errors: Mapping[Cause, tuple[Outcome, ...]]) -> str:
    if not errors:
        return "<h2>Errors</h2><p>None.</p>"
    parts = [f"<h2>Errors by cause ({sum(map(len, errors.values()))})</h2>"]
    for cause, outcomes in errors.items():
        cards = "".join(_card(outcome) for outcome in outcomes[:MOST_PICTURES])
        left = len(outcomes) - MOST_PICTURES
        more = f"<p>{left} more are in strings.csv.</p>" if left > 0 else ""
        parts.append(
            f"<details open><summary>{cause.value}: {len(outcomes)}</summary>"
            f"<p>{escape(cause.meaning)}</p>"
            f'<div class="cards">{cards}</div>{more}</details>'
        )
    return "".join(parts)


def _card(outcome: Outcome) -> str:
    reading = outcome.reading
    place = f"{outcome.file}, page {outcome.page}" if outcome.page > 1 else outcome.file
    if outcome.field:
        place += f", {outcome.field}"
    picture = ""
    if reading is not None and reading.crop:
        picture = picture_tag(reading.crop)
    return (
        f'<div class="card">{picture}<div class="texts">{_texts(outcome)}</div>'
        f"<small>{_said(outcome)}</small><small>{escape(encodable(place))}</small></div>"
    )


def _texts(outcome: Outcome) -> str:
    """Truth above reading, digit under digit, with what differs marked."""
    steps = edit_steps(bare(outcome.truth) or "", bare(outcome.text) or "")
    rows = (
        ("is", [(truth, truth == text) for truth, text in steps]),
        ("read", [(text, truth == text) for truth, text in steps]),
    )
    shown = (row for row in rows if any(character for character, _ in row[1]))
    cells = (
        f"<tr><th>{name}</th>" + "".join(_character(*item) for item in row) + "</tr>"
        for name, row in shown
    )
    return f"<table>{''.join(cells)}</table>"


def _character(character: str, same: bool) -> str:
    return f"<td>{escape(character)}</td>" if same else f'<td class="off">{escape(character)}</td>'


def _said(outcome: Outcome) -> str:
    reading = outcome.reading
    if outcome.failure:
        return f"failed: {escape(outcome.failure)}"
    if reading is None:
        return "nothing read here"
    confidence = "" if reading.confidence is None else f"{reading.confidence:.3f} "
    reasons = f" ({', '.join(reading.reasons)})" if reading.reasons else ""
    return escape(f"{confidence}{reading.status}{reasons}")
