"""Listeners that hear how a batch goes: silent, a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any, Protocol, TextIO

from reader.records import PageResult

__all__ = ["BarListener", "Listener", "LogListener", "NullListener", "Stages", "listener_for"]

LINE_INTERVAL = 5.0
"""Seconds between two progress lines in a log: enough to see that it moves."""


class Listener(Protocol):
    """Hears the events of a batch, in the order they happen."""

    def pages_found(self, count: int) -> None:
        """``count`` more pages belong to this batch."""

    def pages_kept(self, count: int) -> None:
        """``count`` pages had been read by an earlier, interrupted run."""

    def page_read(self, result: PageResult) -> None:
        """One page is read (or failed) and safe in the run file."""

    def trace(self, text: str) -> None:
        """Details of a failure, for whoever looks for its cause."""

    def close(self) -> None:
        """Nothing more comes."""


class NullListener:
    """Says nothing."""

    def pages_found(self, count: int) -> None: ...

    def pages_kept(self, count: int) -> None: ...

    def page_read(self, result: PageResult) -> None: ...

    def trace(self, text: str) -> None: ...

    def close(self) -> None: ...


class LogListener:
    """Plain ``n/N`` lines, at most one in some seconds; each page by name if ``verbose``."""

    def __init__(
        self,
        stream: TextIO | None = None,
        *,
        verbose: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream or sys.stderr
        self._verbose = verbose
        self._clock = clock
        self._found = self._done = self._failed = 0
        self._last = clock()
        self._said = -1

    def pages_found(self, count: int) -> None:
        self._found += count

    def pages_kept(self, count: int) -> None:
        self._done += count

    def page_read(self, result: PageResult) -> None:
        self._done += 1
        self._failed += result.error is not None
        if self._verbose:
            self._say(_describe(result))
        elif self._clock() - self._last >= LINE_INTERVAL:
            self._say_count()

    def trace(self, text: str) -> None:
        if self._verbose:
            self._say(text.rstrip())

    def close(self) -> None:
        if self._found and self._said != self._done:
            self._say_count()

    def _say_count(self) -> None:
        self._last, self._said = self._clock(), self._done
        failed = f", {self._failed} failed" if self._failed else ""
        self._say(f"{self._done}/{self._found} pages{failed}")

    def _say(self, text: str) -> None:
        print(text, file=self._stream, flush=True)


class BarListener:
    """A bar that grows while pages are found and moves while they are read."""

    def __init__(self, stream: TextIO | None = None, *, verbose: bool = False) -> None:
        from tqdm import tqdm

        self._bar = tqdm(
            total=0, unit="page", file=stream or sys.stderr, dynamic_ncols=True, leave=False
        )
        self._verbose = verbose
        self._failed = 0

    def pages_found(self, count: int) -> None:
        self._bar.total += count
        self._bar.refresh()

    def pages_kept(self, count: int) -> None:
        self._bar.initial += count
        self._bar.update(count)

    def page_read(self, result: PageResult) -> None:
        self._bar.update(1)
        if result.error is not None:
            self._failed += 1
            self._bar.set_postfix_str(f"{self._failed} failed")
        if self._verbose:
            self._bar.write(_describe(result), file=self._bar.fp)

    def trace(self, text: str) -> None:
        if self._verbose:
            self._bar.write(text.rstrip(), file=self._bar.fp)

    def close(self) -> None:
        self._bar.close()


def listener_for(verbosity: int, stream: TextIO | None = None) -> Listener:
    """The listener for ``verbosity`` (-1 quiet, 0 normal, 1 every page) and ``stream``."""
    if verbosity < 0:
        return NullListener()
    stream = stream or sys.stderr
    if stream.isatty():
        return BarListener(stream, verbose=verbosity > 0)
    return LogListener(stream, verbose=verbosity > 0)


def _describe(result: PageResult) -> str:
    place = f"{result.source} page {result.page_index + 1}"
    if result.error is not None:
        return f"{place}: failed ({result.error.reason}): {result.error.message}"
    texts = " ".join(reading.text or "-" for reading in result.readings)
    return f"{place}: {texts}"


class Stages:
    """Progress of work in named stages: a bar each on a terminal, plain lines elsewhere."""

    def __init__(
        self, stream: TextIO | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream or sys.stderr
        self._clock = clock
        self._bars: dict[str, Any] = {}
        self._last = -LINE_INTERVAL

    def tell(self, stage: str, done: int, total: int, note: str = "") -> None:
        """``done`` of ``total`` steps of ``stage`` are done; the last one closes it."""
        if self._stream.isatty():
            self._show(stage, done, total, note)
        elif done >= total or self._clock() - self._last >= LINE_INTERVAL:
            self._last = self._clock()
            print(f"{stage} {done}/{total} {note}".rstrip(), file=self._stream, flush=True)

    def _show(self, stage: str, done: int, total: int, note: str) -> None:
        from tqdm import tqdm

        if stage not in self._bars:
            self._bars[stage] = tqdm(total=total, desc=stage, file=self._stream)
        bar = self._bars[stage]
        bar.set_postfix_str(note, refresh=False)
        bar.update(done - bar.n)
        if done >= total:
            bar.close()
