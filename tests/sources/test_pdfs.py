"""PDF: scans as they are, anything else drawn."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from reader.errors import PageFailure
from reader.records import Image
from reader.settings import SourceSettings
from reader.sources import Source, count_pages, load_page

SETTINGS = SourceSettings()


def write_pdf(
    path: Path, contents: list[bytes], *, pictures: tuple[bytes, ...] = (), more: bytes = b""
) -> Source:
    """A PDF of 144 x 72 points a page, drawn by ``contents``; pictures are /P0, /P1, ..."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    first = 3 + len(pictures)
    kids = b" ".join(b"%d 0 R" % (first + 2 * i) for i in range(len(contents)))
    objects.append(b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(contents)))
    objects.extend(pictures)
    names = b" ".join(b"/P%d %d 0 R" % (i, 3 + i) for i in range(len(pictures)))
    for i, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 144 72] /Contents %d 0 R"
            b" /Resources << /XObject << %s >> /Font << /F << /Type /Font /Subtype /Type1"
            b" /BaseFont /Helvetica >> >> >> %s >>" % (first + 2 * i + 1, names, more)
        )
        objects.append(b"<< /Length %d >> stream\n%s\nendstream" % (len(content), content))
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.5\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj %s endobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    path.write_bytes(out.getvalue())
    return Source(path.name, path)


def picture(pixels: Image, extra: bytes = b"", *, colours: bytes = b"/DeviceGray") -> bytes:
    data = zlib.compress(pixels.tobytes())
    height, width = pixels.shape[:2]
    return (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s %s"
        b" /BitsPerComponent 8 /Filter /FlateDecode /Length %d >> stream\n%s\nendstream"
        % (width, height, colours, extra, len(data), data)
    )


def jpeg(pixels: Image, *, cut: int = 0) -> bytes:
    buffer = io.BytesIO()
    PIL.Image.fromarray(pixels).save(buffer, "JPEG", quality=95)
    data = buffer.getvalue()[: -cut or None]
    return (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray"
        b" /BitsPerComponent 8 /Filter /DCTDecode /Length %d >> stream\n%s\nendstream"
        % (pixels.shape[1], pixels.shape[0], len(data), data)
    )


NOISE = np.random.default_rng(3).integers(0, 256, (200, 400)).astype(np.uint8)
FULL_PAGE = b"q 144 0 0 72 0 0 cm /P0 Do Q"
BAR = b"0.8 0 0 rg 36 18 72 36 re f"


def test_drawn_pages_come_at_the_settings_resolution(tmp_path: Path) -> None:
    source = write_pdf(tmp_path / "a.pdf", [b"", BAR])
    assert count_pages(source, SETTINGS) == 2
    page = load_page(source, 1, SETTINGS)
    assert page.image.shape == (300, 600)
    assert page.dpi == 300
    assert page.colour is not None
    assert page.colour[150, 300].tolist() == [204, 0, 0]
    assert page.image[150, 300] < 80
    assert page.image[10, 10] == 255
    assert load_page(source, 1, SourceSettings(pdf_dpi=72.0)).image.shape == (72, 144)


def test_a_page_that_is_one_scan_is_used_as_it_is(tmp_path: Path) -> None:
    source = write_pdf(tmp_path / "a.pdf", [FULL_PAGE], pictures=(picture(NOISE),))
    page = load_page(source, 0, SETTINGS)
    assert page.image.tolist() == NOISE.tolist()
    assert page.dpi == 200
    assert page.colour is None


