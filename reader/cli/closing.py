"""The end of a reading, told in words: what failed, what was found, and the exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from reader.errors import EXIT_INCOMPLETE, NoInputError

if TYPE_CHECKING:
    from reader.recognition import Model
    from reader.runs import Run, RunSummary

__all__ = ["closing_line", "exit_code", "print_failures", "print_stats"]

FAILURES_SHOWN = 10
"""Failed files named at the end; the outputs name them all."""


def exit_code(summary: RunSummary) -> int:
    """0 all read, 6 some pages failed, 3 all of them, or there were none (``--pages``)."""
    if summary.failed == summary.pages:
        return NoInputError.exit_code
    return EXIT_INCOMPLETE if summary.failed else 0


def closing_line(summary: RunSummary, *, skipped: int, seconds: float) -> str:
    """Pages read, strings accepted, to review, blank, failed, and the time, in one line."""
    line = (
        f"{_counted(summary.pages - summary.failed, 'page')} read: "
        f"{_counted(summary.accepted, 'string')} accepted, {summary.review} to review, "
        f"{summary.blank} blank; {_counted(summary.failed, 'page')} failed; {_duration(seconds)}"
    )
    if skipped:
        line += f" ({_counted(skipped, 'file')} passed over: neither pictures nor PDFs)"
    return line


def print_failures(run: Run, *, stream: TextIO) -> None:
    """The first failed files and why."""
    failed = [source for source in run.iter_sources() if source.status == "failed"]
    for source in failed[:FAILURES_SHOWN]:
        print(f"failed: {_with_name(source.name, source.error)}", file=stream)
    if len(failed) > FAILURES_SHOWN:
        more = _counted(len(failed) - FAILURES_SHOWN, "more failed file")
        print(f"failed: {more}; the outputs name them all", file=stream)


def print_stats(
    summary: RunSummary, *, seconds: float, jobs: int, model: Model, stream: TextIO
) -> None:
    """How fast it went and with what."""
    facts = {
        "files": summary.sources,
        "pages": f"{summary.pages} ({summary.pages / max(seconds, 1e-9):.1f} a second)",
        "strings": f"{summary.strings} ({summary.strings / max(seconds, 1e-9):.1f} a second)",
        "model": f"{model.manifest.name}, {len(model.classifier.classes)} classes",
        "engine": model.engine,
        "worker processes": jobs,
        "seconds": f"{seconds:.1f}",
    }
    for name, value in facts.items():
        print(f"{name + ':':<18}{value}", file=stream)


def _with_name(name: str, message: str) -> str:
    return message if name in message else f"{name}: {message}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"
