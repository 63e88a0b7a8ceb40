"""What a run file keeps, gives back, forgets and refuses."""

from __future__ import annotations

import dataclasses
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from example_results import failed_result, page_results, read_result, reading
from reader.errors import ConfigurationError, OutputError, PageFailure, RunMismatchError
from reader.records import PageResult, Status
from reader.runs import Run, RunSummary, load_run, open_run
from reader.runs.lock import FileLock
from reader.settings import DecodingSettings, Settings
from reader.writers.view import Verification

A, B, C = (
    ("a.png", "/scans/a.png", "aa"),
    ("b.tif", "/scans/b.tif", "bb"),
    ("c.pdf", "/c.pdf", "cc"),
)


def opened(path: Path | None, **changes: object) -> Run:
    facts: dict[str, object] = {
        "settings": Settings(),
        "model_name": "digits",
        "model_checksum": "5e" * 32,
    }
    return open_run(path, **(facts | changes))  # type: ignore[arg-type]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "numbers.run"


def results_in(path: Path) -> list[PageResult]:
    with opened(path) as run:
        return list(run.iter_results())


# What is kept


def test_a_result_comes_back_equal_to_the_one_recorded(path: Path) -> None:
    result = read_result("a.png", 0, "00742", "1")
    with opened(path) as run:
        run.begin([A])
        run.record(result)
        assert list(run.iter_results()) == [result]
    assert results_in(path) == [result]


@given(page_results())
@settings(max_examples=60, deadline=None)
def test_any_result_comes_back_equal(result: PageResult) -> None:
    with opened(None) as run:
        run.begin([A])
        run.record(result)
        assert list(run.iter_results()) == [result]


def test_numbers_of_numpy_are_kept_as_numbers() -> None:
    plain = read_result()
    digit = dataclasses.replace(plain.readings[0].digits[0], probability=np.float32(0.1))
    changed = dataclasses.replace(
        plain.readings[0], confidence=np.float32(0.7), digits=(digit,), crop=b""
    )
    result = dataclasses.replace(plain, readings=(changed,), size=(np.int64(300), np.int32(20)))
    with opened(None) as run:
        run.begin([A])
        run.record(result)
        assert list(run.iter_results()) == [result]


def test_a_name_that_is_not_utf8_is_written_as_its_escape(path: Path) -> None:
    name = os.fsdecode(b"scan\xff.png")
    with opened(path) as run:
        run.begin([(name, f"/scans/{name}", "aa")])
        run.record(read_result(name))
        assert run.is_done(name, 0)
        assert [result.source for result in run.iter_results()] == ["scan\\udcff.png"]


def test_results_come_in_the_order_of_the_command_then_of_the_pages(path: Path) -> None:
    with opened(path) as run:
        run.begin([B, A])
        for result in (read_result("a.png"), read_result("b.tif", 1), read_result("b.tif", 0)):
            run.record(result)
        found = [(result.source, result.page_index) for result in run.iter_results()]
    assert found == [("b.tif", 0), ("b.tif", 1), ("a.png", 0)]


def test_the_row_of_the_contract_stands_in_real_columns(path: Path) -> None:
    with opened(path) as run:
        run.begin([A])
        run.record(read_result("a.png", 0, "00742"))
    with sqlite3.connect(path) as connection:
        row = connection.execute(
            "SELECT file, page, field, line, text, confidence, status, weakest, raw_text, kind, "
            '"top", "left", "height", "width", digits, crop FROM reading'
        ).fetchone()
    assert row[:5] == ("a.png", 1, "", 1, "00742")
    assert row[5:10] == (0.97312, "accepted", "5:2:0.9500", "00742", "handwritten")
    assert row[10:14] == (10, 20, 9, 50)
    assert row[14].startswith('[{"digit": "0", "probability": 0.99, "box": [10, 20, 9, 8]')
    assert row[15].startswith(b"\x89PNG")


def test_a_failed_page_has_one_row_and_its_reason(path: Path) -> None:
    with opened(path) as run:
        run.begin([A])
        run.record(failed_result("a.png", 0, reason="timeout"))
    with sqlite3.connect(path) as connection:
        row = connection.execute("SELECT text, confidence, status, reasons FROM reading").fetchall()
        source = connection.execute("SELECT status, error FROM source").fetchone()
    assert row == [("", None, "failed", "timeout")]
    assert source == ("failed", "a.png: took too long")


