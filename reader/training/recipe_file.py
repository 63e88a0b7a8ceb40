"""A recipe's TOML file: read, laid over its base, checked."""

from __future__ import annotations

import dataclasses
import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reader.errors import DataError
from reader.training.alphabet import ordered_fault
from reader.training.augmentation.groups import Augmentation
from reader.training.data.datasets import SETS
from reader.training.data.places import Place
from reader.training.fitting.architectures import ARCHITECTURES
from reader.training.lines.recipe import LinesData, LinesNet, LinesRecipe, check_lines
from reader.training.recipe import (
    ALL_SETS,
    DataRecipe,
    FitRecipe,
    NetRecipe,
    Recipe,
    TeacherRecipe,
)

__all__ = ["load_any_recipe", "load_recipe"]

READS = ("digits", "lines")
"""What a recipe's net may read: single digits, or lines (a second reader)."""


def load_recipe(path: Path) -> Recipe:
    """As :func:`load_any_recipe`, of a net that reads single digits.

    Raises
    ------
    DataError
        Also if the recipe's net reads lines.
    """
    recipe = load_any_recipe(path)
    if isinstance(recipe, LinesRecipe):
        raise DataError(f'{path}: reads = "lines"; expected the recipe of a net for single digits')
    return recipe


def load_any_recipe(path: Path) -> Recipe | LinesRecipe:
    """The recipe in a TOML file; ``base = "FILE"`` beside it gives what the file does not say.

    Raises
    ------
    DataError
        If a file cannot be read, a key is unknown, or a value is out of range.
    """
    tables = _tables(path)
    reads = tables.pop("reads", READS[0])
    if reads not in READS:
        raise DataError(f"{path}: reads = {reads!r}; expected one of {', '.join(READS)}")
    return _lines_recipe(tables, path) if reads == "lines" else _digits_recipe(tables, path)


def _lines_recipe(tables: Mapping[str, Any], path: Path) -> LinesRecipe:
    parts = {"net": LinesNet, "data": LinesData, "fit": FitRecipe}
    recipe: LinesRecipe = _record(LinesRecipe, _parts(tables, parts, path), where=str(path))
    check_lines(recipe, where=str(path))
    return recipe


def _parts(tables: Mapping[str, Any], parts: Mapping[str, Any], path: Path) -> dict[str, Any]:
    return {
        key: _record(parts[key], value, where=f"{path}: [{key}]") if key in parts else value
        for key, value in tables.items()
    }


def _digits_recipe(tables: Mapping[str, Any], path: Path) -> Recipe:
    parts = {
        "net": NetRecipe,
        "data": DataRecipe,
        "fit": FitRecipe,
        "teachers": TeacherRecipe,
    }
    tables = _with_places(tables, where=f"{path}: [data")
    tables = _with_augmentation(tables, where=f"{path}: [augmentation]")
    recipe: Recipe = _record(Recipe, _parts(tables, parts, path), where=str(path))
    _check(recipe, where=str(path))
    return recipe


