"""What cameras, folds, bilevel scanners and compression do to a picture of a sheet."""

from __future__ import annotations

import cv2
import numpy as np

from reader.records import Image
from reader.synthesis.scan import Warped

__all__ = ["as_bilevel", "as_jpeg", "folded", "photographed", "vignetted"]


def as_bilevel(rng: np.random.Generator, image: Image) -> Image:
    """Black and white as a fax or register scanner gives it: ragged edges, some specks.

    ``image`` is grey uint8; the result is 0 and 255 only. Blank paper stays all but white.
    """
    wobble = rng.standard_normal((image.shape[0] // 2 + 1, image.shape[1] // 2 + 1)) * 0.06
    rough = cv2.resize(wobble.astype(np.float32), image.shape[::-1], interpolation=cv2.INTER_LINEAR)
    side = 2 * (max(image.shape[0], 40) // 4) + 1
    paper = cv2.blur(cv2.dilate(image, np.ones((5, 5), np.uint8)), (side, side)).astype(np.float32)
    depth = (paper - image) / np.maximum(paper, 1.0)
    full = float(np.clip(np.percentile(depth[::2, ::2], 98.5), 0.25, 1.0))
    black = depth + rough * full > full * float(rng.uniform(0.35, 0.6))
    specks = rng.random() < 0.4
    if specks:
        count = int(black.size * float(rng.uniform(0.5, 4.0)) * 1e-5)
        black[
            rng.integers(image.shape[0], size=count), rng.integers(image.shape[1], size=count)
        ] = True
    return np.where(black, 0, 255).astype(np.uint8)


def as_jpeg(image: Image, quality: int) -> Image:
    """The picture after JPEG compression at ``quality`` (1..100)."""
    bgr = image[..., ::-1] if image.ndim == 3 else image
    _, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    flag = cv2.IMREAD_COLOR if image.ndim == 3 else cv2.IMREAD_GRAYSCALE
    back = np.asarray(cv2.imdecode(data, flag), np.uint8)
    return np.ascontiguousarray(back[..., ::-1]) if image.ndim == 3 else back


def folded(rng: np.random.Generator, image: Image, *, depth: float = 0.15) -> Image:
    """A crease across the sheet: light on one side, shade on the other, a bright worn ridge."""
    height, width = image.shape[:2]
    flat = bool(rng.random() < 0.6)
    length = height if flat else width
    at = float(rng.uniform(0.25, 0.75)) * length
    away = np.arange(length) - at
    reach = 0.04 * length
    light = 1.0 - depth * float(rng.uniform(0.4, 1.0)) * np.exp(-np.abs(away) / reach) * (away > 0)
    light += 0.4 * depth * np.exp(-((away / max(1.0, 0.0012 * length)) ** 2))
    profile = np.round(np.clip(light, 0.0, 1.25) * 200).astype(np.uint8)
    plane = (
        np.repeat(profile[:, None], width, axis=1) if flat else np.repeat(profile[None], height, 0)
    )
    if image.ndim == 3:
        plane = cv2.merge([plane, plane, plane])
    return np.asarray(cv2.multiply(image, plane, scale=1.0 / 200.0), np.uint8)


def photographed(rng: np.random.Generator, image: Image, *, strength: float) -> Warped:
    """The sheet on a table, taken from a slant.

    ``strength`` is how far a corner may move, as a part of the sheet's sides (0 to about 0.12).
    The size stays; the table shows around the sheet.
    """
    height, width = image.shape[:2]
    sides = np.array([width, height], np.float64)
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float64)
    inset = np.where(corners == 0, 1.0, -1.0) * rng.uniform(0.2, 1.0, (4, 2)) * strength
    target = (corners + inset) * sides
    matrix = cv2.getPerspectiveTransform(
        (corners * sides).astype(np.float32), target.astype(np.float32)
    )
    table = int(rng.integers(30, 170))
    colour = (table, int(table * 0.85), int(table * 0.7)) if image.ndim == 3 else (table,) * 3
    seen = cv2.warpPerspective(
        image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=colour
    )
    return Warped(np.asarray(seen, np.uint8), np.asarray(matrix, np.float64))


def vignetted(rng: np.random.Generator, image: Image, *, depth: float) -> Image:
    """A lamp's light: bright at one place, darker away from it, and the edge of a shadow."""
    rows = np.linspace(-1.0, 1.0, 96)[:, None] - rng.uniform(-0.7, 0.7)
    cols = np.linspace(-1.0, 1.0, 64)[None, :] - rng.uniform(-0.7, 0.7)
    light = 1.0 - depth * np.minimum(rows**2 + cols**2, 2.0) / 2.0
    if rng.random() < 0.5:
        side = rows * rng.normal() + cols * rng.normal() + rng.uniform(-0.5, 0.5)
        light *= 1.0 - 0.6 * depth / (1.0 + np.exp(-side * rng.uniform(6.0, 40.0)))
    small = np.round(255 * np.clip(light, 0.05, 1.0)).astype(np.uint8)
    plane = cv2.resize(small, image.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    if image.ndim == 3:
        plane = cv2.merge([plane, plane, plane])
    return np.asarray(cv2.multiply(image, plane, scale=1.0 / 255.0), np.uint8)
