"""The tables of a run file, documented in ARCHITECTURE.md under "The run file"."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from reader.errors import ConfigurationError

__all__ = ["APPLICATION_ID", "SCHEMA_VERSION", "check_schema", "create_tables", "is_empty"]

APPLICATION_ID = 0x64696769
"""SQLite's mark of whose file it is: "digi" in ASCII."""

SCHEMA_VERSION = 1
"""Kept in SQLite's user_version; counts up when a table changes."""

_TABLES = (
    """
CREATE TABLE run (                   -- how everything in this file was read; one row
  id INTEGER PRIMARY KEY CHECK (id = 1),
  versions TEXT NOT NULL,            -- JSON: the reader and what it computes with
  settings TEXT NOT NULL,            -- JSON: section -> key -> value
  settings_digest TEXT NOT NULL,     -- over settings and model_checksum
  model_name TEXT NOT NULL,
  model_checksum TEXT NOT NULL,      -- SHA-256 of the weights
  created_at TEXT NOT NULL,          -- times are ISO 8601, UTC
  started_at TEXT NOT NULL           -- the latest command
)""",
    """
CREATE TABLE source (                -- one row a file
  id INTEGER PRIMARY KEY,
  position INTEGER,                  -- place in the latest command; NULL: not named by it
  file TEXT NOT NULL,                -- name in the outputs
  path TEXT NOT NULL UNIQUE,         -- absolute
  sha256 TEXT NOT NULL,              -- of the contents that were read
  page_count INTEGER,                -- NULL: not opened yet, or could not be opened
  status TEXT NOT NULL,              -- pending, read, failed (the file, or one of its pages)
  error TEXT NOT NULL                -- of the first failure
)""",
    """
CREATE TABLE page (                  -- one row a page that was read or failed
  source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  page INTEGER NOT NULL,             -- from 1
  "height" INTEGER NOT NULL,         -- pixels as shown to a person; 0: never decoded
  "width" INTEGER NOT NULL,
  steps TEXT NOT NULL,               -- JSON: what was done to it, [[name, [[fact, value]]]]
  reason TEXT,                       -- of the failure; NULL: the page was read
  error TEXT,
  read_at TEXT NOT NULL,
  PRIMARY KEY (source_id, page)
)""",
    """
CREATE TABLE reading (               -- one row a string, as in the outputs
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL,
  file TEXT NOT NULL,
  page INTEGER NOT NULL,
  field TEXT NOT NULL,
  line INTEGER NOT NULL,
  text TEXT NOT NULL,
  confidence REAL,                   -- NULL for blank and failed
  status TEXT NOT NULL,              -- accepted, review, blank, failed
  reasons TEXT NOT NULL,
  raw_text TEXT NOT NULL,
  alternatives TEXT NOT NULL,
  weakest TEXT NOT NULL,
  marks TEXT NOT NULL,
  kind TEXT NOT NULL,
  "top" INTEGER,                     -- box on the page as shown to a person
  "left" INTEGER,
  "height" INTEGER,
  "width" INTEGER,
  digits TEXT NOT NULL,              -- JSON: [{digit, probability, box, runner_up}]
  detail TEXT,                       -- JSON: reasons, alternatives, marks in full; NULL where
                                     -- the row stands for a page without readings
  crop BLOB NOT NULL,                -- PNG of the ink; may be empty
  UNIQUE (source_id, page, field, line),
  FOREIGN KEY (source_id, page) REFERENCES page (source_id, page) ON DELETE CASCADE
)""",
    """
CREATE TABLE review (                -- one row a correction; the latest of a string counts
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL,
  page INTEGER NOT NULL,
  field TEXT NOT NULL,
  line INTEGER NOT NULL,
  "before" TEXT NOT NULL,
  "after" TEXT NOT NULL,
  who TEXT NOT NULL,
  at TEXT NOT NULL,
  FOREIGN KEY (source_id, page, field, line)
    REFERENCES reading (source_id, page, field, line) ON DELETE CASCADE
)""",
    "CREATE INDEX review_of_reading ON review (source_id, page, field, line)",
)

_EXPECTED = {"run", "source", "page", "reading", "review"}


def is_empty(connection: sqlite3.Connection) -> bool:
    """Whether the database has no table: new, or its maker was killed before the first."""
    return connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0


def create_tables(connection: sqlite3.Connection) -> None:
    """The empty tables; the caller holds the transaction."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    for statement in _TABLES:
        connection.execute(statement)


def check_schema(connection: sqlite3.Connection, path: Path, *, instead: str) -> None:
    """Makes sure that a database with tables is a run file of this version.

    ``instead`` says how the command at hand is given another file, as in ``name another``.

    Raises
    ------
    ConfigurationError
        If it is another program's, made by a newer reader, or lacks a table.
    """
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise ConfigurationError(f"{path}: a database, but no run file of this reader; {instead}")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != SCHEMA_VERSION:
        raise ConfigurationError(
            f"{path}: run file of version {version}, this reader knows version {SCHEMA_VERSION}; "
            f"use the reader that made it, or {instead}"
        )
    found = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if missing := sorted(_EXPECTED - found):
        raise ConfigurationError(
            f"{path}: damaged run file, table missing: {', '.join(missing)}; "
            f"delete it to read everything again, or {instead}"
        )
