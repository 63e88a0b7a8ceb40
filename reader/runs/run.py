"""A run: which sources, which pages are done, and what was read on them."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol

from reader.errors import ConfigurationError, PageFailure
from reader.records import PageError, PageResult, Status
from reader.runs import registration
from reader.runs.codec import insert_page, page_result
from reader.runs.database import Database
from reader.runs.match import Origin, flattened, refuse_mismatch
from reader.writers.rows import RowKey
from reader.writers.text import encodable
from reader.writers.view import RunFacts, SourceFacts, Verification

__all__ = ["PageChoice", "Run", "RunSummary", "utc_now"]

_PAGES = """
SELECT page.source_id, page.page, page.reason FROM source
JOIN page ON page.source_id = source.id AND {chosen}
WHERE source.position IS NOT NULL ORDER BY source.position, page.page"""

_STATUSES = """
SELECT reading.status, count(*) FROM source
JOIN page ON page.source_id = source.id AND {chosen}
JOIN reading ON reading.source_id = page.source_id AND reading.page = page.page
WHERE source.position IS NOT NULL GROUP BY reading.status"""

_VERIFICATIONS = """
SELECT source.file, review.page, review.field, review.line, review."after", who, at
FROM review JOIN source ON source.id = review.source_id
WHERE source.position IS NOT NULL ORDER BY review.id"""

# A file that could not be opened has one failed page, which stands for all of them.
_CHOSEN = "(holds(page.page) OR (source.status = 'failed' AND source.page_count IS NULL))"


class PageChoice(Protocol):
    """Some pages of every source, counted from 1."""

    def holds(self, page: int) -> bool: ...


@dataclass(frozen=True, slots=True)
class RunSummary:
    """Counts over the sources of this command. ``pages`` includes the ``failed`` ones."""

    sources: int
    pages: int
    failed: int
    accepted: int
    review: int
    blank: int

    @property
    def strings(self) -> int:
        return self.accepted + self.review


class Run:
    """An open run file; made by :func:`reader.runs.open_run` or :func:`reader.runs.load_run`.

    Leaving the ``with`` block closes it into one file. All methods that write raise OutputError
    where the disk refuses, all raise ConfigurationError where the file turns out damaged.
    """

    def __init__(self, database: Database, *, wanted: Origin | None) -> None:
        self._database = database
        self._wanted = wanted
        self._choice: PageChoice | None = None
        self._ids: dict[str, int] = {}
        self._done: defaultdict[int, set[int]] = defaultdict(set)
        self._note_sources()

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def path(self) -> Path | None:
        """Where the run file is; None for a temporary run."""
        return self._database.path

    def close(self) -> None:
        """Leaves one file, without a journal beside it."""
        self._database.close()

    def begin(
        self,
        sources: Sequence[tuple[str, str | Path, str]],
        redo: str = "",
        *,
        pages: PageChoice | None = None,
    ) -> None:
        """Registers this command's sources (name, absolute path, sha256) in this order.

        A source with another sha256 than before loses its readings; ``redo`` "failed" drops
        failed pages, "all" everything in the file, also when it was made with other settings.
        ``pages`` narrows what is given back. All or nothing of it is done.

        Raises
        ------
        RunMismatchError
            If the run file was made with other settings or another model.
        ValueError
            If a name or path stands there twice.
        """
        if self._wanted is None:
            raise ValueError("a run that was opened for reading only takes no sources")
        found = registration.checked(sources)
        with self._database.transaction() as connection:
            stored = Origin.stored(connection.execute("SELECT * FROM run").fetchone())
            if redo == "all":
                registration.start_afresh(connection, self._wanted, now=utc_now())
            elif self._database.path is not None:
                refuse_mismatch(self._database.path, stored=stored, wanted=self._wanted)
            registration.register(connection, found, now=utc_now())
            if redo == "failed":
                registration.forget_failed(connection)
        self._choice = pages
        self._note_sources()

    def page_count(self, name: str) -> int | None:
        """Pages of a source, None where unknown; 1 for a file that could not be opened."""
        connection = self._database.connection
        with self._database.translated():
            count, status = connection.execute(
                "SELECT page_count, status FROM source WHERE id = ?", (self._id(name),)
            ).fetchone()
        return 1 if count is None and status == "failed" else count

    def set_pages(self, name: str, page_count: int) -> None:
        """Remembers how many pages a source has; one that has none is a failed one."""
        if page_count < 1:
            self.fail_source(name, PageFailure(f"{name}: a file without a page"))
            return
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE source SET page_count = ? WHERE id = ?", (page_count, self._id(name))
            )

    def is_done(self, name: str, page_index: int) -> bool:
        """Whether a page is recorded, as read or as failed."""
        return page_index in self._done[self._id(name)]

    def record(self, result: PageResult) -> None:
        """Keeps one page in one committed transaction, in place of an earlier reading of it.

        Raises
        ------
        ValueError
            If the source is not one of this command, or two readings have one field and line.
        """
        source_id = self._id(result.source)
        with self._database.transaction() as connection:
            insert_page(connection, source_id, result=result, now=utc_now())
            done = self._done[source_id] | {result.page_index}
            registration.note_recorded(connection, source_id, error=result.error, pages=len(done))
        self._done[source_id] = done

    def fail_source(self, name: str, failure: PageFailure) -> None:
        """Keeps that a file could not be opened at all: one failed row, whatever was there."""
        source_id = self._id(name)
        error = PageError(failure.reason, str(failure))
        result = PageResult(source=name, page_index=0, error=error)
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM page WHERE source_id = ?", (source_id,))
            connection.execute("UPDATE source SET page_count = NULL WHERE id = ?", (source_id,))
            insert_page(connection, source_id, result=result, now=utc_now())
            registration.note_recorded(connection, source_id, error=error, pages=1)
        self._done[source_id] = {0}

    def iter_results(self) -> Iterator[PageResult]:
        """What was recorded, equal to what was given: sources in order, then pages.

        Raises
        ------
        ConfigurationError
            If a page's rows are not as they were written.
        """
        for source_id, page, _ in self._all(_PAGES):
            with self._database.translated():
                try:
                    yield page_result(self._database.connection, source_id, page=page)
                except (KeyError, TypeError, ValueError) as error:
                    raise ConfigurationError(
                        f"{self.path}: damaged run file: page {page} of {self._name(source_id)} "
                        "cannot be told any more; read it again with --redo all"
                    ) from error

    def iter_sources(self) -> Iterator[SourceFacts]:
        """The sources of this command, in its order."""
        for row in self._all("SELECT * FROM source WHERE position IS NOT NULL ORDER BY position"):
            yield SourceFacts(
                name=row["file"],
                path=row["path"],
                sha256=row["sha256"],
                page_count=row["page_count"],
                status=row["status"],
                error=row["error"],
            )

    def verifications(self) -> dict[RowKey, Verification]:
        """What people settled, by row; empty before the first correction."""
        found: dict[RowKey, Verification] = {}
        for file, page, field, line, text, who, at in self._all(_VERIFICATIONS):
            found[file, page, field, line] = Verification(text, who, at)
        return found

    def facts(self) -> RunFacts:
        """Versions, settings, model and times."""
        row = self._all("SELECT * FROM run")[0]
        last = self._all("SELECT max(read_at) FROM page")[0][0]
        return RunFacts(
            versions=tuple(json.loads(row["versions"]).items()),
            model_name=row["model_name"],
            model_checksum=row["model_checksum"],
            settings=tuple(flattened(json.loads(row["settings"])).items()),
            settings_digest=row["settings_digest"],
            created_at=row["created_at"],
            started_at=row["started_at"],
            last_read_at=last or "",
        )

    def summary(self) -> RunSummary:
        """Counts for the closing line."""
        pages = self._all(_PAGES)
        statuses: dict[str, int] = dict(map(tuple, self._all(_STATUSES)))
        return RunSummary(
            sources=len(self._ids),
            pages=len(pages),
            failed=sum(page["reason"] is not None for page in pages),
            accepted=statuses.get(Status.ACCEPTED, 0),
            review=statuses.get(Status.REVIEW, 0),
            blank=statuses.get(Status.BLANK, 0),
        )

    def _all(self, query: str) -> list[sqlite3.Row]:
        """All rows at once: a cursor left open would keep the journal from being folded in.

        Where only some pages are chosen, SQLite asks ``holds`` for each.
        """
        connection = self._database.connection
        chosen = "1"
        if self._choice is not None:
            connection.create_function("holds", 1, self._choice.holds)
            chosen = _CHOSEN
        with self._database.translated():
            return connection.execute(query.format(chosen=chosen)).fetchall()

    def _note_sources(self) -> None:
        rows = self._all("SELECT file, id FROM source WHERE position IS NOT NULL")
        self._ids = {row["file"]: row["id"] for row in rows}
        self._done = defaultdict(set)
        for source_id, page in self._all("SELECT source_id, page FROM page"):
            self._done[source_id].add(page - 1)

    def _id(self, name: str) -> int:
        try:
            return self._ids[encodable(name)]
        except KeyError:
            raise ValueError(f"{name}: not a source of this command") from None

    def _name(self, source_id: int) -> str:
        return next(name for name, known in self._ids.items() if known == source_id)


def utc_now() -> str:
    """This moment in ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
