"""A line with its log-probabilities becomes readings: text, confidence, status, reasons."""

from __future__ import annotations

import dataclasses
from dataclasses import replace

import numpy as np
import pytest

from drawn_ink import candidate
from fakes import DIGIT_CLASSES, certain_row, columns_saying
from reader.decoding import Decoded, decode
from reader.decoding.calibration import Calibration, JointFit
from reader.decoding.columns import Columns
from reader.decoding.decision import decide_line, decide_page, nothing_found
from reader.decoding.joint import JointWeights
from reader.records import Box, Candidate, Layout, PreparedLine, Reading, Status
from reader.settings import LayoutSettings, Settings

LINE = Settings(layout=LayoutSettings(mode=Layout.LINE))
DIGIT = Settings(layout=LayoutSettings(mode=Layout.DIGIT))
PAGE = Settings()

Shown = tuple[PreparedLine, np.ndarray]


def shown(text: str) -> Shown:
    """A line and a sure classifier: ``x`` is a letter, ``,`` a low mark, ``-`` a dash,
    ``?`` could be 1 or 7."""
    candidates, rows = [], []
    for place, sign in enumerate(text):
        shape = {",": {"height": 0.35, "width": 0.2, "middle": 0.5},
                 "-": {"height": 0.1, "width": 0.5}}.get(sign, {})  # fmt: skip
        box = Box(10, 50 * place, 40, 20)
        candidates.append(candidate(place, place + 1, box=box, **shape))
        row = certain_row(sign if sign.isdigit() else "", DIGIT_CLASSES)
        if sign == "?":
            row = np.full(11, -9.0, np.float32)
            row[1] = row[7] = np.log(0.5)
        rows.append(row)
    line = PreparedLine(
        field="",
        box=Box(10, 0, 40, 50 * len(text)),
        slices=len(text),
        candidates=tuple(candidates),
        candidate_boxes=tuple(c.box.moved(100, 200) for c in candidates),
        crop=b"png",
    )
    return line, np.stack(rows) if rows else np.zeros((0, 11), np.float32)


def line_reading(text: str, settings: Settings = LINE) -> Reading:
    line, log_probs = shown(text)
    (reading,) = decide_line(
        line, log_probs, classes=DIGIT_CLASSES, settings=settings, calibration=Calibration()
    )
    return reading


def page_texts(text: str, settings: Settings = PAGE) -> list[str]:
    line, log_probs = shown(text)
    readings = decide_page(
        line, log_probs, classes=DIGIT_CLASSES, settings=settings, calibration=Calibration()
    )
    return [reading.text for reading in readings]


def decoded(
    candidates: list[Candidate], rows: list[np.ndarray], length: int | None = None
) -> Decoded | None:
    slices = max((c.stop for c in candidates), default=0)
    log_probs = np.stack(rows) if rows else np.zeros((0, 11), np.float32)
    return decode(
        slices,
        candidates,
        log_probs,
        classes=DIGIT_CLASSES,
        calibration=Calibration(),
        beam=16,
        length=length,
    )


def test_a_sure_string_is_accepted() -> None:
    reading = line_reading("40718")
    assert (reading.text, reading.raw, reading.status) == ("40718", "40718", Status.ACCEPTED)
    assert reading.reasons == ()
    assert reading.confidence is not None
    assert 0.95 <= reading.confidence <= 1.0
    assert reading.crop == b"png"


def test_every_digit_says_where_it_stands_on_the_page_as_shown() -> None:
    line, _ = shown("407")
    reading = line_reading("407")
    assert [d.digit for d in reading.digits] == ["4", "0", "7"]
    assert tuple(d.box for d in reading.digits) == line.candidate_boxes
    assert all(d.runner_up and d.runner_up != d.digit for d in reading.digits)


def test_a_doubtful_digit_sends_the_string_to_review_with_its_alternative() -> None:
    reading = line_reading("40?")
    assert reading.status is Status.REVIEW
    assert reading.reasons == ("low-confidence",)
    assert {reading.text, *(a.text for a in reading.alternatives)} == {"401", "407"}
    assert reading.digits[-1].probability == pytest.approx(0.5, abs=0.01)
    assert reading.digits[0].probability > 0.99  # both texts have it
    assert {reading.digits[-1].digit, reading.digits[-1].runner_up} == {"1", "7"}


def test_probabilities_of_text_and_alternatives_add_up_to_one_at_most() -> None:
    reading = line_reading("4??")
    assert reading.confidence is not None
    assert sum(a.probability for a in reading.alternatives) < 1
    assert len(reading.alternatives) <= LINE.decoding.alternatives


