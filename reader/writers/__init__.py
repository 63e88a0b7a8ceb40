"""Outputs: the rows of a run as CSV, JSON, JSONL and XLSX, and a picture of a page's readings."""

from __future__ import annotations

from reader.writers.outputs import check_outputs, write_outputs

__all__ = ["check_outputs", "write_outputs"]
