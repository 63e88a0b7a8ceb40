"""ARCHITECTURE.md tells every table and column of the run file, and none that is not there."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from reader.runs.schema import APPLICATION_ID, SCHEMA_VERSION, create_tables

PAGE = Path(__file__).parents[2] / "ARCHITECTURE.md"
INTERNAL = {"id"}
"""Keys that only join the tables."""


def documented() -> dict[str, set[str]]:
    """Columns by table: the first cell of each row under a line that begins with the table."""
    section = PAGE.read_text(encoding="utf-8").split("## The run file")[1].split("\n## ")[0]
    found: dict[str, set[str]] = {}
    for line in section.splitlines():
        if heading := re.match(r"\*\*(\w+)\*\*:", line):
            columns = found.setdefault(heading[1], set())
        elif line.startswith("|") and not line.startswith(("|---", "| column")):
            columns |= set(line.split("|")[1].replace(",", " ").split())
    return found


def real() -> dict[str, set[str]]:
    connection = sqlite3.connect(":memory:")
    create_tables(connection)
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        table: {row[1] for row in connection.execute(f"PRAGMA table_info({table})")} - INTERNAL
        for (table,) in tables
    }


@pytest.mark.skipif(not PAGE.exists(), reason="no ARCHITECTURE.md here")
def test_the_documented_tables_are_those_of_the_file() -> None:
    assert documented() == real()


@pytest.mark.skipif(not PAGE.exists(), reason="no ARCHITECTURE.md here")
def test_the_documented_marks_are_those_of_the_file() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert f"`{APPLICATION_ID:#x}`" in text
    assert f"version of the tables, now {SCHEMA_VERSION}" in text
