"""The card of a second reader."""

from __future__ import annotations

from pathlib import Path

from reader.recognition.manifest import Manifest
from reader.training.outcome.card import data_table, error_table

__all__ = ["write_lines_card"]


def write_lines_card(folder: Path, manifest: Manifest) -> None:
    """Write ``CARD.md`` into the model's folder."""
    (folder / "CARD.md").write_text(_text(manifest), encoding="utf-8")


def _text(manifest: Manifest) -> str:
    return "\n".join(
        [
            f"# {manifest.name}, version {manifest.version}",
            "",
            f"A net of {manifest.weights:,} weights that reads a line of digits without cutting it",
            f"(connectionist temporal classification), made {manifest.made['date']} by "
            "`reader train`: the",
            "second reader beside a classifier of single digits. Classes: 0 to 9, *nothing here*.",
            "",
            "## Data",
            "",
            f"{manifest.made['lines']:,} drawn lines: our own handwriting, real digits set side by",
            "side, real cheque amounts changed by chance, letters, blank places and whole drawn",
            "pages; each found, cleaned and cut as reading does it.",
            *_begun(manifest),
            "",
            *data_table(manifest),
            "",
            "A part of each set, its last writers where their order is known, was left out.",
            "So were the cheque files that `is_calibration_file` names.",
            "",
            "## Whole lines wrong on the parts left out",
            "",
            *error_table(manifest),
            "",
            "Best symbol a column, without the classifier and without calibration. Figures on",
            "strangers' handwriting: `results/strings.csv` in the repository.",
            "",
            "## Limits",
            "",
            "It reads strips from `reader.imaging.strips.cut_strip`: 40 pixels high, digits 26.",
            "It knows no decimal points or signs: what is not a digit is nothing to it. Alone its",
            "probabilities are overconfident; what a string's confidence makes of them is",
            "calibrated with the classifier (`calibration.json` there).",
            "",
            "## Licence",
            "",
            manifest.licence + ".",
            "",
        ]
    )


def _begun(manifest: Manifest) -> list[str]:
    start, keep = manifest.made.get("start"), manifest.made.get("keep")
    if not start:
        return []
    whose = "those" if manifest.made.get("kept", start) == start else f"`{manifest.made['kept']}`"
    kept = f"The result is the mean of {whose} ({keep:.0%}) and of what it ended with."
    return [f"It began with the weights of `{start}`.", *([kept] if keep else [])]
