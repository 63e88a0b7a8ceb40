"""Systems on data sets: every baseline as its author ran it and behind our normaliser, and ours."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reader.decoding.calibration import Calibration
from reader.imaging.normalize import normalize_glyph
from reader.pipeline import finish_page
from reader.recognition import Model
from reader.records import Image
from reader.training.baselines.figures import (
    Figure,
    class_figures,
    nonsense_figures,
    right_figures,
    share,
)
from reader.training.baselines.fit import net_file, probabilities
from reader.training.baselines.inputs import (
    Floats,
    dark_on_light,
    glyph_inputs,
    padded,
    picture_input,
)
from reader.training.baselines.recipe import Baseline, Input, Variant, Windows
from reader.training.baselines.samples import Folder, Samples, clean_ink_of
from reader.training.baselines.windows import cut_windows, read_walk

__all__ = ["AUTHOR", "OURS", "Compared", "baseline_figures", "model_figures"]

AUTHOR, OURS = "as its author", "our normaliser"

Says = Callable[[Floats], NDArray[np.floating]]


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure of one system; ``reported`` is what its author said of his own data."""

    system: str
    variant: str
    input: str
    dataset: str
    figure: Figure
    reported: str = ""


def baseline_figures(
    baseline: Baseline,
    samples: Sequence[Samples],
    nonsense: Sequence[Samples],
    folders: Sequence[Folder],
    *,
    net_of: Callable[[Variant], Any],
    letters: bool = False,
) -> Iterator[Compared]:
    """Figures of all variants; what several variants share is measured with the first of them."""
    known: set[tuple[object, ...]] = set()
    for variant in baseline.variants:
        net = net_of(variant)

        def says(inputs: Floats, net: Any = net) -> NDArray[np.floating]:
            return probabilities(net, inputs, logits=baseline.net.logits)

        for one in (*samples, *nonsense):
            for way, inputs, labels in _ways(one, baseline, variant, known):
                said = says(inputs)
                figures = (
                    nonsense_figures(said)
                    if one in nonsense
                    else class_figures(said, labels, letters=letters)
                )
                for figure in figures:
                    yield _compared(baseline, variant, way, one.name, figure)
        if baseline.windows is not None:
            for folder in folders:
                for way, figure in _walked(folder, variant.input, baseline.windows, says):
                    yield _compared(baseline, variant, way, folder.name, figure)


def model_figures(
    model: Model, samples: Sequence[Samples], nonsense: Sequence[Samples], folders: Sequence[Folder]
) -> Iterator[Compared]:
    """One of our own models: glyphs by the classifier, pictures by the whole pipeline."""
    name = model.manifest.name
    for one in (*samples, *nonsense):
        said = np.exp(model.classifier.log_probs(one.glyphs))
        digits = said[:, : len(said[0]) - 1]
        found = (
            nonsense_figures(digits)
            if one in nonsense
            else right_figures(said.argmax(axis=1) == one.labels, digits.max(axis=1))
        )
        for figure in found:
            yield Compared(name, "shipped", OURS, one.name, figure)
    for folder in folders:
        for figure in _read(model, folder):
            yield Compared(name, "shipped", OURS, folder.name, figure)


def _compared(
    baseline: Baseline, variant: Variant, way: str, dataset: str, figure: Figure
) -> Compared:
    said = variant.reported
    reported = said.get(f"{dataset}, {figure.measure}", "")
    if figure.measure == "right":
        reported = said.get(dataset, reported)
    reported = reported if way == AUTHOR else ""
    return Compared(baseline.name, variant.name, way, dataset, figure, reported)


def _ways(
    one: Samples, baseline: Baseline, variant: Variant, known: set[tuple[object, ...]]
) -> Iterator[tuple[str, Floats, NDArray[np.intp]]]:
    """What the net gets of the samples, each way once: the author's, the normaliser's."""
    way = variant.input
    levels = (net_file(baseline, variant), one.name, way.sharpened, way.divisor)
    if one.plain:
        if (AUTHOR, *levels) not in known:
            pixels = np.stack(one.pictures)
            yield AUTHOR, glyph_inputs(pixels, dataclasses.replace(way, erosion=0)), one.labels
    else:
        yield AUTHOR, _author_inputs(one.pictures, way, mixed=one.mixed), one.labels
    if len(one.glyphs) and (OURS, *levels, way.erosion) not in known:
        yield OURS, glyph_inputs(one.glyphs, way), one.glyph_labels
    known |= {(AUTHOR, *levels), (OURS, *levels, way.erosion)}


def _author_inputs(pictures: Sequence[Image], way: Input, *, mixed: bool) -> Floats:
    """An author knows which of his pictures to invert; a way that inverts none takes both."""
    if mixed and way.inversion != "none":
        pictures = [dark_on_light(picture) for picture in pictures]
    return np.stack([picture_input(picture, way) for picture in pictures])


def _walked(
    folder: Folder, way: Input, windows: Windows, says: Says
) -> Iterator[tuple[str, Figure]]:
    """Strings read by the moving window: over the picture, and over the ink that we find.

    Padding is put around the whole string, not around each window.
    """
    pictures = [dark_on_light(p) if folder.mixed else p for p in folder.pictures]
    cut = [cut_windows(padded(picture, way.padding), windows) for picture in pictures]
    alone = dataclasses.replace(way, padding=0.0)
    inputs = [picture_input(window, alone) for windows in cut for window in windows]
    yield AUTHOR, _right(_walks(says(np.stack(inputs)), cut, windows), folder)
    if _is_placed_by_author(way):
        return
    inks = [clean_ink_of(page, folder.settings) for page in folder.pages]
    cut = [cut_windows(ink, windows) for ink in inks]
    glyphs = np.stack([normalize_glyph(window) for windows in cut for window in windows])
    said = says(glyph_inputs(glyphs, way))
    said[~glyphs.any(axis=(1, 2))] = 0
    yield OURS, _right(_walks(said, cut, windows), folder)


def _is_placed_by_author(way: Input) -> bool:
    """Whether the variant is one of placing only, which our normaliser stands for."""
    return bool(way.padding or way.centred or way.shift_down)


def _walks(
    said: NDArray[np.floating], cut: Sequence[Sequence[Image]], windows: Windows
) -> list[str]:
    stops = np.cumsum([len(one) for one in cut])
    return [read_walk(part, windows) for part in np.split(said, stops[:-1])]


def _right(texts: Sequence[str], folder: Folder) -> Figure:
    right = sum(text == truth for text, truth in zip(texts, folder.texts, strict=True))
    return share("right", right, len(texts))


def _read(model: Model, folder: Folder) -> list[Figure]:
    calibration = Calibration.from_mapping(model.calibration, where=model.calibration_file)
    right, sure = [], []
    for prepared, truth in zip(folder.prepared, folder.texts, strict=True):
        log_probs = model.classifier.log_probs(prepared.glyphs())
        result = finish_page(
            prepared,
            log_probs,
            classes=model.classifier.classes,
            settings=folder.settings,
            calibration=calibration,
            line_log_probs=model.read_strips(prepared.strips()),
        )
        reading = result.readings[0]
        right.append(reading.text == truth)
        sure.append(reading.confidence or 0.0)
    return right_figures(np.array(right), np.array(sure))