def test_a_colour_scan_keeps_its_colours(tmp_path: Path) -> None:
    colour = np.dstack([NOISE, NOISE // 2, 255 - NOISE])
    scan = picture(colour, colours=b"/DeviceRGB")
    page = load_page(write_pdf(tmp_path / "a.pdf", [FULL_PAGE], pictures=(scan,)), 0, SETTINGS)
    assert page.colour is not None
    assert page.colour.tolist() == colour.tolist()


def test_a_searchable_scan_is_still_a_scan(tmp_path: Path) -> None:
    hidden = b" BT /F 12 Tf 3 Tr 10 10 Td (12345) Tj ET"
    source = write_pdf(tmp_path / "a.pdf", [FULL_PAGE + hidden], pictures=(picture(NOISE),))
    assert load_page(source, 0, SETTINGS).image.tolist() == NOISE.tolist()


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_scan_on_a_turned_page_is_turned_with_the_clock(tmp_path: Path, rotation: int) -> None:
    more = b"/Rotate %d" % rotation
    source = write_pdf(tmp_path / "a.pdf", [FULL_PAGE], pictures=(picture(NOISE),), more=more)
    expected = np.rot90(NOISE, -rotation // 90)
    assert load_page(source, 0, SETTINGS).image.tolist() == expected.tolist()


def test_writing_over_a_scan_is_seen(tmp_path: Path) -> None:
    white = np.full((200, 400), 255, np.uint8)
    source = write_pdf(tmp_path / "a.pdf", [FULL_PAGE + b" " + BAR], pictures=(picture(white),))
    assert load_page(source, 0, SETTINGS).image.min() < 80


def test_an_inverted_scan_is_seen_as_the_page_shows_it(tmp_path: Path) -> None:
    scan = picture(NOISE, b"/Decode [1 0]")
    page = load_page(write_pdf(tmp_path / "a.pdf", [FULL_PAGE], pictures=(scan,)), 0, SETTINGS)
    assert page.image.tolist() == (255 - NOISE).tolist()


def test_a_stencil_scan_paints_its_ink_at_its_own_resolution(tmp_path: Path) -> None:
    bits = np.ones((200, 400), np.uint8)
    bits[50:150, 100:300] = 0
    data = zlib.compress(np.packbits(bits, axis=1).tobytes())
    stencil = (
        b"<< /Type /XObject /Subtype /Image /Width 400 /Height 200 /ImageMask true"
        b" /BitsPerComponent 1 /Filter /FlateDecode /Length %d >> stream\n%s\nendstream"
        % (len(data), data)
    )
    page = load_page(write_pdf(tmp_path / "a.pdf", [FULL_PAGE], pictures=(stencil,)), 0, SETTINGS)
    assert page.image.shape == (200, 400)
    assert page.image[100, 200] < 5
    assert page.image[10, 10] > 250


def test_a_cut_off_picture_in_a_pdf_fails(tmp_path: Path) -> None:
    source = write_pdf(tmp_path / "a.pdf", [FULL_PAGE], pictures=(jpeg(NOISE, cut=4000),))
    with pytest.raises(PageFailure, match=r"^a\.pdf: the JPEG is damaged or cut off"):
        load_page(source, 0, SETTINGS)


def test_a_picture_that_cannot_be_decoded_never_becomes_a_blank_page(tmp_path: Path) -> None:
    rubbish = jpeg(NOISE).replace(b"\xff\xd8\xff", b"\0\0\0")
    half_page = b"q 70 0 0 70 0 0 cm /P0 Do Q"
    source = write_pdf(tmp_path / "a.pdf", [half_page], pictures=(rubbish,))
    with pytest.raises(PageFailure, match="a picture on the PDF page cannot be decoded"):
        load_page(source, 0, SETTINGS)


def test_a_blank_page_is_blank(tmp_path: Path) -> None:
    assert load_page(write_pdf(tmp_path / "a.pdf", [b""]), 0, SETTINGS).image.min() == 255


def test_a_huge_page_is_refused_before_it_is_drawn(tmp_path: Path) -> None:
    source = write_pdf(tmp_path / "a.pdf", [BAR])
    with pytest.raises(PageFailure, match="40000 x 20000 pixels are more than the limit"):
        load_page(source, 0, SourceSettings(pdf_dpi=20000.0))


def test_a_page_that_is_not_there_fails(tmp_path: Path) -> None:
    with pytest.raises(PageFailure, match=r"a\.pdf, page 2: the PDF has only 1 pages"):
        load_page(write_pdf(tmp_path / "a.pdf", [BAR]), 1, SETTINGS)


def test_a_pdf_without_pages_fails(tmp_path: Path) -> None:
    with pytest.raises(PageFailure, match="the PDF"):
        count_pages(write_pdf(tmp_path / "a.pdf", []), SETTINGS)


def test_a_cut_off_pdf_fails_even_if_it_could_be_mended(tmp_path: Path) -> None:
    source = write_pdf(tmp_path / "a.pdf", [BAR])
    data = source.path.read_bytes()
    for part in (data[: len(data) // 2], data[:-8]):
        source.path.write_bytes(part)
        with pytest.raises(PageFailure, match=r"the file is cut off .the PDF has no end mark"):
            count_pages(source, SETTINGS)


def test_a_broken_pdf_fails(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.5\nrubbish\n%%EOF\n")
    with pytest.raises(PageFailure, match="the PDF is broken"):
        count_pages(Source("a.pdf", path), SETTINGS)


def test_an_encrypted_pdf_says_that_it_needs_a_password(tmp_path: Path) -> None:
    encrypted = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<00> <00>]"
        % (b"11" * 32, b"22" * 32)
    )
    source = write_pdf(tmp_path / "a.pdf", [BAR])
    data = source.path.read_bytes()
    source.path.write_bytes(data.replace(b"/Root 1 0 R", b"/Root 1 0 R " + encrypted))
    with pytest.raises(PageFailure, match="encrypted and needs a password") as caught:
        count_pages(source, SETTINGS)
    assert caught.value.reason == "encrypted"
