"""Readings against truth: how much is right, what was let through, is the confidence honest?"""

from __future__ import annotations

from reader.evaluation.causes import Cause, confusions, find_cause
from reader.evaluation.curves import (
    calibration_error,
    error_at_review,
    error_reject_curve,
    reliability,
)
from reader.evaluation.matching import Matches, Outcome, match_truth
from reader.evaluation.measures import (
    Tally,
    tally,
    tally_by_field,
    tally_by_folder,
    wilson_interval,
)
from reader.evaluation.report import render_report
from reader.evaluation.summary import Evaluation, evaluate_readings
from reader.evaluation.tables import render_table, write_tables
from reader.evaluation.truth import Truth, load_truth, truth_from_names

__all__ = [
    "Cause",
    "Evaluation",
    "Matches",
    "Outcome",
    "Tally",
    "Truth",
    "calibration_error",
    "confusions",
    "error_at_review",
    "error_reject_curve",
    "evaluate_readings",
    "find_cause",
    "load_truth",
    "match_truth",
    "reliability",
    "render_report",
    "render_table",
    "tally",
    "tally_by_field",
    "tally_by_folder",
    "truth_from_names",
    "wilson_interval",
    "write_tables",
]
