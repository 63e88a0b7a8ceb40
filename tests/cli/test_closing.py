"""The end of a reading in words and as an exit code."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest

from reader.cli.closing import closing_line, exit_code, print_failures
from reader.runs import RunSummary


def summary(*, pages: int, failed: int = 0) -> RunSummary:
    return RunSummary(sources=2, pages=pages, failed=failed, accepted=41, review=3, blank=1)


@pytest.mark.parametrize(
    ("pages", "failed", "code"), [(5, 0, 0), (5, 2, 6), (5, 5, 3), (1, 1, 3), (0, 0, 3)]
)
def test_the_exit_code_tells_all_some_or_none_read(pages: int, failed: int, code: int) -> None:
    assert exit_code(summary(pages=pages, failed=failed)) == code


def test_the_closing_line_counts_pages_and_strings() -> None:
    assert closing_line(summary(pages=5, failed=1), skipped=0, seconds=3.21) == (
        "4 pages read: 41 strings accepted, 3 to review, 1 blank; 1 page failed; 3.2 s"
    )


@pytest.mark.parametrize(
    ("seconds", "told"), [(59.94, "59.9 s"), (61.0, "1 min 1 s"), (7290.0, "2 h 1 min")]
)
def test_the_time_is_told_as_people_do(seconds: float, told: str) -> None:
    assert closing_line(summary(pages=1), skipped=0, seconds=seconds).endswith(told)


def test_the_first_ten_failures_are_named_and_the_rest_counted() -> None:
    sources = [
        SimpleNamespace(name=f"{k}.png", status="failed", error="cut off") for k in range(12)
    ]
    good = SimpleNamespace(name="good.png", status="read", error="")
    stream = io.StringIO()
    print_failures(SimpleNamespace(iter_sources=lambda: iter([good, *sources])), stream=stream)

    lines = stream.getvalue().splitlines()
    assert lines[0] == "failed: 0.png: cut off"
    assert lines[10:] == ["failed: 2 more failed files; the outputs name them all"]
