"""Scripts as modules, so that tests can call what is in them."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

from command_line import REPOSITORY

__all__ = ["load_script"]

SCRIPTS = str(REPOSITORY / "scripts")


def load_script(name: str) -> ModuleType:
    """The module ``scripts/<name>.py``, with those beside it that it needs."""
    if SCRIPTS not in sys.path:
        sys.path.append(SCRIPTS)
    return importlib.import_module(name)
