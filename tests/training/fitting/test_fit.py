"""The fit takes a fixed number of steps, and errors are counted as they are."""

from __future__ import annotations

import numpy as np

from reader.training.fitting.fit import measure_errors, steps_of
from reader.training.glyphs.pool import Pool
from reader.training.recipe import FitRecipe


def test_steps_follow_from_passes_and_batches_alone() -> None:
    assert steps_of(FitRecipe(passes=3, batch_size=100), 1050) == 30
    assert steps_of(FitRecipe(passes=3, batch_size=100), 50) == 3


def test_a_digit_taken_for_rubbish_is_an_error() -> None:
    pool = Pool(np.zeros((3, 28, 28), np.uint8), np.array([1, 2, 3]))
    said = np.eye(11, dtype=np.float32)[[1, 10, 3]]
    assert measure_errors(lambda _: said, {"mnist": pool}) == {"mnist": (1, 3)}