def test_accept_is_the_confidence_asked_for() -> None:
    easy = dataclasses.replace(LINE.decoding, accept=0.3)
    reading = line_reading("40?", dataclasses.replace(LINE, decoding=easy))
    assert reading.status is Status.ACCEPTED


def test_a_decimal_mark_or_a_sign_is_never_dropped_in_silence() -> None:
    assert line_reading("4,07").text == "407"
    assert line_reading("4,07").reasons == ("decimal-mark",)
    assert line_reading("-407").reasons == ("sign",)
    assert line_reading("4,071").reasons == ()
    assert line_reading("4,071").marks[0].kind == "comma"


@pytest.mark.parametrize("text", ["40", ","])
def test_a_reading_is_of_its_lines_kind(text: str) -> None:
    line, log_probs = shown(text)
    (reading,) = decide_line(
        replace(line, kind="printed"),
        log_probs,
        classes=DIGIT_CLASSES,
        settings=LINE,
        calibration=Calibration(),
    )
    assert reading.kind == "printed"


def test_a_lines_own_reasons_keep_it_from_being_accepted() -> None:
    line, log_probs = shown("407")
    line = dataclasses.replace(line, reasons=("touches-edge",), field="amount")
    (reading,) = decide_line(
        line, log_probs, classes=DIGIT_CLASSES, settings=LINE, calibration=Calibration()
    )
    assert (reading.status, reading.reasons) == (Status.REVIEW, ("touches-edge",))
    assert reading.field == "amount"


def test_ink_that_is_surely_no_digit_is_blank_without_confidence() -> None:
    line, log_probs = shown("x")
    small = candidate(0, 1, height=0.2, width=0.3)
    line = dataclasses.replace(line, candidates=(small,))
    (reading,) = decide_line(
        line, log_probs, classes=DIGIT_CLASSES, settings=LINE, calibration=Calibration()
    )
    assert (reading.text, reading.status, reading.confidence) == ("", Status.BLANK, None)


def test_a_line_without_ink_is_blank_and_no_string_of_a_page() -> None:
    line = PreparedLine("", Box(0, 0, 1, 1), 0, (), ())
    none = np.zeros((0, 11), np.float32)
    (reading,) = decide_line(
        line, none, classes=DIGIT_CLASSES, settings=LINE, calibration=Calibration()
    )
    assert (reading.text, reading.status, reading.reasons) == ("", Status.BLANK, ())
    assert (
        decide_page(line, none, classes=DIGIT_CLASSES, settings=PAGE, calibration=Calibration())
        == []
    )


def test_layout_digit_reads_exactly_one_digit() -> None:
    assert line_reading("4", DIGIT).text == "4"
    assert len(line_reading("47", DIGIT).text) == 1


def test_a_page_gives_no_reading_for_words() -> None:
    assert page_texts("xxxx") == []
    assert page_texts("") == []


def test_a_page_gives_one_reading_for_a_string_and_several_between_words() -> None:
    assert page_texts("40718") == ["40718"]
    assert page_texts("407x18") == ["407", "18"]


def test_a_page_says_so_where_digits_glued_to_a_word_were_left_out() -> None:
    line, log_probs = shown("407x18")
    glued = [replace(c, box=replace(c.box, left=c.box.left - 25 * (c.start > 3)))
             for c in line.candidates]  # fmt: skip
    (reading,) = decide_page(
        replace(line, candidates=tuple(glued)),
        log_probs,
        classes=DIGIT_CLASSES,
        settings=PAGE,
        calibration=Calibration(),
    )
    assert (reading.text, reading.status) == ("407", Status.REVIEW)
    assert "not-digits" in reading.reasons


def test_a_one_before_a_final_dash_may_be_the_stroke_of_an_amount() -> None:
    assert line_reading("5001-").reasons == ("slash",)
    assert line_reading("5008-").status is Status.ACCEPTED


@pytest.mark.parametrize(
    ("text", "read", "is_incomplete"),
    [
        ("xx407", ["407"], False),
        ("407x18", ["40718"], True),
        ("4x7xx", ["4", "7"], False),  # a word in boxes is parted as any other
    ],
)
def test_the_boxes_of_a_comb_hold_one_string(
    text: str, read: list[str], is_incomplete: bool
) -> None:
    line, log_probs = shown(text)
    found = decide_page(
        replace(line, boxed=True),
        log_probs,
        classes=DIGIT_CLASSES,
        settings=PAGE,
        calibration=Calibration(),
    )
    assert [one.text for one in found] == read
    assert all(("incomplete" in one.reasons) == is_incomplete for one in found)


