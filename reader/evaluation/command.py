"""What ``reader evaluate`` does: a run or CSV, a truth, a table, perhaps a report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reader.errors import OutputError, TruthError
from reader.evaluation.matching import Matches
from reader.evaluation.report import render_report
from reader.evaluation.rows import load_rows
from reader.evaluation.second_look import SecondLook, open_second_look
from reader.evaluation.summary import evaluate_readings
from reader.evaluation.tables import render_table, write_tables
from reader.evaluation.truth import Truth, load_truth, truth_from_names
from reader.records import PageResult
from reader.runs import load_run

__all__ = ["NAMES", "REPORT_PAGE", "evaluate_run"]

NAMES = "names"
"""The word for a truth that stands in the file names."""

REPORT_PAGE = "report.html"


def evaluate_run(run: Path, *, truth: str, report: Path | None = None) -> str:
    """The table for the terminal; ``report`` is a folder that gets CSV files and a page.

    Raises
    ------
    ConfigurationError
        If the run cannot be read.
    TruthError
        If the truth is not as described, or none of it fits the run.
    OutputError
        If the report cannot be written.
    """
    results, facts, look = _load(run, again=report is not None)
    evaluation = evaluate_readings(results, _truths(truth, results), look=look)
    if not evaluation.matches.outcomes:
        raise TruthError(_nothing_fits(truth, evaluation.matches))
    if report is not None:
        page = render_report(evaluation, title=f"Evaluation of {run.name}", facts=facts)
        write_tables(evaluation, _made(report), more={REPORT_PAGE: page})
    return render_table(evaluation)


def _load(
    path: Path, *, again: bool
) -> tuple[Sequence[PageResult], dict[str, str], SecondLook | None]:
    """Results, what is said of their origin, and, ``again``, what looks at errors once more."""
    if path.suffix.lower() == ".csv":
        return load_rows(path), {"rows": str(path)}, None
    with load_run(path) as run:
        facts = run.facts()
        shown = {
            "run": str(path),
            "model": f"{facts.model_name} ({facts.model_checksum[:8]})",
            "settings": facts.settings_digest,
            "read": facts.last_read_at,
        }
        sources = {source.name: source for source in run.iter_sources()}
        results = tuple(run.iter_results())
    if not again:
        return results, shown, None
    look, why_not = open_second_look(facts, sources)
    if why_not:
        shown["causes"] = f"told from the rows alone: {why_not}"
    return results, shown, look


def _truths(truth: str, results: Sequence[PageResult]) -> tuple[Truth, ...]:
    if truth == NAMES:
        return truth_from_names(dict.fromkeys(result.source for result in results))
    return load_truth(Path(truth))


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder}: the report's folder cannot be made: {error.strerror}; name another"
        ) from error
    return folder


def _nothing_fits(truth: str, matches: Matches) -> str:
    if not matches.unread or not matches.unknown:
        return f"{truth}: no string that could be measured; fillers and ? do not count"
    return (
        f"{truth}: names no file of the run; the truth has {matches.unread[0]},"
        f" the run has {matches.unknown[0]}"
    )
