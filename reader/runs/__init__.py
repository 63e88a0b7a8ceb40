"""The run file: one SQLite database a run; journal, resume file and store of corrections."""

from __future__ import annotations

from pathlib import Path

from reader.runs.database import Database
from reader.runs.match import Origin
from reader.runs.registration import insert_origin
from reader.runs.run import PageChoice, Run, RunSummary, utc_now
from reader.settings import Settings

__all__ = ["PageChoice", "Run", "RunSummary", "load_run", "open_run"]


def open_run(
    path: Path | None, *, settings: Settings, model_name: str, model_checksum: str, engine: str = ""
) -> Run:
    """The run file at ``path``, new or as an earlier command left it, ready to be written.

    ``engine`` says what the model runs on and why. ``path`` None is a run that is kept nowhere.
    Whether an old file fits these settings is decided by :meth:`Run.begin`, which may be told to
    start afresh.

    Raises
    ------
    OutputError
        If it cannot be written: folder missing or read-only, another reader at work in it.
    ConfigurationError
        If something else has that name, or the run file is damaged.
    """
    database = Database.create(path)
    try:
        wanted = Origin.of(
            settings, model_name=model_name, model_checksum=model_checksum, engine=engine
        )
        with database.transaction() as connection:
            insert_origin(connection, wanted, now=utc_now())
        return Run(database, wanted=wanted)
    except BaseException:
        database.close()
        raise


def load_run(path: Path) -> Run:
    """An existing run file as it is: the sources of its latest command.

    Raises
    ------
    ConfigurationError
        If there is none, it holds nothing yet, is not a run file, or is damaged.
    """
    database = Database.load(path)
    try:
        return Run(database, wanted=None)
    except BaseException:
        database.close()
        raise
