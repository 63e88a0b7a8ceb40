"""The family of errors, and the exit code each one stands for.

::

    ReaderError                 1   something unexpected
    ├── UsageError              2   the command's words are off
    │   └── OutputSuffixError   2   no writer for that suffix
    ├── NoInputError            3   no readable input at all
    ├── ConfigurationError      4   settings, form or truth file invalid
    │   ├── SettingsError
    │   ├── TruthError
    │   └── RunMismatchError        run file made with other settings
    ├── ModelError              5   model missing or not what its manifest says
    │   └── DeviceError             device not there
    ├── PageFailure             6   one file or page could not be read; never ends a run
    ├── OutputError             7   output cannot be written
    └── DataError               4   training data missing or not as expected

Every message names the file, page or key, what was expected, what was found, and what to do.
``EXIT_INCOMPLETE`` (6) and ``EXIT_INTERRUPTED`` (130) are outcomes of a run, not errors.
"""

from __future__ import annotations

__all__ = [
    "EXIT_INCOMPLETE",
    "EXIT_INTERRUPTED",
    "ConfigurationError",
    "DataError",
    "DeviceError",
    "ModelError",
    "NoInputError",
    "OutputError",
    "OutputSuffixError",
    "PageFailure",
    "ReaderError",
    "RunMismatchError",
    "SettingsError",
    "TruthError",
    "UsageError",
]

EXIT_INCOMPLETE = 6
EXIT_INTERRUPTED = 130


class ReaderError(Exception):
    """Base of all errors that are meant for the person in front of the program."""

    exit_code = 1


class UsageError(ReaderError):
    """The command's words are off."""

    exit_code = 2


class OutputSuffixError(UsageError):
    """An output's suffix names no known format."""


class NoInputError(ReaderError):
    """Nothing that could be read was named."""

    exit_code = 3


class ConfigurationError(ReaderError):
    """A settings, form, truth or run file does not fit."""

    exit_code = 4


class SettingsError(ConfigurationError):
    """A setting is unknown or out of range."""


class TruthError(ConfigurationError):
    """A truth file is not as the contract says."""


class DataError(ConfigurationError):
    """Training data are missing or not as expected."""


class RunMismatchError(ConfigurationError):
    """The run file was made with other settings or another model."""


class ModelError(ReaderError):
    """A model folder is missing, damaged, or not what its manifest says."""

    exit_code = 5


class DeviceError(ModelError):
    """The device asked for is not there."""


class PageFailure(ReaderError):
    """One file or page cannot be read; becomes a failed row, never ends a run.

    ``reason`` is the word for the column ``reasons`` (``unreadable-file``, ``timeout``, ...).
    """

    exit_code = EXIT_INCOMPLETE

    def __init__(self, message: str, *, reason: str = "unreadable-file") -> None:
        super().__init__(message)
        self.reason = reason


class OutputError(ReaderError):
    """An output cannot be written."""

    exit_code = 7
