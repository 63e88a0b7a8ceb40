"""Scanners, cameras, folds."""

from __future__ import annotations

import numpy as np

from reader.records import Box
from reader.synthesis.camera import as_bilevel, as_jpeg, folded, photographed, vignetted
from reader.synthesis.scan import add_noise, add_shadow, moved_box, skewed


def _sheet() -> np.ndarray:
    sheet = np.full((120, 90), 240, np.uint8)
    sheet[40:60, 30:50] = 30
    return sheet


def test_a_turned_box_is_found_where_its_ink_went() -> None:
    warped = skewed(_sheet(), 5.0, fill=240)
    box = moved_box(Box(40, 30, 20, 20), warped.matrix, shape=(120, 90))
    outside = warped.image.copy()
    outside[box.slices] = 240
    assert outside.min() > 200


def test_a_photographed_box_is_found_where_its_ink_went() -> None:
    warped = photographed(np.random.default_rng(1), _sheet(), strength=0.08)
    box = moved_box(Box(40, 30, 20, 20), warped.matrix, shape=(120, 90))
    assert warped.image[box.slices].min() < 60


def test_a_bilevel_scan_knows_two_levels_and_keeps_the_ink() -> None:
    scan = as_bilevel(np.random.default_rng(1), _sheet())
    assert set(np.unique(scan)) <= {0, 255}
    assert scan[45:55, 35:45].max() == 0
    assert np.mean(scan[:20] == 255) > 0.97


def test_noise_keeps_the_mean_and_has_the_deviation_asked_for() -> None:
    noisy = add_noise(np.random.default_rng(3), np.full((300, 2500), 128, np.uint8), sigma=6.0)
    assert abs(float(noisy.mean()) - 128) < 0.5
    assert abs(float(noisy.std()) - 6.0) < 0.3


def test_light_only_falls() -> None:
    sheet, rng = _sheet(), np.random.default_rng(2)
    assert (add_shadow(rng, sheet, depth=0.3) <= sheet).all()
    assert (vignetted(rng, sheet, depth=0.4) <= sheet).all()


def test_folds_and_compression_keep_shape_and_type_in_grey_and_colour() -> None:
    rng = np.random.default_rng(2)
    for sheet in (_sheet(), np.dstack([_sheet()] * 3)):
        for seen in (folded(rng, sheet), as_jpeg(sheet, 50), add_noise(rng, sheet, sigma=2.0)):
            assert seen.shape == sheet.shape
            assert seen.dtype == np.uint8
