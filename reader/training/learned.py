"""What a model learned from, read back from its manifest."""

from __future__ import annotations

from reader.recognition.manifest import Manifest
from reader.training.data.datasets import SETS
from reader.training.recipe import DataRecipe

__all__ = ["recipe_of"]

USUAL_VALIDATION = 0.03
"""Part of each set kept for validation where the manifest does not say: that of the recipe of the
shipped model."""


def recipe_of(manifest: Manifest) -> DataRecipe:
    """The sets that a model learned from, as far as this version knows them by name.

    Not its sets of one's own, whose place no manifest tells.
    """
    known = [one for one in manifest.data if one.get("name") in SETS]
    none = [str(one.get("role", "")).startswith("not one") for one in known]
    shares = [(one["name"], float(one.get("share", 1.0))) for one in known]
    return DataRecipe(
        classes="".join(manifest.classes),
        sets=dict(pair for pair, is_none in zip(shares, none, strict=True) if not is_none),
        signs=dict(pair for pair, is_none in zip(shares, none, strict=True) if is_none),
        validation=float(manifest.made.get("validation", USUAL_VALIDATION)),
    )
