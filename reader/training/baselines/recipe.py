"""The recipe of a baseline: net, fit, its author's input, variants; unknown keys are refused."""

from __future__ import annotations

import dataclasses
import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reader.errors import DataError

__all__ = ["Baseline", "Fit", "Input", "Net", "Variant", "Windows", "load_baseline"]

INVERSIONS = ("none", "255 - x", "1 - x", "threshold")
"""Ways from dark ink on light to bright on dark: :mod:`reader.training.baselines.inputs`."""

LESSONS = ("digits", "negatives", "letters")
"""What a baseline may learn from; see :mod:`reader.training.baselines.lessons`."""


@dataclass(frozen=True, slots=True)
class Net:
    """A plain net: 3x3 convolutions of ``maps`` (none: none), dense ``hidden`` layers, classes.

    The first ``poolings`` convolutions are followed by 2x2 maximum pooling. ``dropout_maps`` has a
    share a convolution, ``dropout_flat`` comes behind the flattening, ``dropout_dense`` behind the
    last hidden layer. ``bypassed`` leaves the hidden layers out, as their author's wiring did.
    ``normal_weights`` are drawn with deviation 0.05. ``logits`` leaves the softmax out.
    """

    hidden: tuple[int, ...]
    maps: tuple[int, ...] = ()
    poolings: int = 0
    dropout_maps: tuple[float, ...] = ()
    dropout_flat: float = 0.0
    dropout_dense: float = 0.0
    bypassed: bool = False
    normal_weights: bool = False
    logits: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """How the net learns. ``divisor`` of its pixels; ``sharpened`` adds sharpened copies."""

    learns: str = "digits"
    optimizer: str = "adam"
    epochs: int = 5
    batch_size: int = 32
    divisor: float = 255.0
    sharpened: bool = False
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Input:
    """The author's way from a picture to the net, in this order.

    ``padding`` of the picture's side is added around; grey unless ``channels`` is 3; resized to
    28x28; ``erosion`` pixels of dark ink's thickening; inversion; ``centred``; ``shift_down`` rows;
    ``sharpened``; pixels divided by ``divisor``.
    """

    padding: float = 0.0
    channels: int = 1
    erosion: int = 0
    inversion: str = "255 - x"
    centred: bool = False
    shift_down: int = 0
    sharpened: bool = False
    divisor: float = 255.0


@dataclass(frozen=True, slots=True)
class Windows:
    """How longer numbers are read: a square window of the picture's height that moves to the right.

    By ``jump`` of the height behind a digit whose probability is at least ``sure``, else by
    ``step`` of it; ``jump`` is a multiple of ``step``.
    """

    step: float = 0.05
    jump: float = 0.8
    sure: float = 0.5


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of running a baseline.

    ``reported`` is what its author said: of a data set how much is right, or of
    ``"data set, measure"``.
    """

    name: str
    fit: Fit
    input: Input
    reported: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Baseline:
    """A well-known small net with all its variants."""

    name: str
    title: str
    net: Net
    variants: tuple[Variant, ...]
    windows: Windows | None = None


def load_baseline(path: Path) -> Baseline:
    """The baseline in a TOML file.

    Raises
    ------
    DataError
        If the file cannot be read, a key is unknown or missing, or a value is out of range.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{path}: baseline cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: not a TOML file: {error}") from error
    _check_keys(tables, ("name", "title", "net", "fit", "input", "windows", "variants"), path)
    fit = _record(Fit, tables.get("fit", {}), f"{path}: [fit]")
    given = _record(Input, tables.get("input", {}), f"{path}: [input]")
    variants = tuple(
        _variant(name, table, fit, given, where=f"{path}: [variants.{name}]")
        for name, table in tables.get("variants", {"plain": {}}).items()
    )
    windows = tables.get("windows")
    return Baseline(
        name=tables.get("name", path.stem),
        title=tables.get("title", path.stem),
        net=_net(tables.get("net", {}), f"{path}: [net]"),
        variants=variants,
        windows=None if windows is None else _windows(windows, f"{path}: [windows]"),
    )


def _variant(name: str, table: Mapping[str, Any], fit: Fit, given: Input, *, where: str) -> Variant:
    _check_keys(table, ("fit", "input", "reported"), where)
    own = _record(Fit, {**dataclasses.asdict(fit), **table.get("fit", {})}, where)
    way = _record(Input, {**dataclasses.asdict(given), **table.get("input", {})}, where)
    if own.learns not in LESSONS:
        raise DataError(f"{where}: learns = {own.learns!r}; known: {', '.join(LESSONS)}")
    if own.epochs < 1 or own.batch_size < 1:
        raise DataError(f"{where}: epochs and batch_size are whole numbers from 1 on")
    if way.inversion not in INVERSIONS:
        raise DataError(f"{where}: inversion = {way.inversion!r}; known: {', '.join(INVERSIONS)}")
    if way.channels not in (1, 3):
        raise DataError(f"{where}: channels = {way.channels}; expected 1 or 3")
    return Variant(name, own, way, dict(table.get("reported", {})))


def _net(table: Mapping[str, Any], where: str) -> Net:
    if "hidden" not in table:
        raise DataError(f"{where}: hidden is missing; name the widths of the dense layers")
    net: Net = _record(Net, table, where)
    if net.dropout_maps and len(net.dropout_maps) != len(net.maps):
        raise DataError(f"{where}: dropout_maps needs a share for each of the {len(net.maps)} maps")
    return net


def _windows(table: Mapping[str, Any], where: str) -> Windows:
    windows: Windows = _record(Windows, table, where)
    if not 0 < windows.step <= windows.jump:
        raise DataError(f"{where}: step = {windows.step}; expected above 0 and at most the jump")
    return windows


def _record(kind: Any, values: Mapping[str, Any], where: str) -> Any:
    _check_keys(values, [f.name for f in dataclasses.fields(kind)], where)
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})


def _check_keys(values: Mapping[str, Any], known: Any, where: object) -> None:
    for key in values:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            advice = f"did you mean {near[0]}?" if near else f"known: {', '.join(sorted(known))}"
            raise DataError(f"{where}: unknown key {key}; {advice}")
