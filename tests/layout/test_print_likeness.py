"""Presses are regular, hands are not."""

from __future__ import annotations

import numpy as np
import pytest

from drawn_ink import block, ink_of, letters, paper, part, written
from reader.layout import print_likeness as module
from reader.layout.print_likeness import (
    PRINT_EVIDENCE,
    find_print,
    is_perhaps_print,
    leave_out_print,
    measure_print_evidence,
    print_likeness,
)
from reader.records import Component


def typed() -> tuple[Component, ...]:
    """A row as a press makes it: every H and 1 the same, feet and heads on lines."""
    image = paper(90, 900)
    written(image, "HH1H11HHH1HH1H", top=30, left=30, height=30, pen=5, advance=0.9)
    return ink_of(image).components


def scrawled() -> tuple[Component, ...]:
    """A row as a hand makes it: no two digits alike in size or height."""
    image = paper(120, 700)
    rng = np.random.default_rng(4)
    for number, digit in enumerate("40718523"):
        top, height = 30 + int(rng.integers(-9, 9)), 40 + int(rng.integers(-9, 9))
        written(image, digit, top=top, left=30 + 55 * number, height=height, pen=3)
    return ink_of(image).components


def test_nothing_is_not_print() -> None:
    assert print_likeness(()) == 0.0


@pytest.mark.parametrize("component", [block(0, 0, 1, 1), part(["#"]), block(0, 0, 40, 1)])
def test_a_single_mark_has_evidence_within_bounds(component: Component) -> None:
    evidence = measure_print_evidence([component])
    assert evidence.shape == (len(PRINT_EVIDENCE),)
    assert np.isfinite(evidence).all()
    assert 0.0 <= print_likeness([component]) <= 1.0


def test_regular_letters_are_likelier_printed_than_scrawled_digits() -> None:
    assert print_likeness(typed()) > print_likeness(scrawled())


def test_a_hands_digits_are_not_print() -> None:
    assert print_likeness(scrawled()) < 0.5


def test_letters_on_one_line_stand_with_their_feet_together() -> None:
    level = measure_print_evidence(letters([10, 10, 10, 10, 10]))
    uneven = measure_print_evidence(letters([10, 20, 5, 30, 14]))
    feet = PRINT_EVIDENCE.index("feet")
    assert level[feet] == 1.0
    assert uneven[feet] < 0.5


def test_a_line_that_rises_evenly_still_stands_on_one_line() -> None:
    feet = PRINT_EVIDENCE.index("feet")
    assert measure_print_evidence(letters([30, 25, 20, 15, 10]))[feet] == 1.0


def test_letters_of_the_same_size_and_ink_are_twins() -> None:
    twins = PRINT_EVIDENCE.index("twins")
    ell = part(["#...", "#...", "#...", "####"])
    jay = part(["...#", "...#", "...#", "####"], left=6)
    assert measure_print_evidence([ell, part(["#...", "#...", "#...", "####"], left=6)])[twins] == 1
    assert measure_print_evidence([ell, jay])[twins] == 0


def test_all_evidence_but_the_number_of_letters_is_at_most_one() -> None:
    for components in (typed(), scrawled(), letters([0, 50])):
        evidence = dict(
            zip(PRINT_EVIDENCE, measure_print_evidence(components).tolist(), strict=True)
        )
        assert evidence.pop("many") == pytest.approx(np.log(len(components)), abs=1.0)
        assert all(0.0 <= value <= 1.0 for value in evidence.values()), evidence


def test_handwriting_is_kept_and_sure_print_is_left_out() -> None:
    print_, hand = typed(), scrawled()
    surely = (print_likeness(print_) + print_likeness(hand)) / 2
    assert leave_out_print([hand, print_], surely=surely) == [hand]
    assert leave_out_print([hand, print_], surely=1.1) == [hand, print_]
    assert leave_out_print([], surely=surely) == []


def test_one_or_two_letters_are_never_sure_print() -> None:
    part = typed()[:2]
    assert leave_out_print([part], surely=0.0) == [part]


def test_one_or_two_letters_that_look_like_print_are_perhaps_print() -> None:
    few = typed()[:2]
    assert is_perhaps_print(few, surely=0.5 * print_likeness(few))
    assert not is_perhaps_print(few, surely=1.0)
    assert not is_perhaps_print(typed(), surely=0.0)  # enough letters to be sure either way
    assert not is_perhaps_print((), surely=0.0)


@pytest.mark.parametrize(("row", "printed"), [(0, True), (9, False)])
def test_two_letters_are_print_only_on_a_line_with_print(
    row: int, printed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [letters([100] * 12), letters([100 + row] * 2)]
    monkeypatch.setattr(module, "print_likeness", lambda part: 0.99 if len(part) > 2 else 0.6)
    assert find_print(words, surely=0.95) == [True, printed]


@pytest.mark.parametrize(
    ("height", "shape", "printed"),
    [
        (30, -0.1, False),
        (30, 0.1, True),
        (16, -0.9, True),
        (16, -1.1, False),
        (14, -4.0, True),
    ],
)
def test_small_letters_look_written_only_where_they_clearly_do(
    height: int, shape: float, printed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "print_likeness", lambda part: 0.99)
    monkeypatch.setattr(module, "print_shape", lambda masks: shape)
    assert find_print([letters([100] * 6, height=height)], surely=0.95) == [printed]
