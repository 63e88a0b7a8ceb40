"""What a writer wants to know of a run, whoever keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from reader.records import Fact, PageResult
from reader.writers.rows import RowKey

__all__ = ["RunFacts", "RunView", "SourceFacts", "Verification"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What a person said a string is; ``at`` is ISO 8601 in UTC."""

    text: str
    who: str
    at: str


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """One file of this command. ``status`` is ``pending``, ``read`` or ``failed``.

    ``page_count`` is None where the file was never opened, or could not be.
    """

    name: str
    path: str
    sha256: str
    page_count: int | None
    status: str
    error: str


@dataclass(frozen=True, slots=True)
class RunFacts:
    """Where the readings come from. Times are ISO 8601 in UTC, empty where not yet known.

    ``versions`` starts with the reader's own; ``settings`` has keys ``section.key``.
    """

    versions: tuple[tuple[str, str], ...]
    model_name: str
    model_checksum: str
    settings: tuple[tuple[str, Fact | None], ...]
    settings_digest: str
    created_at: str
    started_at: str
    last_read_at: str


class RunView(Protocol):
    """A run as the writers see it: sources and pages in the order of the command."""

    def facts(self) -> RunFacts: ...

    def iter_sources(self) -> Iterator[SourceFacts]: ...

    def iter_results(self) -> Iterator[PageResult]: ...

    def verifications(self) -> Mapping[RowKey, Verification]: ...
