"""Which part runs where: worker processes of this computer."""

from __future__ import annotations

from reader.batch.inputs import digest_sources
from reader.batch.local import read_sources

__all__ = ["digest_sources", "read_sources"]
