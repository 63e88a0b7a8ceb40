"""What an ablation says: a row a net and set, and a table that tells effect from noise."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from reader.evaluation import wilson_interval

__all__ = ["ALL", "NONE", "RUBBISH", "Outcome", "all_rows", "append_new", "difference", "summary"]

COLUMNS = (
    "date", "commit", "machine", "run", "group off", "seed", "dataset", "n",
    "figure", "low", "high", "difference", "difference low", "difference high",
)  # fmt: skip

NONE, ALL = "none", "all"
"""Runs beside those without one group: no group off, all groups off."""

RUBBISH = "omniglot"
"""Characters that are no digits and that training never sees."""

Z_95 = 1.959964


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What one net made of the dev sets: of each digit whether it was read rightly (bool), and how
    often, in per cent, a digit looks more like a digit than rubbish does."""

    right: Mapping[str, np.ndarray]
    auroc: float


Found = Mapping[tuple[str, int], Outcome]
"""Outcomes by the group that was off and the seed."""


def all_rows(found: Found) -> Iterator[dict[str, Any]]:
    """A row a net and set; differences are to the net of the same seed with every group."""
    for (off, seed), outcome in found.items():
        whole = found.get((NONE, seed))
        for name, right in outcome.right.items():
            share, n = float(right.mean()), len(right)
            ends = [100 * end for end in wilson_interval(int(right.sum()), n)]
            gain: list[float] = []
            if off != NONE and whole is not None:
                gain = list(difference([right], [whole.right[name]]))
            yield _row(off, seed, name, n, [100 * share, *ends], gain)
        gain = [outcome.auroc - whole.auroc] if off != NONE and whole is not None else []
        yield _row(off, seed, f"{RUBBISH} (auroc)", "", [outcome.auroc], gain)


def _row(
    off: str, seed: int, name: str, n: Any, figures: list[float], gain: list[float]
) -> dict[str, Any]:
    words = [f"{one:.2f}" for one in figures] + [""] * (3 - len(figures))
    words += [f"{one:.2f}" for one in gain] + [""] * (3 - len(gain))
    cells = dict(zip(COLUMNS[-6:], words, strict=True))
    return {"group off": off, "seed": str(seed), "dataset": name, "n": str(n), **cells}


def difference(
    right: Sequence[np.ndarray], whole: Sequence[np.ndarray]
) -> tuple[float, float, float]:
    """Points gained against ``whole`` and their 95 % interval, by the same pictures.

    One array of bools a seed; a picture counts with its mean over the seeds.
    """
    gains = np.mean([a.astype(float) - b for a, b in zip(right, whole, strict=True)], axis=0)
    middle, reach = gains.mean(), Z_95 * gains.std() / math.sqrt(len(gains))
    return 100 * middle, 100 * (middle - reach), 100 * (middle + reach)


def noise(found: Found, figure: Callable[[Outcome], float]) -> float:
    """How far apart, in points, two trainings' means over the seeds may be by chance (95 %).

    From how the difference without a group varies between seeds, all groups taken together;
    nan where there is one seed.
    """
    spread, degrees, seeds = 0.0, 0, 0
    for off in {key[0] for key in found} - {NONE, ALL}:
        gains = [figure(found[off, s]) - figure(found[NONE, s]) for s in _seeds(found, off)]
        seeds = max(seeds, len(gains))
        spread += float(np.square(np.array(gains) - np.mean(gains)).sum()) if gains else 0.0
        degrees += max(0, len(gains) - 1)
    return Z_95 * math.sqrt(spread / degrees / seeds) if degrees else math.nan


def summary(found: Found) -> str:
    """A table in Markdown: a line a run, a column a set.

    ``*``: beyond chance, that of the pictures (95 %, the same pictures) and that of the training
    (last line), where it is known.
    """
    if not found:
        return "nothing measured yet"
    names = list(next(iter(found.values())).right)
    lines = [f"| off | seeds | {' | '.join(names)} | {RUBBISH} (auroc) |"]
    lines.append("|---" * (len(names) + 3) + "|")
    chance = [noise(found, figure) for figure in _figures(names)]
    for off in dict.fromkeys(key[0] for key in found):
        if seeds := _seeds(found, off):
            cells = list(_cells(found, off, seeds, names, chance))
            lines.append(f"| {off} | {len(seeds)} | {' | '.join(cells)} |")
    lines.append(f"| noise of training | | {' | '.join(f'{one:.2f}' for one in chance)} |")
    return "\n".join(lines)


def _seeds(found: Found, off: str) -> list[int]:
    """The seeds under which a net without the group and one with every group are there."""
    return [seed for one, seed in found if one == off and (NONE, seed) in found]


def _figures(names: Sequence[str]) -> Iterator[Callable[[Outcome], float]]:
    """What there is to compare, in per cent: a share for each set, then the AUROC."""
    for name in names:
        yield lambda one, name=name: 100 * float(one.right[name].mean())
    yield lambda one: one.auroc


def _cells(
    found: Found, off: str, seeds: Sequence[int], names: Sequence[str], chance: Sequence[float]
) -> Iterator[str]:
    for place, figure in enumerate(_figures(names)):
        mean = float(np.mean([figure(found[off, seed]) for seed in seeds]))
        if off == NONE:
            yield f"{mean:.2f}"
            continue
        gain = mean - float(np.mean([figure(found[NONE, seed]) for seed in seeds]))
        beyond = not abs(gain) <= chance[place]
        if place < len(names):
            name = names[place]
            pairs = ([found[which, seed].right[name] for seed in seeds] for which in (off, NONE))
            _, low, high = difference(*pairs)
            beyond &= low > 0 or high < 0
        else:
            beyond &= not math.isnan(chance[place])
        yield f"{gain:+.2f}{'*' if beyond else ''}"


def append_new(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Adds those rows whose run, group, seed and set the ledger does not hold with that figure."""
    same = ("run", "group off", "seed", "dataset", "figure")
    known = set()
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as stream:
            known = {tuple(row[key] for key in same) for row in csv.DictReader(stream)}
    fresh = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as stream:
        ledger = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        if fresh:
            ledger.writeheader()
        ledger.writerows(row for row in rows if tuple(row[key] for key in same) not in known)
