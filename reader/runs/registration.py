"""Which files belong to a run, and which of their pages must be read again."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from reader.records import PageError
from reader.runs.match import Origin
from reader.writers.text import encodable

__all__ = [
    "checked",
    "forget_failed",
    "insert_origin",
    "note_recorded",
    "register",
    "start_afresh",
]

SourceEntry = tuple[str, str, str]
"""Name in the outputs, absolute path, SHA-256."""


def checked(sources: Sequence[tuple[str, str | Path, str]]) -> list[SourceEntry]:
    """``sources`` with texts that a database can hold.

    Raises
    ------
    ValueError
        If a name or path stands there twice.
    """
    found = [(encodable(name), encodable(str(path)), sha256) for name, path, sha256 in sources]
    for place in (0, 1):
        seen: set[str] = set()
        for entry in found:
            if entry[place] in seen:
                raise ValueError(f"{entry[place]}: named twice")
            seen.add(entry[place])
    return found


def insert_origin(connection: sqlite3.Connection, origin: Origin, *, now: str) -> None:
    """Writes the one row of the table run, unless it is there already."""
    connection.execute(
        """
INSERT OR IGNORE INTO run (id, versions, settings, settings_digest, model_name, model_checksum,
  created_at, started_at) VALUES (1, ?, ?, ?, ?, ?, ?, ?)""",
        (*origin.columns(), now, now),
    )


def start_afresh(connection: sqlite3.Connection, origin: Origin, *, now: str) -> None:
    """Forgets all sources with all that was read on them, and how it was read."""
    connection.execute("DELETE FROM source")
    connection.execute("DELETE FROM run")
    insert_origin(connection, origin, now=now)


def register(connection: sqlite3.Connection, sources: Sequence[SourceEntry], *, now: str) -> None:
    """Makes ``sources`` the command's, in this order; those of other commands stay known.

    A file is the same as before when its path is; it loses its pages when its sha256 changed,
    and changes its name where other inputs made the names start at another folder.
    """
    connection.execute("UPDATE run SET started_at = ?", (now,))
    connection.execute("UPDATE source SET position = NULL")
    for position, (name, path, sha256) in enumerate(sources):
        row = connection.execute("SELECT * FROM source WHERE path = ?", (path,)).fetchone()
        if row is None:
            connection.execute(
                "INSERT INTO source (position, file, path, sha256, status, error) "
                "VALUES (?, ?, ?, ?, 'pending', '')",
                (position, name, path, sha256),
            )
            continue
        if row["sha256"] != sha256:
            _forget(connection, row["id"], sha256=sha256)
        if row["file"] != name:
            connection.execute("UPDATE reading SET file = ? WHERE source_id = ?", (name, row["id"]))
        connection.execute(
            "UPDATE source SET position = ?, file = ? WHERE id = ?", (position, name, row["id"])
        )


def forget_failed(connection: sqlite3.Connection) -> None:
    """Drops the failed pages of this command's sources, so that they are read again."""
    connection.execute(
        "DELETE FROM page WHERE reason IS NOT NULL "
        "AND source_id IN (SELECT id FROM source WHERE position IS NOT NULL)"
    )
    connection.execute(
        "UPDATE source SET status = 'pending', error = '', page_count = NULL "
        "WHERE status = 'failed' AND position IS NOT NULL"
    )


def note_recorded(
    connection: sqlite3.Connection, source_id: int, *, error: PageError | None, pages: int
) -> None:
    """A source is failed once one of its pages is, and read once all ``pages`` are recorded."""
    if error is not None:
        connection.execute(
            "UPDATE source SET status = 'failed', error = ? WHERE id = ? AND status != 'failed'",
            (encodable(error.message), source_id),
        )
        return
    connection.execute(
        "UPDATE source SET status = 'read' WHERE id = ? AND status = 'pending' AND page_count = ?",
        (source_id, pages),
    )


def _forget(connection: sqlite3.Connection, source_id: int, *, sha256: str) -> None:
    connection.execute("DELETE FROM page WHERE source_id = ?", (source_id,))
    connection.execute(
        "UPDATE source SET sha256 = ?, page_count = NULL, status = 'pending', error = '' "
        "WHERE id = ?",
        (sha256, source_id),
    )