def test_a_file_that_cannot_be_opened_is_one_failed_page(path: Path) -> None:
    with opened(path) as run:
        run.begin([A])
        run.set_pages("a.png", 3)
        run.record(read_result("a.png", 1))
        run.fail_source("a.png", PageFailure("a.png: cut off", reason="unreadable-file"))
        (result,) = run.iter_results()
        assert run.page_count("a.png") == 1
        assert run.is_done("a.png", 0)
        assert not run.is_done("a.png", 1)
    assert (result.page_index, result.readings) == (0, ())
    assert result.error is not None
    assert (result.error.reason, result.error.message) == ("unreadable-file", "a.png: cut off")


def test_a_file_without_pages_is_a_failed_file() -> None:
    with opened(None) as run:
        run.begin([A])
        run.set_pages("a.png", 0)
        assert run.summary().failed == 1
        assert next(run.iter_sources()).error == "a.png: a file without a page"


def test_a_source_is_read_once_all_its_pages_are(path: Path) -> None:
    with opened(path) as run:
        run.begin([A])
        assert run.page_count("a.png") is None
        run.set_pages("a.png", 2)
        states = []
        for index in (1, 0):
            run.record(read_result("a.png", index))
            states += [source.status for source in run.iter_sources()]
        assert run.page_count("a.png") == 2
    assert states == ["pending", "read"]


def test_the_summary_counts_pages_and_strings() -> None:
    waiting = reading(line=2, status=Status.REVIEW)
    blank = reading("", line=3, status=Status.BLANK, confidence=None)
    with opened(None) as run:
        run.begin([A, B, C])
        run.record(PageResult("a.png", 0, (reading(), waiting, blank)))
        run.record(PageResult("b.tif", 0))
        run.fail_source("c.pdf", PageFailure("c.pdf: broken"))
        summary = run.summary()
    assert summary == RunSummary(sources=3, pages=3, failed=1, accepted=1, review=1, blank=2)
    assert summary.strings == 2


def test_the_facts_tell_versions_settings_model_and_times() -> None:
    with opened(None) as run:
        run.begin([A])
        before = run.facts()
        run.record(read_result())
        after = run.facts()
    assert dict(after.versions).keys() >= {"reader", "python", "numpy"}
    assert dict(after.settings)["decoding.accept"] == 0.95
    assert (after.model_name, after.model_checksum) == ("digits", "5e" * 32)
    assert before.last_read_at == ""
    assert after.created_at <= after.started_at <= after.last_read_at


def test_the_facts_tell_the_engine_where_it_is_known() -> None:
    engine = "onnxruntime CPUExecutionProvider (cpu was asked for)"
    with opened(None, engine=engine) as run:
        run.begin([A])
        assert dict(run.facts().versions)["engine"] == engine
    with opened(None) as run:
        run.begin([A])
        assert "engine" not in dict(run.facts().versions)


def test_corrections_are_given_back_by_row(path: Path) -> None:
    with opened(path) as run:
        run.begin([A])
        run.record(read_result())
        assert run.verifications() == {}
    with sqlite3.connect(path) as connection:
        for after in ("00743", "00744"):
            connection.execute(
                'INSERT INTO review (source_id, page, field, line, "before", "after", who, at) '
                "VALUES (1, 1, '', 1, '00742', ?, 'Ada', '2026-11-20T07:00:00+00:00')",
                (after,),
            )
    with opened(path) as run:
        found = run.verifications()
    assert found == {("a.png", 1, "", 1): Verification("00744", "Ada", "2026-11-20T07:00:00+00:00")}


# The same command again, and others


def test_the_same_command_finds_its_pages_done(path: Path) -> None:
    with opened(path) as run:
        run.begin([A, B])
        run.set_pages("a.png", 2)
        run.record(read_result("a.png", 0))
    with opened(path) as run:
        run.begin([A, B])
        assert run.page_count("a.png") == 2
        assert [run.is_done("a.png", 0), run.is_done("a.png", 1)] == [True, False]
        assert not run.is_done("b.tif", 0)