def test_the_parts_of_a_line_have_boxes_of_their_own() -> None:
    line, log_probs = shown("407x18")
    first, second = decide_page(
        line, log_probs, classes=DIGIT_CLASSES, settings=PAGE, calibration=Calibration()
    )
    assert first.box == Box.around(line.candidate_boxes[:3])
    assert second.box == Box.around(line.candidate_boxes[4:])
    assert second.digits[0].box == line.candidate_boxes[4]


@pytest.mark.parametrize(
    ("text", "reasons"), [("4x", ("not-digits",)), ("4,", ()), ("4", ()), ("x", ("not-digits",))]
)
def test_a_picture_of_one_digit_with_another_beside_it_is_not_accepted(
    text: str, reasons: tuple[str, ...]
) -> None:
    reading = line_reading(text, DIGIT)
    assert set(reasons) <= set(reading.reasons)
    assert (reading.status is Status.ACCEPTED) == (not reasons)


def test_no_other_digit_is_said_to_be_likelier_than_the_one_that_is_read() -> None:
    line, _ = shown("4")
    row = np.full((1, 11), -9.0, np.float32)
    row[0, [4, 9, 10]] = np.log([0.3, 0.2, 0.5])
    (reading,) = decide_line(
        line, row, classes=DIGIT_CLASSES, settings=DIGIT, calibration=Calibration()
    )
    assert (reading.text, reading.confidence) == ("4", pytest.approx(0.3, abs=1e-3))
    (other, *_) = reading.alternatives
    assert (other.text, other.probability) == ("9", pytest.approx(0.2, abs=1e-3))


def test_what_looks_like_no_digit_at_all_is_no_string_of_a_page() -> None:
    line, _ = shown("44")
    vague = np.full((2, 11), np.log(1 / 11), np.float32)
    assert (
        decide_page(line, vague, classes=DIGIT_CLASSES, settings=PAGE, calibration=Calibration())
        == []
    )


@pytest.mark.parametrize(
    ("text", "sure", "expected"), [("44", 0.97, ["44"]), ("44", 0.85, []), ("4", 0.97, [])]
)
def test_what_the_second_reader_rather_reads_is_reviewed_whatever_its_pieces_look_like(
    text: str, sure: float, expected: list[str]
) -> None:
    line, _ = shown(text)
    vague = np.full((len(text), 11), np.log(1 / 11), np.float32)
    columns = Columns(columns_saying(text, sure=sure), 0, 100)
    readings = decide_page(
        line,
        vague,
        classes=DIGIT_CLASSES,
        settings=PAGE,
        calibration=Calibration(joint=JointFit(JointWeights(line=0.05))),
        columns=columns,
    )
    assert [reading.text for reading in readings] == expected
    assert all(reading.status is Status.REVIEW for reading in readings)
    assert all("not-digits" in reading.reasons for reading in readings)


def test_nothing_found_is_one_blank_row_over_the_whole_page() -> None:
    reading = nothing_found((300, 200))
    assert (reading.line, reading.box, reading.text) == (1, Box(0, 0, 300, 200), "")
    assert (reading.status, reading.confidence) == (Status.BLANK, None)


def test_decoding_where_no_path_spells_a_text_of_the_length_is_none() -> None:
    assert decoded([], [], length=1) is None


@pytest.mark.parametrize(
    ("not_one", "text", "reasons"),
    [(0.3, "4", ()), (0.6, "4", ("not-digits",)), (0.9999, "", ("sign",))],
)
def test_that_nothing_is_a_digit_is_only_believed_when_it_is_almost_certain(
    not_one: float, text: str, reasons: tuple[str, ...]
) -> None:
    row = np.full(11, -9.0, np.float32)
    row[10], row[4] = np.log(not_one), np.log(1 - not_one)
    found = decoded([candidate(0, 1, height=0.2, width=0.4)], [row])
    assert found is not None
    assert (found.hypotheses[0].text, found.reasons) == (text, reasons)


@pytest.mark.parametrize("beam", [1, 2, 16])
def test_any_beam_reads_a_sure_string(beam: int) -> None:
    settings = dataclasses.replace(LINE, decoding=dataclasses.replace(LINE.decoding, beam=beam))
    assert line_reading("40718259", settings).text == "40718259"


def test_the_confidence_of_a_single_digit_is_the_probability_of_that_digit() -> None:
    assert line_reading("4", DIGIT).confidence == pytest.approx(0.999, abs=0.01)
    doubtful = line_reading("?", DIGIT)
    assert doubtful.confidence == pytest.approx(0.5, abs=0.02)
    assert doubtful.status is Status.REVIEW
