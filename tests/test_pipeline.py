"""The way of a page from pixels to readings, with fakes and with the shipped model."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from drawn_ink import paper, written
from fakes import ConstantClassifier, FixedLineReader, PerfectClassifier
from reader.decoding.calibration import Calibration, JointFit
from reader.decoding.evidence import JOINT_EVIDENCE
from reader.decoding.joint import JointWeights
from reader.errors import PageFailure
from reader.pipeline import (
    CROP_HEIGHT,
    failed_page,
    finish_page,
    prepare_page,
    read_page,
)
from reader.recognition import Model, load_model
from reader.records import Box, Image, Layout, Page, PageError, PageResult, Status
from reader.settings import NO_READER, DecodingSettings, LayoutSettings, Settings
from reader.synthesis import draw_string, draw_writer

LAYOUTS = list(Layout)


def settings_for(layout: Layout) -> Settings:
    return Settings(layout=LayoutSettings(mode=layout))


def page_of(image: Image, *, colour: Image | None = None) -> Page:
    return Page("scan.png", 0, image, colour=colour)


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model("digits", device="cpu")


@pytest.fixture(scope="module")
def read(model: Model) -> Callable[[Image, Layout], PageResult]:
    return lambda image, layout: read_page(page_of(image), model, settings_for(layout))


def texts(result: PageResult) -> list[str]:
    return [reading.text for reading in result.readings]


def finished(image: Image, layout: Layout, classifier: ConstantClassifier) -> PageResult:
    prepared = prepare_page(page_of(image), settings_for(layout))
    return finish_page(
        prepared,
        classifier.log_probs(prepared.glyphs()),
        classes=classifier.classes,
        settings=settings_for(layout),
        calibration=Calibration(),
    )


def covers(found: Box, planted: Box, *, within: int = 4) -> bool:
    return all(
        abs(a - b) <= within
        for a, b in (
            (found.top, planted.top),
            (found.left, planted.left),
            (found.bottom, planted.bottom),
            (found.right, planted.right),
        )
    )


def planted(
    text: str, layout: Layout, *, seed: int, size: tuple[int, int] = (500, 700)
) -> tuple[Image, Box]:
    """A string of our own handwriting on paper, and the box of its ink."""
    rng = np.random.default_rng(seed)
    writer = dataclasses.replace(draw_writer(rng), slope=0.0)  # or the page is turned by it
    ink = draw_string(rng, writer, text, height=44, touching=0.0).ink
    height, width = ink.shape
    if layout is not Layout.PAGE:
        size = (height + 40, width + 60)
    image = paper(*size, level=240)
    top, left = (180, 150) if layout is Layout.PAGE else (20, 30)
    place = image[top : top + height, left : left + width]
    place[:] = np.minimum(place, 240 - (ink * 0.8).astype(np.uint8))
    rows, cols = np.nonzero(ink > 60)
    return image, Box(
        top + int(rows.min()),
        left + int(cols.min()),
        int(np.ptp(rows)) + 1,
        int(np.ptp(cols)) + 1,
    )


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("level", [0, 128, 255])
@pytest.mark.parametrize("shape", [(1, 1), (1, 90), (90, 1), (120, 200)])
def test_a_page_of_one_level_is_one_blank_row(
    shape: tuple[int, int], level: int, layout: Layout
) -> None:
    result = finished(paper(*shape, level=level), layout, ConstantClassifier())
    (reading,) = result.readings
    assert (reading.text, reading.status, reading.box) == ("", Status.BLANK, Box(0, 0, *shape))
    assert (result.size, result.error) == (shape, None)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("paper_level", [0, 255])
def test_a_single_pixel_is_blank(layout: Layout, paper_level: int) -> None:
    image = paper(120, 200, level=paper_level)
    image[60, 90] = 255 - paper_level
    assert [r.status for r in finished(image, layout, ConstantClassifier()).readings] == [
        Status.BLANK
    ]


@pytest.mark.parametrize("layout", [Layout.LINE, Layout.DIGIT])
@pytest.mark.parametrize("seed", range(6))
def test_noise_gives_one_row_with_a_box_inside_the_picture(layout: Layout, seed: int) -> None:
    rng = np.random.default_rng(seed)
    height, width = (int(v) for v in rng.integers(1, 60, 2))
    image = rng.integers(0, 256, (height, width)).astype(np.uint8)
    (reading,) = finished(image, layout, ConstantClassifier()).readings
    assert reading.box.bottom <= height
    assert reading.box.right <= width


def test_a_perfect_classifier_gives_the_string() -> None:
    image = paper(120, 420)
    written(image, "40718", top=40, left=70)
    settings = settings_for(Layout.LINE)
    prepared = prepare_page(page_of(image), settings)
    (line,) = prepared.lines
    alone = [c for c in line.candidates if c.stop - c.start == 1]
    classifier = PerfectClassifier(np.stack([c.glyph for c in alone]), "40718")
    result = finish_page(
        prepared,
        classifier.log_probs(prepared.glyphs()),
        classes=classifier.classes,
        settings=settings,
        calibration=Calibration(),
    )
    (reading,) = result.readings
    assert (reading.text, reading.status) == ("40718", Status.ACCEPTED)
    assert [d.digit for d in reading.digits] == list("40718")


def test_prepared_pages_travel_between_processes() -> None:
    image = paper(300, 420)
    written(image, "40718", top=40, left=70)
    written(image, "259", top=180, left=70)
    prepared = prepare_page(page_of(image), settings_for(Layout.PAGE))
    again = pickle.loads(pickle.dumps(prepared))
    assert np.array_equal(again.glyphs(), prepared.glyphs())
    assert [line.box for line in again.lines] == [line.box for line in prepared.lines]


def test_a_page_without_lines_asks_nothing_of_the_classifier() -> None:
    prepared = prepare_page(page_of(paper(100, 100)), settings_for(Layout.PAGE))
    assert prepared.glyphs().shape == (0, 28, 28)
    assert [step.name for step in prepared.steps] == ["upright", "ink", "scale", "candidates"]


def test_each_line_gets_its_own_rows_of_the_classifier() -> None:
    image = paper(400, 420)
    written(image, "1", top=40, left=70)
    written(image, "1", top=240, left=70)
    prepared = prepare_page(page_of(image), settings_for(Layout.PAGE))
    assert [len(line.candidates) for line in prepared.lines] == [1, 1]
    rows = np.concatenate(
        [ConstantClassifier(digit).log_probs(np.zeros((1, 28, 28), np.uint8)) for digit in "38"]
    )
    result = finish_page(
        prepared,
        rows,
        classes=ConstantClassifier().classes,
        settings=settings_for(Layout.PAGE),
        calibration=Calibration(),
    )
    assert texts(result) == ["3", "8"]
    assert [reading.line for reading in result.readings] == [1, 2]


def test_a_failed_page_says_why_and_has_no_readings() -> None:
    result = failed_page("a.pdf", 3, PageFailure("a.pdf: broken", reason="timeout"))
    assert result.error == PageError("timeout", "a.pdf: broken")
    assert (result.source, result.page_index, result.readings) == ("a.pdf", 3, ())


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_planted_string_is_found_at_its_place_and_mostly_read_right(
    read: Callable[[Image, Layout], PageResult], layout: Layout
) -> None:
    right = 0
    for seed in range(10):
        text = "".join(map(str, np.random.default_rng(seed).integers(0, 10, 5)))
        text = text[0] if layout is Layout.DIGIT else text
        image, box = planted(text, layout, seed=seed)
        result = read(image, layout)
        assert len(result.readings) == 1, (seed, texts(result))
        right += texts(result) == [text] and covers(result.readings[0].box, box)
    assert right >= 7, right


@pytest.mark.parametrize("layout", LAYOUTS)
def test_white_on_black_gives_the_same_readings(
    read: Callable[[Image, Layout], PageResult], layout: Layout
) -> None:
    image, _ = planted("4" if layout is Layout.DIGIT else "40718", layout, seed=3)
    plain, negative = read(image, layout), read(255 - image, layout)
    assert texts(negative) == texts(plain)
    assert [r.box for r in negative.readings] == [r.box for r in plain.readings]


@pytest.mark.parametrize("turned", [-1.5, 1.5])
def test_a_turned_page_has_its_boxes_on_the_page_as_shown(
    read: Callable[[Image, Layout], PageResult], turned: float
) -> None:
    image = paper(700, 900, level=240)
    for row in range(6):
        written(image, "4071 8259", top=60 + 100 * row, left=150, level=40)
    matrix = cv2.getRotationMatrix2D((450, 350), turned, 1.0)
    shown = cv2.warpAffine(image, matrix, (900, 700), borderValue=240)
    level, result = read(image, Layout.PAGE), read(shown, Layout.PAGE)
    assert len(result.readings) == len(level.readings) == 6
    assert result.size == (700, 900)
    for reading, straight in zip(result.readings, level.readings, strict=True):
        box = straight.box
        corners = [(c, r, 1) for c in (box.left, box.right) for r in (box.top, box.bottom)]
        cols, rows = matrix @ np.array(corners, float).T
        expected = Box(
            round(rows.min()), round(cols.min()), round(np.ptp(rows)), round(np.ptp(cols))
        )
        assert covers(reading.box, expected, within=8), (reading.box, expected)
        for digit in reading.digits:
            assert reading.box.top - 3 <= digit.box.top
            assert digit.box.bottom <= reading.box.bottom + 3


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_page_twice_gives_the_same_bytes(model: Model, layout: Layout) -> None:
    image, _ = planted("40718", layout, seed=5)
    first, second = (
        read_page(page_of(image.copy()), model, settings_for(layout)) for _ in range(2)
    )
    assert first == second
    assert pickle.dumps(first) == pickle.dumps(second)


def test_crops_show_the_ink_with_a_margin_in_the_pages_own_colours(model: Model) -> None:
    image, _ = planted("40718", Layout.PAGE, seed=5)
    colour = np.stack([image, image, np.full_like(image, 255)], axis=-1)
    for page, channels in ((page_of(image), 1), (page_of(image, colour=colour), 3)):
        (reading,) = read_page(page, model, settings_for(Layout.PAGE)).readings
        crop = cv2.imdecode(np.frombuffer(reading.crop, np.uint8), cv2.IMREAD_UNCHANGED)
        height, width = reading.box.height + 12, reading.box.width + 12
        assert crop.shape[:2] == (CROP_HEIGHT, round(width * CROP_HEIGHT / height))
        assert (1 if crop.ndim == 2 else crop.shape[2]) == channels
    assert (crop[..., 0] == 255).all()  # blue first: the order of OpenCV


def test_a_high_string_has_a_crop_of_a_reduced_height(model: Model) -> None:
    image = paper(500, 900, level=240)
    written(image, "407", top=60, left=60, height=380, pen=20, level=20)
    (reading,) = read_page(page_of(image), model, settings_for(Layout.LINE)).readings
    crop = cv2.imdecode(np.frombuffer(reading.crop, np.uint8), cv2.IMREAD_UNCHANGED)
    assert crop.shape[0] == CROP_HEIGHT


def test_small_pictures_are_enlarged_and_boxes_are_those_of_the_picture(
    read: Callable[[Image, Layout], PageResult],
) -> None:
    large, box = planted("40718", Layout.LINE, seed=5)
    small = cv2.resize(large, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    (reading,) = read(small, Layout.LINE).readings
    half = Box(box.top // 2, box.left // 2, box.height // 2, box.width // 2)
    assert covers(reading.box, half, within=3)


def test_settings_shape_the_page(model: Model) -> None:
    image, _ = planted("40718", Layout.LINE, seed=5)
    settings = settings_for(Layout.LINE)
    blind = dataclasses.replace(
        settings, imaging=dataclasses.replace(settings.imaging, faintest_ink=254.0)
    )
    assert texts(read_page(page_of(image), model, blind)) == [""]


def twice(layout: Layout) -> Settings:
    """Settings that cut strips for a second reader."""
    return dataclasses.replace(
        settings_for(layout), decoding=DecodingSettings(second_reader="lines")
    )


def alone(layout: Layout) -> Settings:
    return dataclasses.replace(
        settings_for(layout), decoding=DecodingSettings(second_reader=NO_READER)
    )


@pytest.mark.parametrize("layout", [Layout.LINE, Layout.PAGE])
def test_every_line_has_a_strip_for_a_second_reader(layout: Layout) -> None:
    image, _ = planted("40718", layout, seed=3)
    prepared = prepare_page(page_of(image), twice(layout))
    (line,) = prepared.lines
    (strip,) = prepared.strips()
    assert strip.shape[:2] == (2, 40)
    assert strip.max() > 200
    left, right = line.strip_span
    boxes = [c.box for c in line.candidates]
    assert left < min(b.left for b in boxes)
    assert right > max(b.right for b in boxes)
    pickle.loads(pickle.dumps(prepared))


@pytest.mark.parametrize(
    ("layout", "settings"),
    [(Layout.LINE, alone(Layout.LINE)), (Layout.DIGIT, twice(Layout.DIGIT))],
)
def test_no_strips_without_a_second_reader_or_of_single_digits(
    layout: Layout, settings: Settings
) -> None:
    image, _ = planted("4", layout, seed=3)
    assert prepare_page(page_of(image), settings).strips() == []


def test_what_the_second_reader_says_is_heard_where_the_calibration_knows_it() -> None:
    image = paper(120, 420)
    written(image, "40718", top=40, left=70)
    prepared = prepare_page(page_of(image), twice(Layout.LINE))
    classifier = ConstantClassifier("7")
    texts_read = []
    for joint in (None, JointFit(JointWeights(lattice=0.1, line=1.0, line_floor=-200.0))):
        (reading,) = finish_page(
            prepared,
            classifier.log_probs(prepared.glyphs()),
            classes=classifier.classes,
            settings=twice(Layout.LINE),
            calibration=Calibration(joint=joint),
            line_log_probs=FixedLineReader("40718").log_probs(prepared.strips()),
        ).readings
        texts_read.append(reading.text)
        lefts = [digit.box.left for digit in reading.digits]
        assert lefts == sorted(lefts)
    assert texts_read == ["77777", "40718"]


def test_a_model_with_a_second_reader_reads_with_both(model: Model) -> None:
    image, _ = planted("40718", Layout.LINE, seed=3)
    joint = {
        "second_reader": "fixed",
        "weights": dataclasses.asdict(JointWeights(lattice=0.1, line=1.0, line_floor=-200.0)),
        "evidence": list(JOINT_EVIDENCE),
        "intercept": 0.0,
        "slopes": [0.0] * len(JOINT_EVIDENCE),
    }
    both = dataclasses.replace(
        model,
        calibration={**model.calibration, "joint": joint},
        line_reader=FixedLineReader("50719"),
    )
    (reading,) = read_page(page_of(image), both, twice(Layout.LINE)).readings
    assert (reading.text, reading.confidence) == ("50719", 0.5)
