"""``scripts/measure_letters.py``: which letters count, and what its figures are."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import numpy as np
import pytest

from command_line import REPOSITORY
from reader.records import Alternative, Box, Reading, Status


@pytest.fixture(scope="module")
def script() -> ModuleType:
    pytest.importorskip("scipy")
    folder = REPOSITORY / "scripts"
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        spec = importlib.util.spec_from_file_location(
            "measure_letters", folder / "measure_letters.py"
        )
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["measure_letters"] = module
        spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("truth", "is_among"), [("O", True), ("Q", True), ("D", True), ("C", False), ("X", False)]
)
def test_three_letters_are_the_one_read_and_the_next_two(
    script: ModuleType, truth: str, is_among: bool
) -> None:
    others = tuple(Alternative(letter, 0.1) for letter in "QDC")
    box = Box(0, 0, 1, 1)
    reading = Reading(1, box, "O", 0.7, Status.REVIEW, alternatives=others)
    assert script.is_among_three(reading, truth) is is_among


def test_nonsense_that_is_always_rather_nonsense_is_told_apart(script: ModuleType) -> None:
    assert script.auroc(np.array([-9.0, -8.0]), np.array([-2.0, -0.1])) == 1.0
    assert script.auroc(np.array([-2.0, -0.1]), np.array([-9.0, -8.0])) == 0.0
    assert script.auroc(np.array([-1.0]), np.array([-1.0])) == 0.5
