"""What an unfinished training keeps beside its output, so that the same command goes on from it.

The folder ``NAME.unfinished`` holds the drawn glyphs and the fit's last checkpoint. Every file is
written beside its place and put there in one step; the model's folder is not touched before the
model is whole.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from reader import __version__
from reader.errors import DataError, OutputError
from reader.recognition.npz import NPZ_FAULTS
from reader.training.recipe import Recipe

if TYPE_CHECKING:
    from reader.training.lines.recipe import LinesRecipe

__all__ = ["Checkpoint", "Curve", "Unfinished", "open_unfinished", "unfinished_folder"]

Curve = tuple[tuple[int, float], ...]
"""(step, mean loss of the last steps), now and then."""


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """A fit after ``step`` steps: every variable of net and optimiser, in their order."""

    step: int
    loss: float
    curve: Curve
    variables: tuple[NDArray, ...]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The folder of one training; made when there is something to keep."""

    path: Path
    digest: str

    def pool(self) -> dict[str, NDArray] | None:
        """The arrays of what an earlier call drew, or None."""
        with _damage_named(self.path / POOL) as path:
            if not path.exists():
                return None
            with np.load(path, allow_pickle=False) as data:
                return dict(data)

    def keep_pool(self, **arrays: NDArray) -> None:
        """Keep what was drawn: drawing it takes minutes."""
        with self._replaced(POOL) as file:
            np.savez(file, **cast("dict[str, Any]", arrays))

    def checkpoint(self) -> Checkpoint | None:
        """Where an earlier call stood, or None."""
        with _damage_named(self.path / CHECKPOINT) as path:
            if not path.exists():
                return None
            with np.load(path, allow_pickle=False) as data:
                return Checkpoint(
                    step=int(data["step"]),
                    loss=float(data["loss"]),
                    curve=tuple((int(step), float(loss)) for step, loss in data["curve"]),
                    variables=tuple(data[f"v{k}"] for k in range(int(data["count"]))),
                )

    def keep_checkpoint(self, now: Checkpoint) -> None:
        """Keep where the fit stands, instead of where it stood."""
        arrays: dict[str, Any] = {f"v{k}": one for k, one in enumerate(now.variables)}
        arrays |= {"step": now.step, "loss": now.loss, "count": len(now.variables)}
        with self._replaced(CHECKPOINT) as file:
            np.savez(file, curve=np.array(now.curve, float).reshape(-1, 2), **arrays)

    def remove(self) -> None:
        """The training is finished."""
        shutil.rmtree(self.path, ignore_errors=True)

    @contextmanager
    def _replaced(self, name: str) -> Iterator[IO[bytes]]:
        draft = self.path / f"{name}.part"
        try:
            self.path.mkdir(exist_ok=True)
            (self.path / STAMP).write_text(self.digest, encoding="utf-8")
            with draft.open("wb") as file:
                yield file
            os.replace(draft, self.path / name)
        except OSError as error:
            raise OutputError(
                f"{self.path}: cannot be written: {error.strerror or error}; make room there, "
                "the same command goes on"
            ) from error


POOL, CHECKPOINT, STAMP = "glyphs.npz", "checkpoint.npz", "recipe.sha256"


def unfinished_folder(output: Path) -> Path:
    """Where a training of ``output`` keeps what is not finished."""
    return output.with_name(f"{output.name}.unfinished")


def open_unfinished(output: Path, recipe: Recipe | LinesRecipe, data: Path) -> Unfinished:
    """What was kept for this output, checked to be of the same recipe, data and version.

    Raises
    ------
    OutputError
        If something else lies there.
    """
    path = unfinished_folder(output)
    digest = _digest(recipe, data)
    if not path.exists():
        return Unfinished(path, digest)
    stamp = path / STAMP
    if not stamp.is_file():
        if path.is_dir() and not any(path.iterdir()):
            return Unfinished(path, digest)
        raise OutputError(f"{path}: is no unfinished training; name another output")
    if stamp.read_text(encoding="utf-8", errors="replace") != digest:
        raise OutputError(
            f"{path}: an unfinished training with another recipe, data folder or version of the "
            "program; finish it with those, delete it, or name another output"
        )
    return Unfinished(path, digest)


def _digest(recipe: Recipe | LinesRecipe, data: Path) -> str:
    facts = (dataclasses.asdict(recipe), str(data.resolve()), __version__)
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


@contextmanager
def _damage_named(path: Path) -> Iterator[Path]:
    try:
        yield path
    except NPZ_FAULTS as error:
        raise DataError(f"{path}: damaged ({error}); delete the file and go on") from error
