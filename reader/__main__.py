"""``python -m reader`` is the command ``reader``.

The installed script comes in here, too: worker processes run it once more when they start, and the
command line's own imports are not for them.
"""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Runs the command and ends the process with its exit code."""
    from reader.cli import main as run

    run()


if __name__ == "__main__":
    main()
