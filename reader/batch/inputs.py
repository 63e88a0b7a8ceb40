"""Digests of the inputs: how a run file knows a changed file from an unchanged one."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from reader.errors import PageFailure
from reader.sources import Source, hash_source

__all__ = ["digest_sources"]

READERS = 4
"""Files read at once: disks and network folders answer faster than to one reader."""


def digest_sources(sources: Sequence[Source]) -> list[tuple[str, str, str]]:
    """(name, absolute path, SHA-256) of every source, in order; what :meth:`Run.begin` takes.

    A file that cannot be opened has an empty digest: it fails when its turn comes.
    """
    with ThreadPoolExecutor(READERS) as readers:
        digests = list(readers.map(_digest, sources))
    return [(s.name, str(s.path), d) for s, d in zip(sources, digests, strict=True)]


def _digest(source: Source) -> str:
    try:
        return hash_source(source)
    except PageFailure:
        return ""
