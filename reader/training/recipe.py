"""The recipe of a training: one frozen record a table of the TOML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reader.alphabet import DIGITS
from reader.training.augmentation.groups import Augmentation
from reader.training.data.places import Place

__all__ = [
    "ALL_SETS",
    "DataRecipe",
    "FitRecipe",
    "NetRecipe",
    "Recipe",
    "TeacherRecipe",
]

ALL_SETS = "all"
"""The word for all sets under ``neighbours``."""


@dataclass(frozen=True, slots=True)
class NetRecipe:
    """Which net: ``widths`` and ``blocks`` a resolution; no ``blocks`` is one each."""

    architecture: str = "residual"
    widths: tuple[int, ...] = (32, 48, 96)
    blocks: tuple[int, ...] = ()
    dropout: float = 0.3


@dataclass(frozen=True, slots=True)
class DataRecipe:
    """What it learns from.

    ``classes`` are the characters it tells apart, in one string, in the order of the outputs.
    ``sets`` and ``signs`` map a set's name to its share, ``places`` those of one's own to where
    they are (a TOML file says both in one table under the set's name). ``glyphs`` are drawn once
    before the fit; ``rubbish`` is the share of *not one digit*; ``validation`` what is kept
    apart of each set, by its writers where they are known; ``plain`` the share of digits that are
    not augmented. ``mined`` is the share of glyphs that the production segmenter proposed on
    ``lines`` drawn lines, and on the cheques if they are a set; ``mined_rubbish`` of those are
    *not one digit*. ``augmentation`` is a table of its own in the file.
    ``neighbours`` are the sets of which some glyphs are kept with the model, for people to look at;
    ``all`` are all of them.
    """

    folder: str = ""
    classes: str = "".join(DIGITS)
    sets: Mapping[str, float] = field(default_factory=dict)
    signs: Mapping[str, float] = field(default_factory=dict)
    glyphs: int = 100_000
    rubbish: float = 0.17
    validation: float = 0.05
    plain: float = 0.15
    mined: float = 0.0
    mined_rubbish: float = 0.3
    lines: int = 0
    places: Mapping[str, Place] = field(default_factory=dict)
    neighbours: tuple[str, ...] = (ALL_SETS,)
    augmentation: Augmentation = field(default_factory=Augmentation)

    @property
    def outputs(self) -> tuple[str, ...]:
        """The net's classes in the order of its outputs; the last, ``""``, is none of them."""
        return (*self.classes, "")


@dataclass(frozen=True, slots=True)
class FitRecipe:
    """How it learns: ``passes`` over what was drawn, AdamW under a cosine, EMA of the weights."""

    passes: int = 4
    batch_size: int = 256
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    ema: float = 0.999


@dataclass(frozen=True, slots=True)
class TeacherRecipe:
    """Models, by name or folder, whose probabilities make up ``share`` of the targets."""

    models: tuple[str, ...] = ()
    share: float = 0.7


@dataclass(frozen=True, slots=True)
class Recipe:
    """A whole training."""

    name: str = "digits"
    version: str = "1"
    seed: int = 1
    net: NetRecipe = field(default_factory=NetRecipe)
    data: DataRecipe = field(default_factory=DataRecipe)
    fit: FitRecipe = field(default_factory=FitRecipe)
    teachers: TeacherRecipe = field(default_factory=TeacherRecipe)
