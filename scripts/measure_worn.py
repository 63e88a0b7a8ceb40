#!/usr/bin/env python3
"""Are real pages still read when they come in worse? The page sets, worn in several ways.

Each page is blurred, compressed, reduced, enlarged, darkened, turned, or cut to black and white, as
scanners, phones and messengers do it, and read as ``reader read`` does. A page that is read only
as it is was read by luck: other scans of the same form will not be. Figures are appended to
results/strings.csv:

    python scripts/measure_worn.py --note "what is new"
    python scripts/measure_worn.py --only photos --ways blurred --dry
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

import cv2  # noqa: E402
import numpy as np  # noqa: E402
from ledger import add_ledger_words, append_rows, moved, read_rows, table, today  # noqa: E402
from string_figures import Figure, figure_row, figures  # noqa: E402
from string_sets import LAYOUTS, measure_folder, settings_of  # noqa: E402

from reader.cores import available_cores  # noqa: E402
from reader.errors import DataError, ReaderError  # noqa: E402
from reader.recognition import load_model  # noqa: E402
from reader.records import Image, Layout  # noqa: E402
from reader.sources import find_sources  # noqa: E402

RESULTS = ROOT / "results" / "strings.csv"

PAGES = tuple(name for name, layout in LAYOUTS.items() if layout is Layout.PAGE)

BLUR = 1.2
"""Deviation in pixels of a camera's blur: a stroke of three pixels keeps its middle."""

JPEG_QUALITY = 35
"""As messengers compress."""

SMALLER, LARGER = 0.75, 1.3
"""Factors between scans of usual resolutions."""

LIGHT, NOISE = 0.6, 4.0
"""Part of the light that is left indoors, and a sensor's noise there in grey levels."""

DEGREES = 1.3
"""As sheets lie in a feeder."""

SOFT, AROUND, DARKER = 0.8, 51, 18
"""Blur in pixels, and the window in pixels and the levels below its mean of a cut to two levels."""


def _compressed(image: Image) -> Image:
    _, coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_UNCHANGED), np.uint8)


def _scaled(image: Image, factor: float) -> Image:
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, None, fx=factor, fy=factor, interpolation=way), np.uint8)


def _darkened(image: Image) -> Image:
    noise = np.random.default_rng(0).normal(0, NOISE, image.shape)
    return np.clip(LIGHT * image + noise, 0, 255).astype(np.uint8)


def _turned(image: Image) -> Image:
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), DEGREES, 1.0)
    turned = cv2.warpAffine(image, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, np.uint8)


def _black_and_white(image: Image) -> Image:
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    soft = cv2.GaussianBlur(grey, (0, 0), SOFT)
    way = (cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, AROUND, DARKER)
    return np.asarray(cv2.adaptiveThreshold(soft, 255, *way), np.uint8)


WAYS: dict[str, Callable[[Image], Image]] = {
    "blurred": lambda image: np.asarray(cv2.GaussianBlur(image, (0, 0), BLUR), np.uint8),
    "compressed": _compressed,
    "reduced": lambda image: _scaled(image, SMALLER),
    "enlarged": lambda image: _scaled(image, LARGER),
    "darkened": _darkened,
    "turned": _turned,
    "black and white": _black_and_white,
}
"""What happens to a page (grey, or blue, green and red), by its name in the ledger."""


def main() -> None:
    """Wear set after set, read it, print, append."""
    given = _arguments()
    try:
        found = list(_all(given))
    except ReaderError as error:
        raise SystemExit(f"measure_worn: {error}") from error
    if not found:
        raise SystemExit(f"measure_worn: {given.data}: holds none of {', '.join(PAGES)}")
    same = today(ROOT, machine=given.machine, model=given.model, note=given.note)
    rows = [figure_row(figure, name, same) for name, told in found for figure in told]
    print(table(rows))
    for line in moved(rows, read_rows(given.results)):
        print(line)
    if not given.dry:
        append_rows(given.results, rows)


def _all(given: argparse.Namespace) -> Iterator[tuple[str, list[Figure]]]:
    settings = settings_of(Layout.PAGE, [])
    model = load_model(given.model, second_reader=settings.decoding.second_reader)
    names = [name for name in given.only if (given.data / name).is_dir()]
    for way in given.ways:
        for name in names:
            with tempfile.TemporaryDirectory() as folder:
                worn = Path(folder) / name
                wear(given.data / name, worn, WAYS[way])
                measured = measure_folder(worn, model, settings, jobs=given.jobs, name=name)
                yield f"{name}, {way}", list(figures(measured))


def wear(folder: Path, worn: Path, way: Callable[[Image], Image]) -> None:
    """A copy of a set whose pictures are worn in one way; names and tables stay.

    Pictures are written without loss under the names that the tables know them by.

    Raises
    ------
    DataError
        If a file holds no picture that can be worn.
    """
    shutil.copytree(folder, worn)
    for source in find_sources([worn]).sources:
        image = cv2.imread(str(source.path), cv2.IMREAD_COLOR)
        if image is None:
            raise DataError(f"{folder / source.name}: cannot be worn; expected a picture")
        _, coded = cv2.imencode(".png", way(np.asarray(image, np.uint8)))
        source.path.write_bytes(coded.tobytes())


def _arguments() -> argparse.Namespace:
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = ROOT.parent / "shared" / "data" / "dev"
    words.add_argument("--data", type=Path, default=default, help="folder with the sets")
    words.add_argument("--only", nargs="+", default=PAGES, metavar="SET", help="only these sets")
    words.add_argument("--ways", nargs="+", default=list(WAYS), choices=WAYS, help="only these")
    words.add_argument("--model", default="digits", help="name or folder")
    add_ledger_words(words, results=RESULTS, cores=available_cores())
    return words.parse_args()


if __name__ == "__main__":
    main()
