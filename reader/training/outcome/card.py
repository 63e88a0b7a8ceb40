"""The model card: what the model is, what it learned from, how well it reads, where it fails."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reader.alphabet import noun
from reader.recognition.classifier import none_in_words
from reader.recognition.manifest import Manifest
from reader.recognition.neighbours import NEIGHBOURS_FILE
from reader.training.recipe import DataRecipe

__all__ = ["data_table", "error_table", "licence_of", "provenance", "write_card"]

SOURCES: Mapping[str, tuple[str, str]] = {
    "bd62": ("digits photographed from paper", "MIT (as claimed)"),
    "bd62_capitals": ("capitals of 100 writers, photographed from paper", "MIT (as claimed)"),
    "bd62_capital_twins": (
        "the same writers' small letters whose capital is the same shape",
        "MIT (as claimed)",
    ),
    "bhmsds": ("Polish writers, pen on paper: flagged 1s, crossed 7s", "MIT"),
    "bhmsds_marks": ("the same writers' dots, minus and plus signs, x, w", "MIT"),
    "bhmsds_capital_twins": ("Polish writers' small w, x and z", "MIT"),
    "bhmsds_no_letters": ("Polish writers' 3, 4, 7 and 9, which are no letters", "MIT"),
    "bhmsds_operators": ("the same writers' dots, minus and plus signs", "MIT"),
    "cheque_amounts": (
        "digits of courtesy amounts (ORAND-CAR-A, labelled edition)",
        "MIT for the labelled edition; the pictures come from a research set",
    ),
    "hwd1000": ("one hand on a tablet", "MIT"),
    "letters_ocr": ("lower-case letters, as rubbish", "BSD"),
    "letters_ocr_capital_twins": ("small letters whose capital is the same shape", "BSD"),
    "mdas": ("arithmetic operators, as rubbish", "MIT"),
    "mdas_operators": ("plus, minus and division signs, slashes and dots", "MIT"),
    "mnist": ("MNIST training part", "CC BY-SA 3.0"),
    "mnist_no_letters": ("MNIST's 3, 4, 7 and 9, which are no letters", "CC BY-SA 3.0"),
    "mnist_rings": ("MNIST's 0, which is an O", "CC BY-SA 3.0"),
    "nist_raw": ("NIST binary digits", "public domain"),
    "optdigits": ("30 writers from Istanbul", "CC BY 4.0"),
    "semeion": ("80 Italian writers", "CC BY 4.0"),
    "synthetic_capitals": ("capitals drawn by our own stroke models", "Apache-2.0"),
    "synthetic_letters": ("capitals of our own drawing that are no digit's twin", "Apache-2.0"),
    "synthetic_no_letters": ("signs, print and scribbles of our own drawing", "Apache-2.0"),
    "synthetic_signs": ("signs, letters and scribbles of our own drawing", "Apache-2.0"),
    "synthesis": ("digits drawn by this project's own stroke models", "Apache-2.0"),
}
"""What each set is, and its licence."""

GLYPHS = """\
It reads single {what}s that went through `reader.imaging.normalize.normalize_glyph`: aspect kept,
longest side 20 of 28 pixels, centre of mass in the middle, ink bright."""

LIMITS = {
    "digit": """\
Digits in other scripts are not known to it. O, I, l, S, Z, B, g, q, b, | and / cannot be told from
digits in isolation and are read as digits. Its probabilities are those of a net; the confidence of
a string is calibrated separately (`calibration.json`).""",
    "letter": """\
It is made for `--layout digit`: one letter a picture, no words. A glyph has no size and no base
line, so a small letter of a capital's shape is read as that capital; other small letters and
letters with accents it was neither taught to read nor to refuse. 0 is read as O, a bare stroke as
I; 2, 5, 6 and 8 may be taken for Z, S, G and B.""",
    "character": "Its probabilities are those of a net.",
}
"""What a net of such an alphabet cannot do."""


def provenance(data: DataRecipe) -> tuple[dict[str, Any], ...]:
    """What the manifest says of each set: name, what it is, share, role, licence."""
    what = noun(data.classes)
    return tuple(
        {
            "name": name,
            "what": _origin(data, name)[0],
            "share": share,
            "role": role,
            "licence": _origin(data, name)[1],
        }
        for role, sets in ((f"{what}s", data.sets), (f"not one {what}", data.signs))
        for name, share in sets.items()
    )


def licence_of(data: DataRecipe) -> str:
    """The licence line of weights that learned from these sets."""
    found = sorted({_origin(data, name)[1] for name in (*data.sets, *data.signs)})
    return "Apache-2.0 for the weights as far as we hold rights; data: " + "; ".join(found)


def _origin(data: DataRecipe, name: str) -> tuple[str, str]:
    """What a set is and its licence; of one's own as the recipe says it."""
    if name in data.places:
        return data.places[name].about, data.places[name].licence
    return SOURCES.get(name, (name, "not stated"))


def write_card(folder: Path, manifest: Manifest) -> None:
    """Write ``CARD.md`` into the model's folder."""
    (folder / "CARD.md").write_text(_text(manifest), encoding="utf-8")


def data_table(manifest: Manifest) -> list[str]:
    """The lines of a table of what the net learned from."""
    return [
        "| set | what | as | share | licence |",
        "|---|---|---|---|---|",
        *(
            f"| {one['name']} | {one['what']} | {one['role']} | {one['share']:g} "
            f"| {one['licence']} |"
            for one in manifest.data
        ),
    ]


def error_table(manifest: Manifest) -> list[str]:
    """The lines of a table of the errors on what was left out."""
    return [
        "| set | n | errors |",
        "|---|---|---|",
        *(
            f"| {name} | {one['n']:,} | {one['error_percent']:.2f} % |"
            for name, one in manifest.metrics.items()
        ),
    ]


def _text(manifest: Manifest) -> str:
    what = noun(manifest.classes)
    classes = ", ".join(c or f"*{none_in_words(manifest.classes)}*" for c in manifest.classes)
    return "\n".join(
        [
            f"# {manifest.name}, version {manifest.version}",
            "",
            f"A net of {manifest.weights:,} weights for single handwritten {what}s, made "
            f"{manifest.made['date']} by `reader train`. Classes: {classes}.",
            "",
            "## Data",
            "",
            *data_table(manifest),
            "",
            "Every sample was augmented before the production normaliser. A part of each set, its",
            "last writers where their order is known, was left out.",
            *_cheques(manifest),
            *_taught(manifest),
            *_kept(manifest),
            "",
            "## Errors on the parts left out",
            "",
            *error_table(manifest),
            "",
            "Figures on strangers' handwriting: `results/recognition.csv` in the repository.",
            "",
            "## Limits",
            "",
            GLYPHS.format(what=what),
            LIMITS[what],
            "",
            "## Licence",
            "",
            manifest.licence + ".",
            "",
        ]
    )


def _cheques(manifest: Manifest) -> list[str]:
    if "cheque_amounts" not in {one["name"] for one in manifest.data}:
        return []
    return ["So were the cheque files that `is_calibration_file` names."]


def _taught(manifest: Manifest) -> list[str]:
    names = ", ".join(manifest.made.get("teachers", ()))
    return ["", f"It also learnt what other nets say of each sample: {names}."] if names else []


def _kept(manifest: Manifest) -> list[str]:
    """What of the training's pictures the folder holds."""
    counts = manifest.made.get("kept_glyphs") or {}
    if not counts:
        return []
    named = ", ".join(f"{count:,} of {name}" for name, count in counts.items())
    return ["", f"`{NEIGHBOURS_FILE}` holds normalised training glyphs to look at: {named}."]
