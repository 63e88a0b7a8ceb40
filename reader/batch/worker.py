"""What runs inside a worker process: one page from its file to its candidates, no model."""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from reader.batch import packing  # noqa: F401  (how results travel, from its import on)
from reader.errors import PageFailure
from reader.records import PreparedPage
from reader.settings import Settings
from reader.sources import Source, count_pages, is_one_picture, load_page

__all__ = ["Failure", "FileSteps", "PageSteps", "attempt", "start_worker"]

PARENT_DEATH_SIGNAL = 1
"""Linux prctl option PR_SET_PDEATHSIG: the signal a process gets when its parent dies."""


STDERR = 2
"""File descriptor to which C libraries write their complaints."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a task gave no result; ``reason`` is a word of the output column ``reasons``."""

    reason: str
    message: str
    trace: str = ""


class PageSteps(Protocol):
    """The two things a worker does; an implementation travels to the workers by pickle."""

    def is_one_page(self, source: Source) -> bool:
        """Whether ``source`` needs no counting; asked in the command's own process."""

    def count(self, source: Source, settings: Settings) -> int:
        """Number of pages in ``source``."""

    def prepare(self, source: Source, index: int, settings: Settings) -> PreparedPage:
        """The page at ``index`` (from 0) up to its candidates."""


@dataclass(frozen=True, slots=True)
class FileSteps:
    """The real steps: files are opened, pages prepared."""

    def is_one_page(self, source: Source) -> bool:
        return is_one_picture(source)

    def count(self, source: Source, settings: Settings) -> int:
        return count_pages(source, settings.sources)

    def prepare(self, source: Source, index: int, settings: Settings) -> PreparedPage:
        from reader.pipeline import prepare_page

        return prepare_page(load_page(source, index, settings.sources), settings)


def attempt(step: Callable[..., Any], *args: Any) -> Any:
    """``step(*args)``, or the :class:`Failure` that stopped it.

    One page must never end a run, so whatever goes wrong with it becomes data here; the
    traceback travels along for the log.
    """
    try:
        return step(*args)
    except PageFailure as failure:
        return Failure(failure.reason, str(failure))
    except MemoryError:
        message = "not enough memory for this page; --max-pixels and --jobs lower the need"
        return Failure("out-of-memory", message, traceback.format_exc())
    except Exception as error:
        return Failure("error", f"{type(error).__name__}: {error}", traceback.format_exc())


def start_worker() -> None:
    """Makes a fresh process a worker: one thread, deaf to Ctrl-C, dead with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with_parent()
    import cv2

    import reader.pipeline  # noqa: F401  (else the first page would wait for it)

    # Workers times threads would fight for the cores: each worker is one thread wide.
    cv2.setNumThreads(1)
    _silence_decoders()
    # What the libraries are made of stays for good: no need to look through it for rubbish.
    gc.freeze()


def _silence_decoders() -> None:
    """What a decoder's C code dislikes ends in the failed row, not in the middle of the bar."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, STDERR)
    os.close(nowhere)


def _die_with_parent() -> None:
    """No worker outlives a killed parent, not even inside a decoder that never returns.

    A thread watches the parent on every system; on Linux the kernel watches too, which also
    ends a worker whose C code keeps Python's lock.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    threading.Thread(target=_exit_after, args=(parent,), daemon=True).start()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)


def _exit_after(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)