def test_a_changed_file_loses_its_readings_and_another_keeps_them(path: Path) -> None:
    with opened(path) as run:
        run.begin([A, B])
        for name in ("a.png", "b.tif"):
            run.set_pages(name, 1)
            run.record(read_result(name))
    with opened(path) as run:
        run.begin([(A[0], A[1], "changed"), B])
        assert run.page_count("a.png") is None
        assert not run.is_done("a.png", 0)
        assert run.is_done("b.tif", 0)
        assert [result.source for result in run.iter_results()] == ["b.tif"]
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT DISTINCT file FROM reading").fetchall() == [("b.tif",)]


def test_other_sources_are_added_and_only_this_commands_are_given_back(path: Path) -> None:
    with opened(path) as run:
        run.begin([A])
        run.record(read_result("a.png"))
    with opened(path) as run:
        run.begin([B])
        run.record(read_result("b.tif"))
        assert [result.source for result in run.iter_results()] == ["b.tif"]
        assert run.summary().pages == 1
    with opened(path) as run:
        run.begin([B, A])
        assert [result.source for result in run.iter_results()] == ["b.tif", "a.png"]


def test_a_file_is_known_by_its_path_when_its_name_changes(path: Path) -> None:
    with opened(path) as run:
        run.begin([A])
        run.record(read_result("a.png"))
    with opened(path) as run:
        run.begin([("scans/a.png", A[1], A[2]), ("a.png", "/other/a.png", "dd")])
        assert run.is_done("scans/a.png", 0)
        assert not run.is_done("a.png", 0)
        assert [result.source for result in run.iter_results()] == ["scans/a.png"]


def test_a_page_recorded_twice_stands_there_once() -> None:
    with opened(None) as run:
        run.begin([A])
        run.record(read_result("a.png", 0, "1", "2"))
        run.record(read_result("a.png", 0, "3"))
        (result,) = run.iter_results()
    assert [reading.text for reading in result.readings] == ["3"]


def test_redo_failed_reads_failed_pages_and_files_again(path: Path) -> None:
    with opened(path) as run:
        run.begin([A, B, C])
        run.set_pages("a.png", 2)
        run.record(read_result("a.png", 0))
        run.record(failed_result("a.png", 1))
        run.fail_source("b.tif", PageFailure("b.tif: broken"))
        run.set_pages("c.pdf", 1)
        run.record(read_result("c.pdf"))
    with opened(path) as run:
        run.begin([A, B, C], redo="failed")
        assert [run.is_done("a.png", 0), run.is_done("a.png", 1)] == [True, False]
        assert not run.is_done("b.tif", 0)
        assert run.page_count("b.tif") is None
        assert run.is_done("c.pdf", 0)
        assert [s.status for s in run.iter_sources()] == ["pending", "pending", "read"]
        run.set_pages("a.png", 2)
        run.record(read_result("a.png", 1))
        assert next(run.iter_sources()).status == "read"


def test_redo_all_starts_afresh_with_other_settings_and_model(path: Path) -> None:
    with opened(path) as run:
        run.begin([A])
        run.record(read_result())
    strict = Settings(decoding=DecodingSettings(accept=0.99))
    with opened(path, settings=strict, model_name="digits-fast", model_checksum="11") as run:
        run.begin([A], redo="all")
        assert not run.is_done("a.png", 0)
        assert run.facts().model_name == "digits-fast"
        assert dict(run.facts().settings)["decoding.accept"] == 0.99


class OnlyPage:
    def __init__(self, page: int) -> None:
        self.page = page

    def holds(self, page: int) -> bool:
        return page == self.page


def test_chosen_pages_narrow_what_is_given_back_but_not_what_is_kept(path: Path) -> None:
    with opened(path) as run:
        run.begin([A, B])
        run.record(read_result("a.png", 0))
        run.record(read_result("a.png", 1))
        run.fail_source("b.tif", PageFailure("b.tif: broken"))
    with opened(path) as run:
        run.begin([A, B], pages=OnlyPage(2))
        found = [(result.source, result.page_index) for result in run.iter_results()]
        assert found == [("a.png", 1), ("b.tif", 0)]  # a file that fails is never left out
        assert run.summary() == RunSummary(
            sources=2, pages=2, failed=1, accepted=1, review=0, blank=0
        )
        assert run.is_done("a.png", 0)


