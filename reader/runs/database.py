"""The SQLite file under a run: opening, transactions, closing, and what its errors mean."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reader.errors import ConfigurationError, OutputError
from reader.runs.lock import FileLock
from reader.runs.schema import check_schema, create_tables, is_empty

__all__ = ["Database"]

_SIGNATURE = b"SQLite format 3\x00"

_REFUSALS = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}


@dataclass(frozen=True, slots=True)
class _Use:
    """What a command does with a run file, and how it is given another one."""

    done: str
    instead: str


_WRITING = _Use("written", "name another with --run")
_READING = _Use("read", "name another run file")


class Database:
    """An open run file; ``path`` None is a temporary one that ends with the process.

    Write-ahead journal while open, one file again when closed. Killed at any moment, it holds
    every transaction that was committed and nothing of the one that was not.
    """

    def __init__(self, path: Path | None, connection: sqlite3.Connection, *, use: _Use) -> None:
        self.path = path
        self.connection = connection
        self._use = use
        self._lock: FileLock | None = None

    @classmethod
    def create(cls, path: Path | None) -> Database:
        """Opens the run file at ``path`` for writing, new or as an earlier command left it.

        Raises
        ------
        OutputError
            If the folder is missing or read-only, or another reader has the file open.
        ConfigurationError
            If there is something else under that name, or a damaged run file.
        """
        if path is None:
            return cls._opened(None)
        _refuse_unusable(path, _WRITING)
        lock = FileLock(path)
        try:
            database = cls._opened(path)
        except BaseException:
            lock.release()
            raise
        database._lock = lock
        return database

    @classmethod
    def load(cls, path: Path) -> Database:
        """Opens an existing run file beside whoever writes it.

        Raises
        ------
        ConfigurationError
            If there is none, or it is not a run file, or damaged.
        """
        if not path.is_file():
            raise ConfigurationError(f"{path}: no such run file; `reader read` makes one")
        _refuse_unusable(path, _READING)
        database = cls(path, _connected(path, _READING), use=_READING)
        try:
            with database.translated():
                database._check_begun(path)
        except BaseException:
            database.connection.close()
            raise
        return database

    @classmethod
    def _opened(cls, path: Path | None) -> Database:
        database = cls(path, _connected(path, _WRITING), use=_WRITING)
        try:
            with database.translated():
                database._prepare()
        except BaseException:
            database.connection.close()
            raise
        return database

    def _check_begun(self, path: Path) -> None:
        if not is_empty(self.connection):
            check_schema(self.connection, path, instead=self._use.instead)
            if self.connection.execute("SELECT count(*) FROM run").fetchone()[0]:
                return
        raise ConfigurationError(f"{path}: holds no run yet; start `reader read` again")

    def _prepare(self) -> None:
        if not is_empty(self.connection):
            check_schema(self.connection, self._shown_path, instead=self._use.instead)
        self.connection.execute("PRAGMA journal_mode = WAL")
        # In WAL mode NORMAL loses nothing when the process dies, and at most the last pages,
        # never the file, when the power does; FULL waits for the disk after every page.
        self.connection.execute("PRAGMA synchronous = NORMAL")
        self.connection.execute("PRAGMA foreign_keys = ON")
        if is_empty(self.connection):
            with self.transaction():
                create_tables(self.connection)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is done inside is kept, or, on any exception, none of it."""
        with self.translated():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def translated(self) -> Iterator[None]:
        """SQLite's errors as ours: what cannot be written, and what is damaged."""
        try:
            yield
        except sqlite3.IntegrityError as error:
            raise ValueError(f"{self._shown_path}: {error}") from error
        except sqlite3.DatabaseError as error:
            if _is_refused(error):
                raise OutputError(
                    f"{self._shown_path}: run file cannot be {self._use.done}: {error}; "
                    f"{self._remedy}, and give the same command again"
                ) from error
            raise ConfigurationError(
                f"{self._shown_path}: damaged run file: {error}; "
                f"delete it to read everything again, or {self._use.instead}"
            ) from error

    def close(self) -> None:
        """Folds the journal into the one file and closes it; twice does no harm."""
        try:
            if self._lock is not None:
                self._fold()
        finally:
            self.connection.close()
            if self._lock is not None:
                self._lock.release()
                self._lock = None

    def _fold(self) -> None:
        # Another program may be reading the file, or the disk be full: then the journal stays
        # beside it, complete, and the next one to open the file folds it in.
        with contextlib.suppress(sqlite3.DatabaseError):
            self.connection.execute("PRAGMA journal_mode = DELETE")

    @property
    def _remedy(self) -> str:
        if self._use is _READING:
            return f"make the file and its folder yours to write, or {self._use.instead}"
        return f"make room or {self._use.instead}"

    @property
    def _shown_path(self) -> Path:
        return self.path or Path("temporary run")


def _connected(path: Path | None, use: _Use) -> sqlite3.Connection:
    try:
        # isolation_level None: transactions begin where this package says, nowhere else.
        connection = sqlite3.connect("" if path is None else path, isolation_level=None)
    except sqlite3.OperationalError as error:
        raise OutputError(f"{path}: run file cannot be opened: {error}; {use.instead}") from error
    connection.row_factory = sqlite3.Row
    return connection


def _is_refused(error: sqlite3.DatabaseError) -> bool:
    """Whether disk or system said no; everything else means that the file is not as written."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _REFUSALS  # the low byte is the kind of error


def _refuse_unusable(path: Path, use: _Use) -> None:
    """Says what is wrong with ``path`` before SQLite says it in its own words."""
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; name a file with --run")
    if not path.parent.is_dir():
        raise OutputError(
            f"{path}: run file cannot be written: there is no folder {path.parent}; "
            "make it, or name another file with --run"
        )
    if path.exists() and not path.is_file():
        raise OutputError(f"{path}: is not an ordinary file; {use.instead}")
    try:
        start = path.open("rb").read(len(_SIGNATURE)) if path.exists() else b""
    except OSError as error:
        raise OutputError(
            f"{path}: run file cannot be read: {error.strerror}; {use.instead}"
        ) from error
    if start and start != _SIGNATURE:
        raise ConfigurationError(
            f"{path}: not a run file (it does not begin as an SQLite database does); {use.instead}"
        )
