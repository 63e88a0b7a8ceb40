"""Training: a recipe and a data folder become a model folder (:func:`train_model`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reader.errors import DataError
from reader.recognition.manifest import Manifest
from reader.training.lines.recipe import LinesRecipe
from reader.training.recipe import Recipe
from reader.training.recipe_file import load_any_recipe, load_recipe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reader.records import Image
    from reader.training.glyphs.pool import Pool

__all__ = ["data_folder", "load_any_recipe", "load_recipe", "train_model"]


def train_model(
    recipe: Recipe | LinesRecipe,
    folder: Path,
    *,
    data: Path | None = None,
    processes: int = 2,
    report: Path | None = None,
    tick: Callable[[str, int, int, str], None] = lambda stage, done, total, note: None,
) -> Manifest:
    """Train the recipe's net, of single digits or of lines, and write its model folder.

    What was drawn and learned is kept in ``NAME.unfinished`` beside ``folder`` until the model is
    whole: the same call goes on from there.

    Parameters
    ----------
    folder : Path
        Where the model goes; an older model there is replaced when the new one is whole.
    data : Path, optional
        The data folder, instead of the recipe's.
    report : Path, optional
        A folder for ``report.html``: how it learned, and what it says of the parts left out; not
        for lines.
    tick : callable
        Told (stage, done, total, note) as it goes.

    Raises
    ------
    DataError
        If data are missing, damaged, or lack a class.
    OutputError
        If a folder cannot be written, or an unfinished training of another recipe is there.
    DeviceError
        If the extra that trains is not installed.
    """
    from reader.training.fitting.fit import fit_net
    from reader.training.fitting.unfinished import open_unfinished
    from reader.training.glyphs.pool import Pool, draw_validation
    from reader.training.installed import check_installed
    from reader.training.lines import train_lines
    from reader.training.outcome.export import check_target, write_model_folder
    from reader.training.outcome.neighbours import draw_kept_glyphs
    from reader.training.outcome.report import (
        judge,
        make_report_folder,
        render_training,
        write_report,
    )

    check_installed()
    check_target(folder)
    place = data_folder(recipe, data)
    if isinstance(recipe, LinesRecipe):
        return train_lines(recipe, folder, data=place, processes=processes, tick=tick)
    if report is not None:
        make_report_folder(report)
    unfinished = open_unfinished(folder, recipe, place)
    drawn = unfinished.pool()
    if drawn is None:
        pool = _drawn_pool(recipe, place, processes=processes, tick=tick)
        unfinished.keep_pool(glyphs=pool.glyphs, labels=pool.labels)
    else:
        pool = Pool(**drawn)
    fitted = fit_net(
        recipe,
        pool,
        targets=_targets(recipe, pool, tick=tick),
        listener=lambda p: tick("fit", p.step, p.steps, f"loss {p.loss:.4f}"),
        start=unfinished.checkpoint(),
        keep=unfinished.keep_checkpoint,
    )
    net, pools = fitted.net, draw_validation(recipe.data, place)

    def logits(glyphs: Image) -> Any:
        return net.predict(glyphs[..., None].astype("float32"), verbose=0)

    kept = draw_kept_glyphs(recipe.data, place, seed=recipe.seed)
    metrics = _metrics(logits, pools)
    manifest = write_model_folder(folder, net, recipe=recipe, metrics=metrics, kept=kept)
    unfinished.remove()
    if report is not None:
        said = {name: logits(pool.glyphs) for name, pool in pools.items()}
        judged = judge(pools, said, manifest.classes)
        write_report(report, render_training(manifest, fitted.curve, judged))
    return manifest


def data_folder(recipe: Recipe | LinesRecipe, data: Path | None) -> Path:
    """The folder named by ``data``, or else by the recipe.

    Raises
    ------
    DataError
        If neither names one.
    """
    if not recipe.data.folder and data is None:
        raise DataError("the recipe names no data folder; name it with --data FOLDER")
    return data if data is not None else Path(recipe.data.folder)


def _drawn_pool(
    recipe: Recipe, place: Path, *, processes: int, tick: Callable[[str, int, int, str], None]
) -> Pool:
    from reader.training.glyphs.pool import draw_pool

    counted = 0

    def drawn(count: int) -> None:
        nonlocal counted
        counted += count
        tick("glyphs", counted, recipe.data.glyphs, "")

    return draw_pool(recipe.data, place, seed=recipe.seed, processes=processes, tick=drawn)


def _targets(
    recipe: Recipe, pool: Pool, *, tick: Callable[[str, int, int, str], None]
) -> NDArray[np.float32] | None:
    from reader.training.fitting.teachers import soft_targets

    if not recipe.teachers.models:
        return None
    counted, total = 0, len(pool.labels) * len(recipe.teachers.models)

    def asked(count: int) -> None:
        nonlocal counted
        counted += count
        tick("teachers", counted, total, "")

    return soft_targets(recipe.teachers, pool, recipe.data.outputs, tick=asked)


def _metrics(
    logits: Callable[[Image], Any], pools: Mapping[str, Pool]
) -> dict[str, dict[str, float]]:
    from reader.training.fitting.fit import measure_errors

    return {
        name: {"n": n, "error_percent": round(100 * errors / n, 3)}
        for name, (errors, n) in measure_errors(logits, pools).items()
    }
