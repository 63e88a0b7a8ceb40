"""Training: a recipe and a data folder become a model folder (:func:`train_model`)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from reader.errors import DataError
from reader.recognition.manifest import Manifest
from reader.training.recipe import Recipe, load_recipe

__all__ = ["load_recipe", "train_model"]


def train_model(
    recipe: Recipe,
    folder: Path,
    *,
    data: Path | None = None,
    processes: int = 2,
    tick: Callable[[str, int, int, str], None] = lambda stage, done, total, note: None,
) -> Manifest:
    """Train the recipe's net and write its model folder.

    Parameters
    ----------
    folder : Path
        Where the model goes; an older model there is replaced when the new one is whole.
    data : Path, optional
        The data folder, instead of the recipe's.
    tick : callable
        Told (stage, done, total, note) as it goes.

    Raises
    ------
    DataError
        If data are missing, damaged, or lack a digit.
    OutputError
        If the folder cannot be written.
    """
    from reader.training.export import check_target, write_model_folder
    from reader.training.fit import fit_net
    from reader.training.pool import draw_pool

    check_target(folder)
    place = data if data is not None else Path(recipe.data.folder)
    if not recipe.data.folder and data is None:
        raise DataError("the recipe names no data folder; name it with --data FOLDER")
    counted = 0

    def drawn(count: int) -> None:
        nonlocal counted
        counted += count
        tick("glyphs", counted, recipe.data.glyphs, "")

    pool = draw_pool(recipe.data, place, seed=recipe.seed, processes=processes, tick=drawn)
    net = fit_net(
        recipe, pool, listener=lambda p: tick("fit", p.step, p.steps, f"loss {p.loss:.4f}")
    )
    return write_model_folder(folder, net, recipe=recipe, metrics=_metrics(net, recipe, place))


def _metrics(net: Any, recipe: Recipe, place: Path) -> dict[str, dict[str, float]]:
    from reader.training.fit import measure_errors
    from reader.training.pool import draw_validation

    found = measure_errors(
        lambda glyphs: net.predict(glyphs[..., None].astype("float32"), verbose=0),
        draw_validation(recipe.data, place),
    )
    return {
        name: {"n": n, "error_percent": round(100 * errors / n, 3)}
        for name, (errors, n) in found.items()
    }
