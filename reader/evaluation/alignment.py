"""Two texts, and two rows of texts, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

__all__ = ["UNREADABLE", "align_strings", "edit_distance", "edit_steps"]

UNREADABLE = "?"
"""A string of the truth that nobody can read: it stands for any string, and counts for none."""

GAP = 0.55
"""Price of a string without partner; two gaps cost more than the worst pair of equal length (1),
so that a string read quite wrongly is a wrong string and not one missed and one invented."""

LENGTH_WEIGHT = 0.2
"""Price of each character's difference in length: 4 and 123456789 are not the same ink."""

UNREADABLE_PAIR, UNREADABLE_GAP = 0.4, 0.1
"""An unreadable string takes a partner only where that spares the partner's gap."""

Pair = tuple[int | None, int | None]


def edit_steps(truth: str, text: str) -> tuple[tuple[str, str], ...]:
    """The cheapest way from ``truth`` to ``text`` as pairs of characters.

    Equal pairs are right, unequal ones substitutions; an empty first character is an insertion,
    an empty second one a deletion (Levenshtein 1966).
    """
    pairs = _aligned(
        truth, text, pair_cost=lambda a, b: float(a != b), lone_cost=lambda _: 1.0, gap=1.0
    )
    return tuple(("" if i is None else truth[i], "" if j is None else text[j]) for i, j in pairs)


@lru_cache(maxsize=1 << 16)
def edit_distance(truth: str, text: str) -> int:
    """Substitutions, insertions and deletions that turn ``truth`` into ``text``, at least."""
    costs = list(range(len(text) + 1))
    for row, wanted in enumerate(truth, 1):
        diagonal, costs[0] = costs[0], row
        for col, found in enumerate(text, 1):
            cheapest = min(costs[col] + 1, costs[col - 1] + 1, diagonal + (wanted != found))
            diagonal, costs[col] = costs[col], cheapest
    return costs[-1]


def align_strings(truths: Sequence[str], texts: Sequence[str]) -> tuple[Pair, ...]:
    """Which string is which, both in reading order: pairs of indices.

    ``(i, None)`` is a string that was missed, ``(None, j)`` one that is not in the truth. Where
    there is one of each, they are a pair.
    """
    if len(truths) == len(texts) == 1:
        return ((0, 0),)
    return _aligned(truths, texts, pair_cost=_pair_cost, lone_cost=_lone_cost, gap=GAP)


def _pair_cost(truth: str, text: str) -> float:
    if truth == UNREADABLE:
        return UNREADABLE_PAIR
    longer = max(len(truth), len(text), 1)
    surplus = abs(len(truth) - len(text))
    return (edit_distance(truth, text) + LENGTH_WEIGHT * surplus) / longer


def _lone_cost(truth: str) -> float:
    return UNREADABLE_GAP if truth == UNREADABLE else GAP


def _aligned(
    wanted: Sequence[str],
    found: Sequence[str],
    *,
    pair_cost: Callable[[str, str], float],
    lone_cost: Callable[[str], float],
    gap: float,
) -> tuple[Pair, ...]:
    """Needleman and Wunsch (1970, doi:10.1016/0022-2836(70)90057-4), ties for pairs."""
    costs = [[gap * col for col in range(len(found) + 1)]]
    for item in wanted:
        above, lone = costs[-1], lone_cost(item)
        row = [above[0] + lone]
        for col, other in enumerate(found):
            beside = min(above[col + 1] + lone, row[col] + gap)
            row.append(min(above[col] + pair_cost(item, other), beside))
        costs.append(row)
    return tuple(reversed(_traced(costs, wanted, found, pair_cost, gap)))


def _traced(
    costs: list[list[float]],
    wanted: Sequence[str],
    found: Sequence[str],
    pair_cost: Callable[[str, str], float],
    gap: float,
) -> list[Pair]:
    i, j, pairs = len(wanted), len(found), list[Pair]()
    while i or j:
        here = costs[i][j]
        if i and j and here == costs[i - 1][j - 1] + pair_cost(wanted[i - 1], found[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif j and (not i or here == costs[i][j - 1] + gap):
            j -= 1
            pairs.append((None, j))
        else:
            i -= 1
            pairs.append((i, None))
    return pairs
