"""PDF pages -> rasters: a scanned picture as it is, anything else drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from reader.errors import PageFailure
from reader.records import Image
from reader.sources.integrity import check_pdf_end
from reader.sources.pictures import check_jpeg, check_pixels
from reader.sources.pixels import Raster, orient

if TYPE_CHECKING:
    import pypdfium2

__all__ = ["count_pdf_pages", "load_pdf_page"]

POINTS_PER_INCH = 72.0

EDGE_SLACK = 0.01
"""How far a scan's edges may lie from the page's, in parts of its longer side."""

COLOURS_END = 8
"""Behind grey, RGB, their calibrated kinds and ICC profiles come palettes and special inks."""

INVISIBLE_TEXT = 3
"""Text render mode of the searchable layer that OCR programs lay over a scan."""

QUARTER_TURNS = {0: 1, 90: 6, 180: 3, 270: 8}
"""A page's rotation (degrees with the clock) -> the EXIF orientation that means the same."""


def count_pdf_pages(file: BinaryIO) -> int:
    """Pages of a PDF.

    Raises
    ------
    PageFailure
        If it is broken, cut off, needs a password, or holds no page.
    """
    with _opened(file) as document:
        if not len(document):
            raise PageFailure("the PDF holds no page")
        return len(document)


def load_pdf_page(file: BinaryIO, index: int, *, dpi: float, max_pixels: float) -> Raster:
    """Page ``index`` (from 0): its scan if it is nothing but one, else drawn at ``dpi``.

    Raises
    ------
    PageFailure
        If the page is missing, broken or too large, or a picture on it cannot be decoded.
    """
    import pypdfium2

    with _opened(file) as document:
        if index >= len(document):
            raise PageFailure(f"the PDF has only {len(document)} pages")
        try:
            page = document[index]
            scan = _find_scan(page)
            if scan is not None:
                return _as_it_is(page, scan, max_pixels=max_pixels)
            return _drawn(page, dpi=dpi, max_pixels=max_pixels)
        except pypdfium2.PdfiumError as error:
            raise PageFailure(f"the PDF page is broken ({error})") from error


@contextmanager
def _opened(file: BinaryIO) -> Iterator[pypdfium2.PdfDocument]:
    import pypdfium2
    import pypdfium2.raw as pdfium

    check_pdf_end(file)
    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise PageFailure(
                "the PDF is encrypted and needs a password; save a copy without one",
                reason="encrypted",
            ) from error
        raise PageFailure(f"the PDF is broken ({error})") from error
    try:
        yield document
    finally:
        document.close()


def _find_scan(page: Any) -> Any | None:
    """The page's only visible object, if that is a picture that fills the page."""
    import pypdfium2.raw as pdfium

    seen = [item for item in page.get_objects(max_depth=1) if not _is_invisible(item)]
    if len(seen) != 1 or seen[0].type != pdfium.FPDF_PAGEOBJ_IMAGE:
        return None
    left, bottom, right, top = page.get_cropbox()
    edges = zip(seen[0].get_bounds(), (left, bottom, right, top), strict=True)
    slack = EDGE_SLACK * max(right - left, top - bottom)
    return seen[0] if all(abs(found - edge) <= slack for found, edge in edges) else None


def _is_invisible(item: Any) -> bool:
    import pypdfium2.raw as pdfium

    return bool(
        item.type == pdfium.FPDF_PAGEOBJ_TEXT
        and pdfium.FPDFTextObj_GetTextRenderMode(item) == INVISIBLE_TEXT
    )


def _is_plain(page: Any, scan: Any) -> bool:
    """Are the scan's own pixels what a person sees: upright, without masks, inks and remarks?"""
    import pypdfium2.raw as pdfium

    a, b, c, d, *_ = scan.get_matrix().get()
    facts = scan.get_metadata()
    return bool(
        a > 0
        and d > 0
        and abs(b) + abs(c) < EDGE_SLACK * (a + d)
        and facts.colorspace in range(pdfium.FPDF_COLORSPACE_DEVICEGRAY, COLOURS_END)
        and facts.colorspace not in (pdfium.FPDF_COLORSPACE_DEVICECMYK, pdfium.FPDF_COLORSPACE_LAB)
        and facts.bits_per_pixel in (1, 8, 24)
        and not pdfium.FPDFPageObj_HasTransparency(scan)
        and not pdfium.FPDFPage_GetAnnotCount(page)
    )


def _as_it_is(page: Any, scan: Any, *, max_pixels: float) -> Raster:
    """The scan's own pixels at its own resolution, turned as the page is."""
    width, height = scan.get_px_size()
    check_pixels(width, height, max_pixels=max_pixels)
    left, bottom, right, top = page.get_cropbox()
    dpi = (width * POINTS_PER_INCH / (right - left), height * POINTS_PER_INCH / (top - bottom))
    if not _is_plain(page, scan):
        return _drawn(page, dpi=max(dpi), max_pixels=max_pixels)
    if scan.get_filters() == ["DCTDecode"]:
        check_jpeg(bytes(scan.get_data()))
    rotation = page.get_rotation()
    pixels = orient(_pixels(scan.get_bitmap()), QUARTER_TURNS[rotation])
    return Raster(pixels, dpi[::-1] if rotation % 180 else dpi)


def _drawn(page: Any, *, dpi: float, max_pixels: float) -> Raster:
    width, height = (side * dpi / POINTS_PER_INCH for side in page.get_size())
    check_pixels(width, height, max_pixels=max_pixels)
    pixels = _pixels(page.render(scale=dpi / POINTS_PER_INCH))
    if pixels.min() == pixels.max():
        _check_pictures(page)
    return Raster(pixels, (dpi, dpi))


def _check_pictures(page: Any) -> None:
    """The renderer leaves out pictures that it cannot decode: an empty page must not hide one."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
        try:
            item.get_bitmap()
        except pypdfium2.PdfiumError as error:
            raise PageFailure("a picture on the PDF page cannot be decoded") from error


def _pixels(bitmap: Any) -> Image:
    """A renderer's bitmap as grey or RGB."""
    pixels = np.array(bitmap.to_numpy())
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        return np.ascontiguousarray(pixels[..., 0])
    return pixels if pixels.ndim == 2 else np.ascontiguousarray(pixels[..., 2::-1])
