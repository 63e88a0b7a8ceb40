"""One reader a run file: a lock that ends with its process, however that ends."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from reader.errors import OutputError

__all__ = ["FileLock"]

_TAKEN = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}


class FileLock:
    """Holds ``path`` (created where missing) for this process until :meth:`release`.

    The operating system ends the lock with the process, also after ``kill -9``. Other programs
    may read the file all the while. File systems that know no locks are used without.

    Raises
    ------
    OutputError
        If another process holds it, or the file cannot be opened for writing.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        except OSError as error:
            raise OutputError(
                f"{path}: run file cannot be written: {error.strerror}; "
                "name another with --run, in a folder that exists and is yours to write"
            ) from error
        try:
            _lock(self._handle)
        except OSError as error:
            if error.errno not in _TAKEN:
                return
            os.close(self._handle)
            raise OutputError(
                f"{path}: run file is in use by another reader; "
                "wait until it has finished, or name another with --run"
            ) from error

    def release(self) -> None:
        """Lets go; after SQLite has closed the file, whose own locks may end with ours."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


if sys.platform == "win32":
    import msvcrt

    _LOCKED_BYTE = 1 << 40
    """Offset of the byte that is locked: past any run file, and past SQLite's own at 1 GiB."""

    def _lock(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        # Not lockf: whenever SQLite lets go of its own locks it ends all of that kind.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
