"""Listeners: what is said while a batch runs."""

from __future__ import annotations

import io

from reader.progress import BarListener, LogListener, NullListener, Stages, listener_for
from reader.records import Box, PageError, PageResult, Reading, Status

READ = PageResult("a.png", 0, (Reading(1, Box(0, 0, 9, 9), "471", 0.9, Status.REVIEW),))
BLANK = PageResult("b.png", 1, (Reading(1, Box(0, 0, 0, 0), "", None, Status.BLANK),))
FAILED = PageResult("c.tif", 2, error=PageError("timeout", "took longer than 60 seconds"))


class Clock:
    """Moves when it is told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_log_says_n_of_n_once_in_some_seconds() -> None:
    stream, clock = io.StringIO(), Clock()
    listener = LogListener(stream, clock=clock)
    listener.pages_found(4)
    listener.pages_kept(1)
    listener.page_read(READ)
    clock.now = 6.0
    listener.page_read(FAILED)
    listener.page_read(BLANK)
    listener.close()

    assert stream.getvalue() == "3/4 pages, 1 failed\n4/4 pages, 1 failed\n"


def test_a_log_does_not_repeat_itself_at_the_end() -> None:
    stream, clock = io.StringIO(), Clock()
    listener = LogListener(stream, clock=clock)
    listener.pages_found(1)
    clock.now = 6.0
    listener.page_read(READ)
    listener.close()

    assert stream.getvalue() == "1/1 pages\n"


def test_a_verbose_log_names_every_page_and_the_cause_of_failures() -> None:
    stream = io.StringIO()
    listener = LogListener(stream, verbose=True)
    for result in (READ, BLANK, FAILED):
        listener.page_read(result)
    listener.trace("Traceback: ...\n")

    assert stream.getvalue().splitlines() == [
        "a.png page 1: 471",
        "b.png page 2: -",
        "c.tif page 3: failed (timeout): took longer than 60 seconds",
        "Traceback: ...",
    ]


def test_a_bar_counts_what_is_found_kept_read_and_failed() -> None:
    stream = io.StringIO()
    bar = BarListener(stream, verbose=True)
    bar.pages_found(3)
    bar.pages_kept(1)
    bar.page_read(READ)
    bar.page_read(FAILED)
    bar.trace("Traceback: ...")
    bar.close()

    said = stream.getvalue()
    assert "3/3" in said
    assert "1 failed" in said
    assert "a.png page 1: 471\n" in said
    assert "Traceback: ...\n" in said


def test_a_bar_is_for_terminals_only_and_quiet_is_quiet() -> None:
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]

    assert isinstance(listener_for(-1, terminal), NullListener)
    assert isinstance(listener_for(0, io.StringIO()), LogListener)
    bar = listener_for(0, terminal)
    assert isinstance(bar, BarListener)
    bar.close()


def test_the_null_listener_takes_everything() -> None:
    null = NullListener()
    null.pages_found(1)
    null.pages_kept(1)
    null.page_read(READ)
    null.trace("x")
    null.close()


def test_stages_say_a_line_once_in_some_seconds_and_at_their_end() -> None:
    stream, clock = io.StringIO(), Clock()
    stages = Stages(stream, clock=clock)
    stages.tell("glyphs", 1, 3)
    stages.tell("glyphs", 2, 3)
    stages.tell("glyphs", 3, 3)
    stages.tell("fit", 1, 9)
    clock.now = 6.0
    stages.tell("fit", 2, 9, "loss 0.5")
    assert stream.getvalue() == "glyphs 1/3\nglyphs 3/3\nfit 2/9 loss 0.5\n"


def test_stages_are_bars_on_a_terminal() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    stages = Stages(stream)
    stages.tell("fit", 1, 2, "loss 0.5")
    stages.tell("fit", 2, 2, "loss 0.4")
    assert "fit: 100%" in stream.getvalue()