def test_a_run_without_a_path_leaves_nothing(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with opened(None) as run:
        run.begin([A])
        run.record(read_result())
        assert run.path is None
    assert list(tmp_path.iterdir()) == []


def test_a_run_file_is_loaded_as_its_latest_command_left_it(path: Path) -> None:
    with opened(path) as run:
        run.begin([A])
        run.record(read_result("a.png"))
        run.begin([B])
        run.record(read_result("b.tif"))
    with load_run(path) as run:
        assert [result.source for result in run.iter_results()] == ["b.tif"]
        with pytest.raises(ValueError, match="opened for reading only"):
            run.begin([A])


def test_a_run_can_be_loaded_while_another_program_writes_it(path: Path) -> None:
    with opened(path) as writer:
        writer.begin([A])
        writer.record(read_result())
        with load_run(path) as run:
            assert run.summary().pages == 1
        writer.record(read_result("a.png", 1))
    assert sorted(p.name for p in path.parent.iterdir()) == ["numbers.run"]


# One file at the end


def test_closing_leaves_one_file_without_a_journal(path: Path) -> None:
    with opened(path) as run:
        run.begin([A])
        run.record(read_result())
        names = {p.name for p in path.parent.iterdir()}
    assert "numbers.run-wal" in names
    assert [p.name for p in path.parent.iterdir()] == ["numbers.run"]
    run.close()  # once more does no harm


def test_an_exception_also_leaves_one_file_with_what_was_recorded(path: Path) -> None:
    def interrupted() -> None:
        with opened(path) as run:
            run.begin([A])
            run.record(read_result("a.png", 0))
            results = run.iter_results()
            next(results)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [p.name for p in path.parent.iterdir()] == ["numbers.run"]
    with opened(path) as run:
        assert run.summary().pages == 1


def test_a_page_is_recorded_whole_or_not_at_all() -> None:
    twice = (reading("1", line=1), reading("2", line=1))
    with opened(None) as run:
        run.begin([A])
        run.record(read_result("a.png", 0, "3"))
        with pytest.raises(ValueError, match="UNIQUE constraint failed"):
            run.record(PageResult("a.png", 0, twice))
        (result,) = run.iter_results()
    assert result.readings[0].text == "3"


# What is refused


def test_other_settings_are_refused_with_what_differs_and_what_to_do(path: Path) -> None:
    with opened(path) as run:
        run.begin([A])
        run.record(read_result())
    strict = Settings(decoding=DecodingSettings(accept=0.99))
    with (
        opened(path, settings=strict) as run,
        pytest.raises(
            RunMismatchError,
            match=r"numbers\.run: .*decoding\.accept was 0\.95, is 0\.99\. .*--redo all",
        ) as caught,
    ):
        run.begin([A])
    assert caught.value.exit_code == 4
    with opened(path) as run:
        assert run.summary().pages == 1  # nothing was lost by the refusal


def test_another_model_is_refused_by_name_and_checksum(path: Path) -> None:
    opened(path).close()
    with (
        opened(path, model_name="digits-fast", model_checksum="ab" * 32) as run,
        pytest.raises(
            RunMismatchError, match=r"model was digits \(5e5e5e5e5e5e\), is digits-fast \(abab"
        ),
    ):
        run.begin([A])


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_text("file,page,field,line\n")
    with pytest.raises(ConfigurationError, match=r"numbers\.run: not a run file"):
        opened(path)
    assert path.read_text() == "file,page,field,line\n"


def test_another_programs_database_is_refused(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE photos (name TEXT)")
    with pytest.raises(ConfigurationError, match="a database, but no run file of this reader"):
        opened(path)


def test_a_newer_run_file_is_refused(path: Path) -> None:
    opened(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 7")
    with pytest.raises(
        ConfigurationError, match="run file of version 7, this reader knows version"
    ):
        opened(path)


def test_a_run_file_without_a_table_is_refused(path: Path) -> None:
    opened(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE review")
    with pytest.raises(ConfigurationError, match="damaged run file, table missing: review"):
        opened(path)


def test_a_run_file_cut_in_half_is_refused(path: Path) -> None:
    with opened(path) as run:
        run.begin([A])
        for index in range(20):
            run.record(read_result("a.png", index))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(ConfigurationError, match=r"numbers\.run: damaged run file"):
        results_in(path)


def test_a_reading_that_cannot_be_told_any_more_is_named(path: Path) -> None:
    with opened(path) as run:
        run.begin([A])
        run.record(read_result())
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE reading SET digits = '[{\"digit'")
    with opened(path) as run:
        run.begin([A])
        with pytest.raises(ConfigurationError, match=r"page 1 of a\.png cannot be told any more"):
            list(run.iter_results())


def test_an_empty_file_is_a_new_run_file(path: Path) -> None:
    path.touch()  # what a kill at the very first moment leaves
    with opened(path) as run:
        run.begin([A])
        run.record(read_result())
        assert run.summary().pages == 1


def test_a_missing_folder_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"there is no folder .*nowhere; make it"):
        opened(tmp_path / "nowhere" / "numbers.run")


def test_a_folder_in_place_of_the_file_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is a folder; name a file with --run"):
        opened(tmp_path)


def test_a_device_in_place_of_the_file_is_an_output_error() -> None:
    with pytest.raises(OutputError, match="is not an ordinary file"):
        opened(Path(os.devnull))


@contextmanager
def nobody() -> Iterator[None]:
    """Rights of an ordinary person, also where the tests run as root."""
    if os.name == "nt":
        pytest.skip("rights work otherwise here")
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that anybody may enter and only its owner may write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield folder
        folder.chmod(0o755)


def test_a_read_only_folder_is_an_output_error(public_folder: Path) -> None:
    public_folder.chmod(0o555)
    with nobody(), pytest.raises(OutputError, match="cannot be written: Permission denied"):
        opened(public_folder / "numbers.run")


def test_a_run_file_that_may_not_be_read_is_an_output_error(public_folder: Path) -> None:
    path = public_folder / "numbers.run"
    opened(path).close()
    path.chmod(0o000)
    public_folder.chmod(0o555)
    with nobody(), pytest.raises(OutputError, match="run file cannot be read: Permission denied"):
        opened(path)


def test_a_run_file_in_a_read_only_folder_can_still_be_loaded(public_folder: Path) -> None:
    path = public_folder / "numbers.run"
    with opened(path) as run:
        run.begin([A])
        run.record(read_result())
    path.chmod(0o444)
    public_folder.chmod(0o555)
    with nobody(), load_run(path) as run:
        assert run.summary().pages == 1


def test_a_full_disk_is_an_output_error(path: Path) -> None:
    with opened(path) as run:
        run.begin([A])
        connection = run._database.connection
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        many = [str(number) for number in range(500)]
        with pytest.raises(OutputError, match="cannot be written: database or disk is full"):
            run.record(read_result("a.png", 0, *many))


def test_a_path_that_sqlite_cannot_open_is_an_output_error(path: Path, monkeypatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr(sqlite3, "connect", refuse)
    with pytest.raises(OutputError, match="cannot be opened: unable to open database file"):
        opened(path)


def test_loading_names_a_missing_run_file(path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"numbers\.run: no such run file"):
        load_run(path)


def test_loading_refuses_a_file_that_holds_nothing_yet(path: Path) -> None:
    path.touch()
    with pytest.raises(ConfigurationError, match="holds no run yet"):
        load_run(path)


def test_advice_names_an_option_only_to_the_command_that_has_it(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE photos (name TEXT)")
    with pytest.raises(ConfigurationError, match=r"of this reader; name another run file$"):
        load_run(path)
    with pytest.raises(ConfigurationError, match=r"of this reader; name another with --run$"):
        opened(path)


def test_loading_says_what_to_do_where_a_file_cannot_be_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(path).close()

    def refuse(*_: object) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise error

    monkeypatch.setattr("reader.runs.database.is_empty", refuse)
    with pytest.raises(OutputError, match="cannot be read: disk I/O error; make the file"):
        load_run(path)


def test_a_source_of_another_command_is_refused() -> None:
    with opened(None) as run:
        run.begin([A])
        with pytest.raises(ValueError, match=r"b\.tif: not a source of this command"):
            run.record(read_result("b.tif"))


@pytest.mark.parametrize("other", [("a.png", "/x.png", ""), ("x.png", "/scans/a.png", "")])
def test_a_source_named_twice_is_refused(other: tuple[str, str, str]) -> None:
    with opened(None) as run, pytest.raises(ValueError, match="named twice"):
        run.begin([A, other])


def test_a_lock_can_be_let_go_twice(path: Path) -> None:
    lock = FileLock(path)
    lock.release()
    lock.release()
