"""The command ``reader``: words in, one call into the library, words out.

Command modules are light: what needs a model, pictures or a training library is imported inside
the command, so that ``reader --help`` answers at once.
"""

from __future__ import annotations

import importlib
import importlib.util
import signal
import sys
import traceback
from types import FrameType
from typing import Annotated

import typer

from reader import __version__
from reader.errors import EXIT_INTERRUPTED, ReaderError

__all__ = ["app", "main"]

COMMANDS = (
    "read", "export", "inspect", "evaluate", "train", "calibrate", "models", "doctor",
)  # fmt: skip
"""Commands in the order of ``--help``: the function of that name in ``reader.cli.<name>``."""

app = typer.Typer(
    name="reader",
    help="Reads handwritten digit strings from scanned pages into spreadsheets.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main(arguments: list[str] | None = None) -> None:
    """Runs the command and ends the process with its exit code.

    The one place that turns an error into a sentence and a code (see :mod:`reader.errors`).
    """
    signal.signal(signal.SIGTERM, _end_quietly)
    try:
        app(arguments, prog_name="reader")
    except ReaderError as error:
        print(f"reader: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        print("reader: interrupted", file=sys.stderr)
        sys.exit(EXIT_INTERRUPTED)
    except MemoryError:
        print(
            "reader: out of memory; close other programs, use fewer --jobs, or give it less",
            file=sys.stderr,
        )
        sys.exit(ReaderError.exit_code)
    except Exception:
        traceback.print_exc()
        print(f"reader {__version__}: a defect; please report the lines above", file=sys.stderr)
        sys.exit(ReaderError.exit_code)


def _end_quietly(number: int, frame: FrameType | None) -> None:
    """SIGTERM unwinds like any other end: workers stop, temporary files go."""
    sys.exit(128 + number)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"reader {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None: ...


def _register_commands() -> None:
    for name in COMMANDS:
        if importlib.util.find_spec(f"reader.cli.{name}") is None:
            continue
        module = importlib.import_module(f"reader.cli.{name}")
        app.command(name)(getattr(module, name))


_register_commands()
