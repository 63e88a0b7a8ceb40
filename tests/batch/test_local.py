"""A batch on this computer: order, resume, and pages that misbehave."""

from __future__ import annotations

import pytest

from batch_fakes import (
    FakeRun,
    FakeSteps,
    NotingListener,
    fake_model,
    finished_page,
    sources_named,
)
from reader.batch.local import read_sources
from reader.settings import Settings
from reader.sources import parse_pages


@pytest.fixture(autouse=True)
def _plain_finish(monkeypatch: pytest.MonkeyPatch) -> None:
    """The decoding has tests of its own: here every candidate is its likeliest class."""
    monkeypatch.setattr("reader.batch.local.finish_page", finished_page)


def read(*names: str, run: FakeRun | None = None, **options) -> FakeRun:
    run = run or FakeRun()
    options = {"jobs": 2, "timeout": 20.0, "steps": FakeSteps(), **options}
    model = options.pop("model", None) or fake_model()
    read_sources(run, sources_named(*names), model, Settings(), **options)
    return run


def test_every_page_is_recorded_once_in_input_order_whatever_finishes_first() -> None:
    run = read("slow-first", "3pages", "1pages")

    assert run.keys() == [
        ("slow-first", 0),
        ("3pages", 0),
        ("3pages", 1),
        ("3pages", 2),
        ("1pages", 0),
    ]


def test_what_is_known_to_be_one_page_is_not_counted() -> None:
    assert read("known", "1pages").keys() == [("known", 0), ("1pages", 0)]


@pytest.mark.parametrize("jobs", [1, 3])
def test_any_number_of_jobs_gives_the_same_results(jobs: int) -> None:
    assert (
        read("3pages", "slow", "2pages", jobs=jobs).results
        == read("3pages", "slow", "2pages").results
    )


def test_the_glyphs_of_many_pages_are_classified_in_one_call() -> None:
    model = fake_model()
    read("200pages", model=model)

    assert sum(model.classifier.calls) == 400
    assert len(model.classifier.calls) < 100


def test_a_page_that_takes_too_long_fails_with_the_limit_and_the_rest_is_read() -> None:
    run = read("1pages", "hang", "2pages", timeout=1.0)

    assert run.keys() == [("1pages", 0), ("hang", 0), ("2pages", 0), ("2pages", 1)]
    assert run.errors() == {("hang", 0): "timeout"}
    assert run.results[1].error.message == "took longer than 1 seconds; --timeout sets the limit"


def test_a_page_that_kills_its_process_fails_and_the_rest_is_read() -> None:
    run = read("crash", "5pages", "crash-too")

    assert run.errors() == {("crash", 0): "crashed", ("crash-too", 0): "crashed"}
    assert len(run.results) == 7


def test_a_defect_fails_its_page_and_leaves_a_traceback_for_the_log() -> None:
    listener = NotingListener()
    run = read("raise", "1pages", listener=listener)

    assert run.errors() == {("raise", 0): "error"}
    assert run.results[0].error.message == "ZeroDivisionError: a defect of ours"
    assert "in prepare" in listener.traces[0]


def test_the_strips_of_many_pages_are_read_in_one_call_and_come_back_to_their_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[int, list[float]]] = []

    def finish(prepared, log_probs, *, line_log_probs, **options):
        seen.append((prepared.page_index, [float(said.max()) for said in line_log_probs]))
        return finished_page(prepared, log_probs, **options)

    monkeypatch.setattr("reader.batch.local.finish_page", finish)
    model = fake_model()
    read("100pages", model=model)
    assert seen == [(index, [float(index)]) for index in range(100)]
    assert sum(model.read_strips.calls) == 100
    assert len(model.read_strips.calls) == len(model.classifier.calls)


def test_without_a_second_reader_pages_are_finished_without_its_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[int] = []

    def finish(prepared, log_probs, *, line_log_probs, **options):
        seen.append(len(line_log_probs))
        return finished_page(prepared, log_probs, **options)

    monkeypatch.setattr("reader.batch.local.finish_page", finish)
    model = fake_model()
    model.read_strips = lambda strips: []
    read("3pages", model=model)
    assert seen == [0, 0, 0]


def test_a_page_without_memory_fails_with_advice() -> None:
    run = read("memory", "1pages")

    assert run.errors() == {("memory", 0): "out-of-memory"}
    assert "--max-pixels" in run.results[0].error.message


def test_a_broken_page_leaves_the_others_of_its_file_readable() -> None:
    run = read("broken2-of3")

    assert run.keys() == [("broken2-of3", 0), ("broken2-of3", 1), ("broken2-of3", 2)]
    assert run.errors() == {("broken2-of3", 1): "unreadable-file"}


@pytest.mark.parametrize(
    ("name", "reason"),
    [("unreadable", "unreadable-file"), ("count-hang", "timeout"), ("count-crash", "crashed")],
)
def test_a_file_that_cannot_be_opened_fails_as_a_whole(name: str, reason: str) -> None:
    run = read("1pages", name, "2pages", timeout=1.0)

    assert run.failed[name].reason == reason
    assert run.keys() == [("1pages", 0), ("2pages", 0), ("2pages", 1)]


def test_what_the_run_holds_is_not_read_again() -> None:
    run = read("3pages")
    listener = NotingListener()
    read("3pages", "2pages", run=run, listener=listener)

    assert run.keys() == [("3pages", 0), ("3pages", 1), ("3pages", 2), ("2pages", 0), ("2pages", 1)]
    assert (listener.found, listener.kept, len(listener.read)) == (5, 3, 2)


def test_chosen_pages_only() -> None:
    run = read("5pages", "1pages", pages=parse_pages("2,4-9"))

    assert run.keys() == [("5pages", 1), ("5pages", 3), ("5pages", 4)]


def test_no_sources_no_results() -> None:
    assert read().results == []
