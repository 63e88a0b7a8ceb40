"""A batch on this computer: workers prepare pages, this process classifies and records them.

The order of recording is the order of the input, whatever finishes first, so the run file and
the outputs are the same for any number of workers.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reader.batch.pool import Task, WorkerPool
from reader.batch.worker import Failure, FileSteps, PageSteps, attempt
from reader.cores import available_cores
from reader.decoding.calibration import Calibration
from reader.errors import PageFailure
from reader.pipeline import failed_page, finish_page
from reader.progress import Listener, NullListener
from reader.records import PageResult, PreparedPage
from reader.settings import Settings
from reader.sources import PageSelection, Source

if TYPE_CHECKING:
    from reader.recognition import Model
    from reader.runs import Run

__all__ = ["read_sources"]

GLYPHS_AT_ONCE = 1024
"""Glyphs that are worth a call of the classifier without waiting for more: two pages, or so many
lines that of :data:`PAGES_AHEAD` some are left for the workers to do meanwhile."""

BATCH_SECONDS = 0.5
"""Seconds that a prepared page waits for others before it is classified all the same."""

PAGES_AHEAD = 64
"""Pages handed to the workers before the first of them is recorded: bounds the memory while
one slow page holds up the order. At least four a worker."""

SOURCES_AHEAD = 32
"""Files whose pages are counted ahead; at least four a worker."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """A page's place in the order, or (``index`` None) that of a file that cannot be opened."""

    source: Source
    index: int | None
    outcome: Task | Failure


@dataclass(frozen=True, slots=True)
class _Arrival:
    """What came of a slot."""

    slot: _Slot
    outcome: PreparedPage | Failure


def read_sources(
    run: Run,
    sources: Sequence[Source],
    model: Model,
    settings: Settings,
    *,
    jobs: int | None = None,
    timeout: float | None = 60.0,
    pages: PageSelection | None = None,
    listener: Listener | None = None,
    steps: PageSteps | None = None,
) -> None:
    """Reads every page of ``sources`` that ``run`` does not hold yet, and records it there.

    ``sources`` have been registered with ``run.begin``. ``jobs`` worker processes (None: one a
    core) get at most ``timeout`` seconds a page (None: no limit); ``pages`` narrows every
    source to some of its pages. A page or file that fails becomes a failed row and never ends
    the run. On KeyboardInterrupt the workers are ended and what was recorded stays.

    Raises
    ------
    ReaderError
        If worker processes cannot be kept alive, the run file cannot be written, or the model's
        calibration is for another version.
    """
    jobs = jobs or available_cores()
    reading = _Reading(
        run=run,
        model=model,
        calibration=Calibration.from_mapping(model.calibration, where=model.calibration_file),
        settings=settings,
        pages=pages,
        listener=listener or NullListener(),
        steps=steps or FileSteps(),
    )
    with WorkerPool(jobs, timeout=timeout) as pool:
        slots = reading.slots(sources, pool, ahead=max(SOURCES_AHEAD, 4 * jobs))
        arrivals = _in_order(slots, pool, ahead=max(PAGES_AHEAD, 4 * jobs))
        for batch in _gathered(arrivals):
            reading.record(batch)


