"""The ledger of the parts, results/parts.csv, and the table made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from string_figures import AT_REVIEW, Figure
from string_sets import POOLED, REGISTER, is_pooled

__all__ = ["COLUMNS", "part_rows", "parts_table"]

COLUMNS = (
    "date", "commit", "machine", "model", "part off", "learnt", "dataset", "measure", "n",
    "figure", "low", "high", "note",
)  # fmt: skip

AGAIN, AS_SHIPPED = "again", "as shipped"
"""Where the weights and the confidence come from: fitted without the part, or not."""

SHORT = {
    "cheque_amounts": "cheques",
    "boxed_cheque_amounts": "boxed amounts",
    "boxed_cheque_dates": "boxed dates",
    "tally_forms_fields": "tally fields",
    "tally_forms_dates": "tally dates",
    "hsf_fields": "HSF fields",
    "vote_rows": "vote rows",
    "pen_strokes": "pen strokes",
    POOLED: "pooled",
    REGISTER: "register rows",
}
"""Headings of the table: per cent right of each set."""

CONFIDENCE = {AT_REVIEW: "wrong at 20 % review", "calibration error": "calibration error"}
"""Further columns, of the pooled sets."""

Row = dict[str, str]


def part_rows(
    figures: Mapping[str, Sequence[Figure]], part: str, *, learns: bool, same: Mapping[str, str]
) -> Iterator[Row]:
    """A row a figure of each set: all of the pooled sets and the register, else what is right."""
    for dataset, found in figures.items():
        for one in found:
            if one.measure == "right" or not is_pooled(dataset):
                yield {
                    **same,
                    "part off": part,
                    "learnt": AGAIN if learns else AS_SHIPPED,
                    "dataset": dataset,
                    "measure": one.measure,
                    "n": str(one.n),
                    **{name: _told(getattr(one, name)) for name in ("figure", "low", "high")},
                }


def parts_table(rows: Sequence[Row]) -> str:
    """A table in Markdown: a line a part, a column a set; of rows for the same figure the latest
    counts. A part that the fit was not made anew without has a star."""
    found = {(row["part off"], row["dataset"], row["measure"]): row for row in rows}
    sets = [name for name in SHORT if any(key[1] == name for key in found)]
    heads = ["without", *(SHORT[name] for name in sets), *CONFIDENCE.values()]
    lines = [f"| {' | '.join(heads)} |", "| --- |" + " --: |" * (len(heads) - 1)]
    for part in dict.fromkeys(row["part off"] for row in rows):
        mine = {key[1:]: row for key, row in found.items() if key[0] == part}
        star = "*" if any(row["learnt"] == AS_SHIPPED for row in mine.values()) else ""
        cells = [_cell(mine.get((name, "right"))) for name in sets]
        cells += [_cell(mine.get((POOLED, measure))) for measure in CONFIDENCE]
        lines.append(f"| {part}{star} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(row: Row | None) -> str:
    return f"{float(row['figure']):.1f}" if row is not None and row["figure"] else ""


def _told(figure: float) -> str:
    return "" if figure != figure else f"{figure:.2f}"
