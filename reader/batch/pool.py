"""Worker processes with a time limit a task, which survive whatever a task does to them."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any

from pebble import ProcessExpired, ProcessPool

from reader.batch.worker import Failure, attempt, start_worker
from reader.errors import ReaderError

__all__ = ["Task", "WorkerPool"]

WAIT_SLICE = 1.0
"""Seconds between two looks at whether the pool still moves."""

STUCK_GRACE = 90.0
"""Seconds beyond the time limit without any finished task after which the pool counts as stuck:
the pool's own lock gives up after 60."""

START_SECONDS = 60.0
"""Seconds within which a new pool must answer: workers import their libraries in less than one."""

TASK_ATTEMPTS = 2
"""Pools that one task is handed to before it is given up as the one that breaks them."""


class Task:
    """One call in a worker: what is called, and where its outcome will be."""

    def __init__(self, step: Callable[..., Any], args: tuple[Any, ...]) -> None:
        self.step = step
        self.args = args
        self.attempts = 0
        self.future: Future[Any] = Future()

    @property
    def done(self) -> bool:
        return self.future.done()


class WorkerPool:
    """``jobs`` processes; tasks run in the order they were handed in.

    A task that takes longer than ``timeout`` seconds (None: no limit) is a :class:`Failure`
    with reason ``timeout``, one whose process dies has reason ``crashed``; the process is
    replaced. Leaving the ``with`` block ends all processes.
    """

    def __init__(self, jobs: int, *, timeout: float | None) -> None:
        self._jobs = jobs
        self._timeout = timeout or None
        self._open: dict[Task, None] = {}
        self._last_finish = time.monotonic()
        self._pool = self._new_pool()

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end_pool()

    def submit(self, step: Callable[..., Any], *args: Any) -> Task:
        """Hands in ``step(*args)``; both must be picklable."""
        task = Task(step, args)
        self._open[task] = None
        self._schedule(task)
        return task

    def is_ready(self, task: Task, *, within: float) -> bool:
        """Whether ``task`` has an outcome; waits up to ``within`` seconds for it.

        Raises
        ------
        ReaderError
            If worker processes die before they do anything.
        """
        wait([task.future], timeout=within)
        if not task.done:
            self._restart_if_stuck()
            return False
        if isinstance(task.future.exception(), BrokenProcessPool):
            self._restart()
            return False
        return True

    def outcome(self, task: Task) -> Any:
        """What ``task`` returned, or its :class:`Failure`; waits for it."""
        while not self.is_ready(task, within=WAIT_SLICE):
            continue
        self._open.pop(task, None)
        error = task.future.exception()
        return task.future.result() if error is None else self._failure(error)

    def _failure(self, error: BaseException) -> Failure:
        if isinstance(error, ProcessExpired):
            message = f"the process that read it ended by itself (exit code {error.exitcode})"
            return Failure("crashed", message)
        if isinstance(error, TimeoutError):
            message = f"took longer than {self._timeout:g} seconds; --timeout sets the limit"
            return Failure("timeout", message)
        raise error

    def _schedule(self, task: Task) -> None:
        task.attempts += 1
        try:
            call = (task.step, *task.args)
            task.future = self._pool.schedule(attempt, args=call, timeout=self._timeout)
        except RuntimeError:  # the pool broke since the last call
            task.future = Future()
            task.future.set_exception(BrokenProcessPool("pool is broken"))
        task.future.add_done_callback(self._note_finish)

    def _note_finish(self, future: Future[Any]) -> None:
        if not future.cancelled() and not isinstance(future.exception(), BrokenProcessPool):
            self._last_finish = time.monotonic()

    def _restart_if_stuck(self) -> None:
        if self._timeout is None:
            return
        if time.monotonic() - self._last_finish > self._timeout + STUCK_GRACE:
            self._restart()

    def _restart(self) -> None:
        """A new pool for all unfinished tasks; a task that keeps breaking pools is given up."""
        self._end_pool()
        self._pool = self._new_pool()
        self._require_answer()
        self._last_finish = time.monotonic()
        for task in list(self._open):
            if not task.done or isinstance(task.future.exception(), BrokenProcessPool):
                self._again(task)

    def _require_answer(self) -> None:
        ping = self._pool.schedule(len, args=("",))
        wait([ping], timeout=START_SECONDS)
        if not ping.done() or ping.exception() is not None:
            raise ReaderError(
                "worker processes end or hang before they read anything; is there enough memory?"
            )

    def _again(self, task: Task) -> None:
        if task.attempts < TASK_ATTEMPTS:
            self._schedule(task)
            return
        task.future = Future()
        task.future.set_result(Failure("crashed", "worker processes ended whenever it was read"))

    def _new_pool(self) -> ProcessPool:
        # Fresh processes, not forks of this one, which may hold an inference engine with threads
        # of its own; nor forks of a fork server, which a worker stuck in C code keeps alive when
        # this process is killed.
        context = multiprocessing.get_context("spawn")
        return ProcessPool(max_workers=self._jobs, initializer=start_worker, context=context)

    def _end_pool(self) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()