@dataclass(frozen=True, slots=True)
class _Reading:
    """The fixed things of one batch: where results go, how they are made, who listens."""

    run: Run
    model: Model
    calibration: Calibration
    settings: Settings
    pages: PageSelection | None
    listener: Listener
    steps: PageSteps

    def slots(self, sources: Sequence[Source], pool: WorkerPool, *, ahead: int) -> Iterator[_Slot]:
        """All pages that are still to be read, in order, each handed to the pool."""
        for source, count in self._counted(sources, pool, ahead=ahead):
            if isinstance(count, Failure):
                self.listener.pages_found(1)
                yield _Slot(source, None, count)
                continue
            for index in self._missing(source, count):
                task = pool.submit(self.steps.prepare, source, index, self.settings)
                yield _Slot(source, index, task)

    def _counted(
        self, sources: Sequence[Source], pool: WorkerPool, *, ahead: int
    ) -> Iterator[tuple[Source, int | Failure]]:
        """Each source with its number of pages, counted some files ahead of their turn."""
        counting: deque[tuple[Source, int | Task]] = deque()
        for source in sources:
            known = self._known_count(source)
            task = pool.submit(self.steps.count, source, self.settings) if known is None else known
            counting.append((source, task))
            if len(counting) >= ahead:
                yield self._count(*counting.popleft(), pool)
        while counting:
            yield self._count(*counting.popleft(), pool)

    def _known_count(self, source: Source) -> int | None:
        known = self.run.page_count(source.name)
        if known is None and self.steps.is_one_page(source):
            known = 1
            self.run.set_pages(source.name, known)
        return known

    def _count(
        self, source: Source, task: int | Task, pool: WorkerPool
    ) -> tuple[Source, int | Failure]:
        if isinstance(task, int):
            return source, task
        count: int | Failure = pool.outcome(task)
        if isinstance(count, int):
            self.run.set_pages(source.name, count)
        return source, count

    def _missing(self, source: Source, count: int) -> list[int]:
        """The chosen pages of ``source`` that are not in the run file yet."""
        chosen = [i for i in range(count) if self.pages is None or self.pages.holds(i + 1)]
        missing = [i for i in chosen if not self.run.is_done(source.name, i)]
        self.listener.pages_found(len(chosen))
        self.listener.pages_kept(len(chosen) - len(missing))
        return missing

    def record(self, batch: Sequence[_Arrival]) -> None:
        """Has the batch read in one call a reader; finishes and records page by page."""
        prepared = [a.outcome for a in batch if isinstance(a.outcome, PreparedPage)]
        scores = iter(self._asked(prepared))
        for arrival in batch:
            outcome = arrival.outcome
            if isinstance(outcome, PreparedPage):
                self._record_page(arrival, attempt(self._finish, outcome, *next(scores)))
            else:
                self._record_failure(arrival.slot, outcome)

    def _asked(
        self, prepared: Sequence[PreparedPage]
    ) -> Iterator[tuple[np.ndarray, list[np.ndarray]]]:
        """What the model says of each page's glyphs, and the second reader of its strips."""
        if not prepared:
            return
        glyphs = [page.glyphs() for page in prepared]
        classifier = self.model.classifier_for(self.settings.layout.mode)
        log_probs = classifier.log_probs(np.concatenate(glyphs))
        strips = [page.strips() for page in prepared]
        said = self.model.read_strips([strip for page in strips for strip in page])
        stops = np.cumsum([len(page) for page in strips]).tolist()
        rows = np.split(log_probs, np.cumsum([len(g) for g in glyphs])[:-1])
        for row, page, stop in zip(rows, strips, stops, strict=True):
            yield row, said[stop - len(page) : stop] if said else []

    def _finish(
        self, prepared: PreparedPage, log_probs: np.ndarray, line_log_probs: list[np.ndarray]
    ) -> PageResult:
        return finish_page(
            prepared,
            log_probs,
            classes=self.model.classifier.classes,
            settings=self.settings,
            calibration=self.calibration,
            line_log_probs=line_log_probs,
        )

    def _record_page(self, arrival: _Arrival, result: PageResult | Failure) -> None:
        if isinstance(result, Failure):
            self._record_failure(arrival.slot, result)
            return
        self.run.record(result)
        self.listener.page_read(result)

    def _record_failure(self, slot: _Slot, failure: Failure) -> None:
        cause = PageFailure(failure.message, reason=failure.reason)
        result = failed_page(slot.source.name, slot.index or 0, cause)
        if slot.index is None:
            self.run.fail_source(slot.source.name, cause)
        else:
            self.run.record(result)
        self.listener.page_read(result)
        if failure.trace:
            self.listener.trace(failure.trace)


def _in_order(slots: Iterator[_Slot], pool: WorkerPool, *, ahead: int) -> Iterator[_Arrival | None]:
    """Outcomes in the order of ``slots``; None whenever the next one lets itself be awaited."""
    waiting: deque[_Slot] = deque()
    for slot in slots:
        waiting.append(slot)
        while waiting and (len(waiting) >= ahead or _is_known(waiting[0])):
            yield from _awaited(waiting.popleft(), pool)
    while waiting:
        yield from _awaited(waiting.popleft(), pool)


def _is_known(slot: _Slot) -> bool:
    return isinstance(slot.outcome, Failure) or slot.outcome.done


def _awaited(slot: _Slot, pool: WorkerPool) -> Iterator[_Arrival | None]:
    if isinstance(slot.outcome, Failure):
        yield _Arrival(slot, slot.outcome)
        return
    while not pool.is_ready(slot.outcome, within=BATCH_SECONDS):
        yield None
    yield _Arrival(slot, pool.outcome(slot.outcome))


def _gathered(arrivals: Iterator[_Arrival | None]) -> Iterator[list[_Arrival]]:
    """Batches worth a classifier call, or as many pages as half a second brings."""
    batch: list[_Arrival] = []
    glyphs, since = 0, time.monotonic()
    for arrival in arrivals:
        if arrival is not None:
            batch.append(arrival)
            glyphs += _glyph_count(arrival.outcome)
        waited = time.monotonic() - since
        if batch and (glyphs >= GLYPHS_AT_ONCE or waited >= BATCH_SECONDS):
            yield batch
            batch, glyphs, since = [], 0, time.monotonic()
    if batch:
        yield batch


def _glyph_count(outcome: PreparedPage | Failure) -> int:
    if isinstance(outcome, Failure):
        return 0
    return sum(len(line.candidates) for line in outcome.all_lines())
