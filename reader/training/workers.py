"""Portions of work, done here or in worker processes, with what all of them need given once."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import cv2

__all__ = ["Run", "working"]

Run = Callable[[Callable[[Any, Any], Any], Sequence[Any]], Iterator[Any]]
"""Takes a function of (what all need, a job) and jobs; gives what it gives, in their order."""


@contextmanager
def working(needed: Any, processes: int) -> Iterator[Run]:
    """A :data:`Run` whose functions get ``needed`` and a job.

    With more than one process these and the functions travel by pickle, ``needed`` only once.
    """
    if processes <= 1:
        yield lambda work, jobs: map(partial(work, needed), jobs)
        return
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes, _start, (needed,)) as workers:
        yield lambda work, jobs: workers.imap(partial(_with_needed, work), jobs)


_NEEDED: list[Any] = []


def _start(needed: Any) -> None:
    """Ctrl-C is the parent's to answer: it ends its workers. Each is one thread wide."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
    _NEEDED[:] = [needed]


def _with_needed(work: Callable[[Any, Any], Any], job: Any) -> Any:
    return work(_NEEDED[0], job)
