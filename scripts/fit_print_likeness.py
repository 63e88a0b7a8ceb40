"""Fit the weights of reader/layout/print_likeness.py on pages of our own and train handwriting.

python scripts/fit_print_likeness.py --data ../shared/data   prints intercept and slopes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from reader.imaging.ink import find_ink
from reader.imaging.upright import bring_upright
from reader.layout import find_lines
from reader.layout.print_likeness import PRINT_EVIDENCE, measure_print_evidence
from reader.records import Box, Layout, Line
from reader.settings import LayoutSettings, Settings
from reader.synthesis import draw_form_page
from reader.training.calibration.strings import held_out_cheques


def main() -> None:
    """Gather lines, fit, print."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--data", type=Path, required=True, help="the data folder")
    words.add_argument("--pages", type=int, default=40)
    given = words.parse_args()
    samples = [*_page_lines(given.pages), *_string_lines(given.data / "train")]
    evidence = np.array([e for e, _ in samples])
    printed = np.array([p for _, p in samples])
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    model = LogisticRegression(C=3.0, max_iter=5000)
    guess = cross_val_predict(model, evidence, printed, cv=5)
    model.fit(evidence, printed)
    print(f"{len(printed)} lines, {printed.sum()} printed; cross-validated:")
    print(f"  printed found {np.mean(guess[printed]):.4f}")
    print(f"  handwriting taken for print {np.mean(guess[~printed]):.4f}")
    print(f"_INTERCEPT = {model.intercept_[0]:.3f}")
    slopes = ", ".join(f"{v:.3f}" for v in model.coef_[0])
    print(f"_SLOPES = np.array([{slopes}])")
    print("  #", ", ".join(PRINT_EVIDENCE))


def _page_lines(count: int) -> Iterator[tuple[np.ndarray, bool]]:
    settings = Settings(layout=LayoutSettings(print_likeness=2.0))
    for seed in range(count):
        rng = np.random.default_rng((90, seed))
        dpi = int(rng.choice([150, 200, 300]))
        page = draw_form_page(rng, dpi=dpi)
        upright, _ = bring_upright(page.image, settings.imaging, whole_page=True)
        for line in find_lines(find_ink(upright.image, settings.imaging), settings.layout):
            shown = upright.box_as_shown(line.box)
            shares = [_share(shown, t.box) for t in page.truth if t.text]
            if max(shares, default=0.0) in (0.0,) or max(shares) > 0.6:
                yield measure_print_evidence(line.components), max(shares, default=0.0) == 0.0


def _string_lines(folder: Path) -> Iterator[tuple[np.ndarray, bool]]:
    settings = Settings(layout=LayoutSettings(mode=Layout.LINE))
    for image, _ in held_out_cheques(folder):
        upright, _ = bring_upright(image, settings.imaging, whole_page=False)
        lines: tuple[Line, ...] = find_lines(
            find_ink(upright.image, settings.imaging), settings.layout
        )
        for line in lines:
            yield measure_print_evidence(line.components), False


def _share(line: Box, truth: Box) -> float:
    rows = min(line.bottom, truth.bottom) - max(line.top, truth.top)
    cols = min(line.right, truth.right) - max(line.left, truth.left)
    return max(0, rows) * max(0, cols) / max(1, line.area)


if __name__ == "__main__":
    main()
