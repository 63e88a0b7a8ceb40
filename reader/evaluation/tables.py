"""An evaluation as text for the terminal, and as CSV files."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO

from reader.evaluation.curves import calibration_error, error_at_review
from reader.evaluation.measures import Tally
from reader.evaluation.summary import Evaluation
from reader.writers.text import encodable, neutralise
from reader.writers.whole import write_whole

__all__ = ["FIXED_REVIEW_RATE", "csv_files", "percent", "render_table", "write_tables"]

FIXED_REVIEW_RATE = 0.2
"""Review rate at which runs are compared: with a fifth looked at, how much is wrong?"""

HEADINGS = ("", "strings", "right", "%", "95 %", "CER %", "missed", "extra", "accepted", "wrong")

NAMES_SHOWN = 3


def render_table(evaluation: Evaluation) -> str:
    """The figures of all, of every folder and of every field, as aligned lines."""
    groups = [*evaluation.folders, *evaluation.fields]
    shown = [*groups, evaluation.total] if len(groups) != 1 else groups
    rows = [HEADINGS, *(_cells(group) for group in shown)]
    widths = [max(len(row[col]) for row in rows) for col in range(len(HEADINGS))]
    lines = [_line(row, widths) for row in rows]
    return "\n".join([*lines, "", *_sentences(evaluation)])


def csv_files(evaluation: Evaluation) -> dict[str, bytes]:
    """The CSV files of a report, by name: UTF-8 with byte-order mark, as the outputs are."""
    return {
        "summary.csv": _csv(SUMMARY_COLUMNS, _summary_rows(evaluation)),
        "strings.csv": _csv(STRING_COLUMNS, _string_rows(evaluation)),
        "error_reject.csv": _csv(
            ("threshold", "review_rate", "error_rate", "accepted", "wrong"),
            (
                (_round(p.threshold), _round(p.review_rate), _round(p.error_rate), p.accepted,
                 p.wrong)
                for p in evaluation.curve
            ),
        ),
        "reliability.csv": _csv(
            ("low", "high", "strings", "mean_confidence", "accuracy"),
            (
                (_round(b.low), _round(b.high), b.count, _round(b.mean_confidence),
                 _round(b.accuracy))
                for b in evaluation.bins
            ),
        ),
        "confusion.csv": _csv(
            ("truth", "read", "count"),
            ((*pair, n) for pair, n in sorted(evaluation.confusions.items())),
        ),
    }  # fmt: skip


def write_tables(
    evaluation: Evaluation, folder: Path, *, more: dict[str, bytes] | None = None
) -> None:
    """Writes the CSV files, and ``more`` of other kinds, into ``folder``: all or none.

    Raises
    ------
    OutputError
        If the folder or a file cannot be written.
    """
    files = csv_files(evaluation) | (more or {})
    write_whole({folder / name: partial(_write, data=data) for name, data in files.items()})


def percent(rate: float, *, digits: int = 1) -> str:
    """A rate in per cent; a dash where there is none."""
    return "-" if math.isnan(rate) else f"{100 * rate:.{digits}f}"


SUMMARY_COLUMNS = (
    "kind", "group", "strings", "right", "accuracy", "low", "high", "character_error_rate",
    "missing", "extra", "pages", "pages_right", "accepted", "accepted_wrong", "review",
)  # fmt: skip

STRING_COLUMNS = (
    "file", "page", "field", "line", "truth", "text", "right", "cause", "confidence", "status",
    "character_errors",
)  # fmt: skip


def _cells(group: Tally) -> tuple[str, ...]:
    low, high = group.interval
    return (
        encodable(group.group),
        str(group.strings),
        str(group.right),
        percent(group.accuracy),
        f"{percent(low)}-{percent(high)}",
        percent(group.character_error_rate, digits=2),
        str(group.missing),
        str(group.extra),
        str(group.accepted),
        str(group.accepted_wrong),
    )


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.ljust(width) if col == 0 else cell.rjust(width)
        for col, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([first, *others]).rstrip()


def _sentences(evaluation: Evaluation) -> list[str]:
    """What the table does not say."""
    total, matches = evaluation.total, evaluation.matches
    found = [
        f"pages wholly right: {total.pages_right} of {total.pages}"
        f" ({percent(total.page_accuracy)} %)",
        f"to review: {percent(total.review_rate)} % of what was read;"
        f" wrong among accepted: {percent(total.accepted_error_rate, digits=2)} %;"
        f" with {percent(FIXED_REVIEW_RATE, digits=0)} % reviewed it would be"
        f" {percent(error_at_review(evaluation.curve, FIXED_REVIEW_RATE), digits=2)} %",
        f"calibration error of the confidence:"
        f" {percent(calibration_error(evaluation.bins), digits=2)} %",
    ]
    if matches.unknown:
        found.append(f"without truth, not measured: {_names(matches.unknown)}")
    if matches.unread:
        found.append(f"in the truth but not in the run, not measured: {_names(matches.unread)}")
    return found


def _names(files: Sequence[str]) -> str:
    some = ", ".join(encodable(file) for file in files[:NAMES_SHOWN])
    return f"{len(files)} files ({some}{', ...' if len(files) > NAMES_SHOWN else ''})"


def _summary_rows(evaluation: Evaluation) -> Iterable[tuple[object, ...]]:
    kinds = (
        ("all", (evaluation.total,)),
        ("folder", evaluation.folders),
        ("field", evaluation.fields),
    )
    for kind, groups in kinds:
        for g in groups:
            low, high = g.interval
            yield (
                *(kind, g.group, g.strings, g.right, _round(g.accuracy), _round(low)),
                *(_round(high), _round(g.character_error_rate), g.missing, g.extra, g.pages),
                *(g.pages_right, g.accepted, g.accepted_wrong, g.review),
            )


def _string_rows(evaluation: Evaluation) -> Iterable[tuple[object, ...]]:
    for outcome, cause in zip(evaluation.matches.outcomes, evaluation.causes, strict=True):
        reading = outcome.reading
        confidence = reading.confidence if reading is not None else None
        yield (
            *(outcome.file, outcome.page, outcome.field),
            *(reading.line if reading is not None else "", outcome.truth, outcome.text),
            *(int(outcome.is_right), cause),
            *("" if confidence is None else _round(confidence),),
            *(reading.status if reading is not None else "", outcome.errors),
        )


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    if value is None:
        return ""
    return neutralise(encodable(value)) if isinstance(value, str) else value


def _round(rate: float) -> str:
    return "" if math.isnan(rate) else f"{rate:.4f}"


def _write(stream: BinaryIO, *, data: bytes) -> None:
    stream.write(data)