def _tables(path: Path, *, above: tuple[Path, ...] = ()) -> dict[str, Any]:
    """The file's tables laid over those of its base; ``above`` are the files that name it."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{path}: training recipe cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: not a TOML file: {error}") from error
    base = tables.pop("base", None)
    if base is None:
        return tables
    if not isinstance(base, str) or (path.parent / base) in (path, *above):
        raise DataError(
            f'{path}: base = {base!r}; expected another recipe, as base = "digits.toml"'
        )
    return _laid_over(_tables(path.parent / base, above=(path, *above)), tables)


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """``above`` key by key; a table of sets with their shares is one value."""
    merged = dict(below)
    for key, value in above.items():
        old = below.get(key)
        if isinstance(old, dict) and isinstance(value, dict) and key not in ("sets", "signs"):
            value = _laid_over(old, value)
        merged[key] = value
    return merged


def _with_places(tables: Mapping[str, Any], *, where: str) -> dict[str, Any]:
    """``name = { share = 0.2, path = "..." }`` as a share and a place."""
    data = tables.get("data")
    if not isinstance(data, dict):
        return dict(tables)
    if "augmentation" in data:
        raise DataError(f"{where}]: unknown key augmentation; [augmentation] is a table of its own")
    if "places" in data:
        raise DataError(
            f"{where}]: unknown key places; name a set of your own under [data.sets], as "
            'mine = { share = 0.2, path = "folder" }'
        )
    places: dict[str, Place] = {}
    shares: dict[str, dict[str, Any]] = {}
    for role in ("sets", "signs"):
        shares[role] = {}
        for name, value in data.get(role, {}).items():
            if isinstance(value, dict):
                places[name] = _place(name, value, where=f"{where}.{role}]")
                value = value.get("share", 1.0)
            shares[role][name] = value
    return {**tables, "data": {**data, **shares, "places": places}}


def _with_augmentation(tables: Mapping[str, Any], *, where: str) -> dict[str, Any]:
    """``[augmentation]`` as a part of the data: what is drawn depends on it."""
    if "augmentation" not in tables:
        return dict(tables)
    found = {key: value for key, value in tables.items() if key != "augmentation"}
    augmentation: Augmentation = _record(Augmentation, tables["augmentation"], where=where)
    for key, factor in dataclasses.asdict(augmentation).items():
        if not isinstance(factor, int | float) or isinstance(factor, bool) or not factor >= 0:
            raise DataError(f"{where}: {key} = {factor!r}; expected a number from 0 (off) on")
    return {**found, "data": {**found.get("data", {}), "augmentation": augmentation}}


def _place(name: str, table: Mapping[str, Any], *, where: str) -> Place:
    if name in SETS:
        raise DataError(f"{where}: {name} is a set that the program knows; give yours another name")
    values = {key: value for key, value in table.items() if key != "share"}
    if not isinstance(values.get("path"), str):
        raise DataError(f'{where}: {name} has no path; expected path = "FOLDER or FILE"')
    place: Place = _record(Place, values, where=f"{where}: {name}")
    return place


def _record(kind: Any, values: Mapping[str, Any], *, where: str) -> Any:
    known = {f.name: f for f in dataclasses.fields(kind)}
    for key in values:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            advice = f"did you mean {near[0]}?" if near else f"known: {', '.join(sorted(known))}"
            raise DataError(f"{where}: unknown key {key}; {advice}")
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})


def _check(recipe: Recipe, *, where: str) -> None:
    data, fit = recipe.data, recipe.fit
    if recipe.net.architecture not in ARCHITECTURES:
        known = ", ".join(sorted(ARCHITECTURES))
        raise DataError(f"{where}: architecture = {recipe.net.architecture!r}; known: {known}")
    if fault := ordered_fault(data.classes):
        raise DataError(f"{where}: classes = {data.classes!r}; {fault}")
    for key, counts in (("widths", recipe.net.widths), ("blocks", recipe.net.blocks)):
        whole = isinstance(counts, tuple) and all(type(one) is int and one > 0 for one in counts)
        if not whole or (key == "widths" and not counts):
            raise DataError(
                f"{where}: {key} = {counts!r}; expected whole numbers from 1 on, as {key} = [2, 1]"
            )
    if not isinstance(recipe.teachers.models, tuple):
        raise DataError(
            f'{where}: models = {recipe.teachers.models!r}; expected a list, as models = ["digits"]'
        )
    if recipe.net.blocks and len(recipe.net.blocks) != len(recipe.net.widths):
        raise DataError(
            f"{where}: blocks = {list(recipe.net.blocks)}; expected a number for each of the "
            f"{len(recipe.net.widths)} widths"
        )
    if not data.sets:
        raise DataError(f"{where}: [data.sets] is empty; name at least one set with its share")
    for name in (*data.sets, *data.signs):
        if name not in SETS and name not in data.places:
            raise DataError(
                f"{where}: unknown data set {name!r}; known: {', '.join(sorted(SETS))}; "
                "one of your own needs a path"
            )
    for name in data.neighbours:
        if name not in (ALL_SETS, *data.sets, *data.signs):
            raise DataError(
                f"{where}: neighbours names {name!r}, which is none of the recipe's sets; "
                f'expected some of {", ".join((*data.sets, *data.signs))}, or ["all"]'
            )
    for name, share in (*data.sets.items(), *data.signs.items()):
        if not isinstance(share, int | float) or not share > 0:
            raise DataError(f"{where}: share of {name} = {share!r}; expected a number above 0")
    for key, value in (
        ("rubbish", data.rubbish),
        ("validation", data.validation),
        ("plain", data.plain),
        ("mined", data.mined),
        ("mined_rubbish", data.mined_rubbish),
        ("teachers.share", recipe.teachers.share),
    ):
        if not 0 <= value < 1:
            raise DataError(f"{where}: {key} = {value}; expected a share from 0 to below 1")
    for key, count in (
        ("glyphs", data.glyphs),
        ("passes", fit.passes),
        ("batch_size", fit.batch_size),
    ):
        if not isinstance(count, int) or count < 1:
            raise DataError(f"{where}: {key} = {count!r}; expected a whole number from 1 on")
