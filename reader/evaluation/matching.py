"""Readings beside the truth: which string is right, wrong, missed, or not there at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reader.errors import TruthError
from reader.evaluation.alignment import UNREADABLE, align_strings, edit_distance
from reader.evaluation.truth import Truth
from reader.records import PageResult, Reading, Status

__all__ = ["Matches", "Outcome", "bare", "match_truth"]

MARKS = str.maketrans("", "", "-+.,'")
"""Signs, decimal points and separators: the reader's texts are digits only, and it reports
marks apart; a truth that spells them is compared without them."""

PRINTED = "printed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One string of the truth with what was read, or one string read that is not in the truth.

    ``truth`` is empty where nothing is written, None where the truth knows of no string;
    ``reading`` is None where nothing was read. ``errors`` is the edit distance. ``failure`` is
    the reason of a page that could not be read.
    """

    file: str
    page: int
    field: str
    truth: str | None
    reading: Reading | None
    failure: str = ""

    @property
    def text(self) -> str:
        return self.reading.text if self.reading is not None else ""

    @property
    def is_extra(self) -> bool:
        """A string was read that the truth does not know."""
        return self.truth is None

    @property
    def is_missing(self) -> bool:
        """A written string was not read at all."""
        return bool(self.truth) and self.reading is None

    @property
    def is_right(self) -> bool:
        read_or_blank = self.truth == "" or self.reading is not None
        return not self.failure and read_or_blank and bare(self.text) == bare(self.truth)

    @property
    def errors(self) -> int:
        return edit_distance(bare(self.truth) or "", bare(self.text) or "")


@dataclass(frozen=True, slots=True)
class Matches:
    """All outcomes in the order of the pages.

    ``unknown`` are files that were read but have no truth, ``unread`` files of the truth that
    the run does not hold; neither is measured.
    """

    outcomes: tuple[Outcome, ...]
    unknown: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def bare(text: str | None) -> str | None:
    """A text without signs, points and separators."""
    return None if text is None else text.translate(MARKS)


def match_truth(results: Iterable[PageResult], truths: Sequence[Truth]) -> Matches:
    """Each page's readings beside its truth.

    Files are matched by name, or by the end of the name where the truth was written relative to
    another folder. Strings of one place are matched in reading order by alignment, so that a
    missed one does not spoil the rest. Where both sides name fields, fields are matched; readings
    of fields without truth are left out. Blank and printed readings are no strings.

    Raises
    ------
    TruthError
        If a name of the truth fits several files of the run.
    """
    pages: defaultdict[str, list[PageResult]] = defaultdict(list)
    for result in results:
        pages[result.source].append(result)
    told: defaultdict[str, list[Truth]] = defaultdict(list)
    unread = []
    for file, items in _by_file(truths).items():
        source = _find_source(file, pages)
        if source is None:
            unread.append(file)
        else:
            told[source].extend(items)
    outcomes = [outcome for source in pages for outcome in _match_file(pages[source], told[source])]
    unknown = tuple(source for source in pages if not told[source])
    return Matches(tuple(outcomes), unknown, tuple(unread))


def _by_file(truths: Sequence[Truth]) -> dict[str, list[Truth]]:
    found: dict[str, list[Truth]] = {}
    for truth in truths:
        found.setdefault(truth.file, []).append(truth)
    return found


def _find_source(file: str, sources: Mapping[str, object]) -> str | None:
    if file in sources:
        return file
    fitting = [s for s in sources if s.endswith(f"/{file}") or file.endswith(f"/{s}")]
    if len(fitting) > 1:
        raise TruthError(
            f"{file}: fits {len(fitting)} files of the run ({fitting[0]}, {fitting[1]});"
            " write the truth's names relative to the folder that was read"
        )
    return fitting[0] if fitting else None


def _match_file(pages: list[PageResult], truths: list[Truth]) -> Iterator[Outcome]:
    """Outcomes of one file: page by page, and over all pages for truth that names no page."""
    for page in pages:
        here = [truth for truth in truths if truth.page == page.page_index + 1]
        if here:
            yield from _match_place([page], here)
    anywhere = [truth for truth in truths if truth.page is None]
    if anywhere:
        yield from _match_place(pages, anywhere)


def _match_place(pages: list[PageResult], truths: list[Truth]) -> Iterator[Outcome]:
    found = [(page, reading) for page in pages for reading in page.readings if _is_string(reading)]
    fields = {reading.field for page in pages for reading in page.readings if reading.field}
    if not fields or not any(truth.field for truth in truths):
        yield from _match_strings(pages, truths, found)
        return
    for field in dict.fromkeys(truth.field for truth in truths):
        of_field = [truth for truth in truths if truth.field == field]
        yield from _match_strings(pages, of_field, [f for f in found if f[1].field == field])


def _is_string(reading: Reading) -> bool:
    return reading.status in (Status.ACCEPTED, Status.REVIEW) and reading.kind != PRINTED


def _match_strings(
    pages: list[PageResult], truths: list[Truth], found: list[tuple[PageResult, Reading]]
) -> Iterator[Outcome]:
    failure = next((page.error.reason for page in pages if page.error is not None), "")
    wanted = [(truth, text) for truth in truths for text in truth.texts]
    if not wanted:
        yield from _blank(pages, truths[0], found, failure)
        return
    texts = [bare(reading.text) or "" for _, reading in found]
    for i, j in align_strings([bare(text) or "" for _, text in wanted], texts):
        truth, text = wanted[i] if i is not None else (None, None)
        page, reading = found[j] if j is not None else (pages[0], None)
        if text != UNREADABLE:
            field = truth.field if truth is not None else reading.field if reading else ""
            number = page.page_index + 1
            yield Outcome(page.source, number, field, text, reading, failure)


def _blank(
    pages: list[PageResult],
    truth: Truth,
    found: list[tuple[PageResult, Reading]],
    failure: str,
) -> Iterator[Outcome]:
    """A place where nothing is written: the first string read there makes it wrong."""
    page, reading = found[0] if found else (pages[0], None)
    yield Outcome(page.source, page.page_index + 1, truth.field, "", reading, failure)
    for page, reading in found[1:]:
        yield Outcome(page.source, page.page_index + 1, truth.field, None, reading, failure)
