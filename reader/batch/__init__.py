"""Which part runs where: worker processes of this computer."""

from __future__ import annotations

from reader.batch.inputs import digest_sources
from reader.batch.local import available_cores, read_sources

__all__ = ["available_cores", "digest_sources", "read_sources"]
