"""The loss of the second reader, against the sum over all ways to spell a text."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs the extra train")

from reader.training.lines.ctc import ctc_loss

COLUMNS, NOTHING = 4, 10


def _spelt(ways: tuple[int, ...]) -> list[int]:
    return [k for k, _ in itertools.groupby(ways) if k != NOTHING]


def _by_hand(log_probs: np.ndarray, digits: list[int]) -> float:
    """-log of the sum over all ways of ``digits`` and *nothing* that spell them."""
    symbols = sorted({*digits, NOTHING})
    ways = itertools.product(symbols, repeat=COLUMNS)
    probs = [
        np.exp(sum(log_probs[c, s] for c, s in enumerate(w))) for w in ways if _spelt(w) == digits
    ]
    return float(-np.log(sum(probs)))


@pytest.mark.parametrize("digits", [[], [3], [3, 3], [1, 7], [0, 4, 2]])
def test_it_is_the_sum_over_all_ways_to_spell_the_digits(digits: list[int]) -> None:
    rng = np.random.default_rng(len(digits))
    logits = rng.standard_normal((2, COLUMNS, 11)).astype(np.float32)
    log_probs = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    wanted = np.full((2, 4), -1, np.int32)
    wanted[0, : len(digits)] = digits
    wanted[1, :1] = 5
    found = np.asarray(ctc_loss(wanted, logits))
    assert found[0] == pytest.approx(_by_hand(log_probs[0], digits), abs=1e-3)
    assert found[1] == pytest.approx(_by_hand(log_probs[1], [5]), abs=1e-3)
