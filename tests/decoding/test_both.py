"""A line that two readers have looked at."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from drawn_ink import candidate
from fakes import DIGIT_CLASSES, columns_saying
from reader.decoding import Decoded, decode
from reader.decoding.calibration import Calibration, JointFit
from reader.decoding.columns import Columns
from reader.decoding.decision import choose_reading, decide_line, decide_page
from reader.decoding.evidence import EVIDENCE, JOINT_EVIDENCE
from reader.decoding.joint import JointWeights
from reader.records import Box, Digit, Layout, PreparedLine, Reading, Status
from reader.settings import LayoutSettings, Settings

TOGETHER = Calibration(joint=JointFit())
LINE = Settings(layout=LayoutSettings(mode=Layout.LINE))


def rows_of(text: str, *, sure: float = 0.999) -> np.ndarray:
    """What a classifier says of glyphs: ``x`` is no digit, ``?`` could be 1 or 7."""
    rest = (1 - sure) / 10
    rows = np.full((len(text), 11), rest)
    for row, sign in zip(rows, text, strict=True):
        if sign == "?":
            row[1] = row[7] = 0.5
        else:
            row[DIGIT_CLASSES.index("" if sign == "x" else sign)] = sure
    return np.log(rows).astype(np.float32)


def decoded(
    by_lattice: str,
    by_line: str,
    *,
    sure: float = 0.999,
    line_sure: float = 0.999,
    height: float = 1.0,
    calibration: Calibration = TOGETHER,
    length: int | None = None,
) -> Decoded:
    count = len(by_lattice)
    columns = columns_saying(by_line, columns=6 * count, sure=line_sure)
    found = decode(
        count,
        [candidate(k, k + 1, height=height) for k in range(count)],
        rows_of(by_lattice, sure=sure),
        classes=DIGIT_CLASSES,
        calibration=calibration,
        beam=16,
        length=length,
        columns=Columns(columns, 0.0, 40.0 * count),
    )
    assert found is not None
    return found


def named(found: Decoded) -> dict[str, float]:
    return dict(zip(JOINT_EVIDENCE, found.evidence, strict=True))


def test_two_readers_that_agree_are_surer_than_one() -> None:
    both = decoded("407", "407", sure=0.9)
    alone = decoded("407", "407", sure=0.9, calibration=Calibration())
    assert both.hypotheses[0].text == alone.hypotheses[0].text == "407"
    assert both.confidence > alone.confidence
    assert not both.disagree
    assert named(both)["agree"] == 1.0


def test_without_a_joint_fit_the_second_reader_is_not_heard() -> None:
    found = decoded("407", "999", calibration=Calibration())
    assert found.hypotheses[0].text == "407"
    assert len(found.evidence) == len(EVIDENCE)


def test_where_a_length_is_demanded_the_second_reader_is_not_heard() -> None:
    assert decoded("4", "9", length=1).hypotheses[0].text == "4"


def test_the_second_reader_settles_what_the_lattice_doubts() -> None:
    found = decoded("40?", "407")
    assert found.hypotheses[0].text == "407"
    assert found.digits[-1][1] == "7"
    assert found.digits[-1][2] > 0.9
    assert found.digits[-1][3] == "1"


def test_readers_that_contradict_each_other_are_not_sure() -> None:
    found = decoded("407", "409")
    assert found.disagree
    assert found.confidence < 0.8
    assert {h.text for h in found.hypotheses[:2]} == {"407", "409"}
    assert named(found)["agree"] == 0.0
    (doubtful,) = [d for d in found.digits if d[2] < 0.9]
    assert {doubtful[1], doubtful[3]} == {"7", "9"}


def test_a_text_of_the_second_reader_alone_has_a_place_for_every_digit() -> None:
    found = decoded("48", "4718", sure=0.3, line_sure=0.9999)
    assert found.hypotheses[0].text == "4718"
    assert [digit for _, digit, _, _ in found.digits] == list("4718")
    assert all(0 <= index < 2 for index, _, _, _ in found.digits)


def test_digits_of_texts_of_other_lengths_count_where_they_stand() -> None:
    found = decoded("4071", "407", sure=0.9)
    assert found.hypotheses[0].text in ("407", "4071")
    assert all(p > 0.9 for _, digit, p, _ in found.digits if digit in "40")


def test_nothing_is_believed_where_both_see_nothing() -> None:
    found = decoded("xx", "", height=0.2)
    assert found.hypotheses[0].text == ""
    assert (found.digits, found.reasons) == ((), ("sign",))  # flat ink, which may be a dash


def weighed(**weights: float) -> Calibration:
    return Calibration(joint=JointFit(JointWeights(**weights)))


@pytest.mark.parametrize(("by_lattice", "by_line"), [("44", ""), ("xx", "44")])
def test_digits_that_one_reader_is_certain_are_none_are_read_for_a_person_to_see(
    by_lattice: str, by_line: str
) -> None:
    height = 0.2 if by_lattice == "xx" else 1.0
    heard = weighed(lattice=1.0, line=0.5) if by_lattice == "44" else TOGETHER
    found = decoded(
        by_lattice, by_line, sure=0.9999, line_sure=0.9999, height=height, calibration=heard
    )
    assert found.hypotheses[0].text == "44"
    assert "readers-disagree" in found.reasons


def test_a_second_reader_that_sees_nothing_is_believed_unless_the_lattice_outweighs_it() -> None:
    for lattice, text in ((0.55, ""), (1.0, "44")):
        heard = weighed(lattice=lattice, line=0.5)
        found = decoded("44", "", sure=0.9999, line_sure=0.9999, calibration=heard)
        assert found.hypotheses[0].text == text


def test_a_second_reader_that_is_heard_more_may_say_that_strokes_are_nothing() -> None:
    found = decoded("44", "", line_sure=0.9999, calibration=weighed(lattice=0.2, line=1.0))
    assert (found.hypotheses[0].text, found.reasons) == ("", ())


def test_a_lattice_alone_never_says_so_against_a_second_reader_that_sees_digits() -> None:
    found = decoded(
        "xx", "44", line_sure=0.9999, height=0.2, calibration=weighed(lattice=1.0, line=0.3)
    )
    assert found.hypotheses[0].text == "44"
    assert {"not-digits", "readers-disagree"} <= {*found.reasons}


def read(
    by_lattice: str, by_line: str, settings: Settings = LINE, *, pitch: int = 40
) -> list[Reading]:
    count = len(by_lattice)
    places = [Box(0, pitch * k, 40, 24) for k in range(count)]
    candidates = tuple(candidate(k, k + 1, box=place) for k, place in enumerate(places))
    boxes = tuple(c.box.moved(100, 200) for c in candidates)
    line = PreparedLine("", Box(100, 200, 40, 40 * count), count, candidates, boxes)
    columns = Columns(
        columns_saying(by_line, columns=6 * count, sure=0.999), 0.0, float(pitch * count)
    )
    decide = decide_line if settings.layout.mode is Layout.LINE else decide_page
    return decide(
        line,
        rows_of(by_lattice),
        classes=DIGIT_CLASSES,
        settings=settings,
        calibration=TOGETHER,
        columns=columns,
    )


def test_readers_that_agree_are_accepted_and_those_that_do_not_are_reviewed() -> None:
    (same,) = read("40718", "40718")
    assert (same.text, same.status, same.reasons) == ("40718", Status.ACCEPTED, ())
    (other,) = read("40718", "40719")
    assert other.status is Status.REVIEW
    assert other.reasons == ("low-confidence", "readers-disagree")
    assert other.confidence is not None
    assert other.confidence + sum(a.probability for a in other.alternatives) <= 1.0001


def test_certain_readers_may_differ_in_what_hardly_counts() -> None:
    easy = dataclasses.replace(LINE, decoding=dataclasses.replace(LINE.decoding, accept=0.3))
    (reading,) = read("40?18", "40718", easy)
    assert (reading.text, reading.status, reading.reasons) == ("40718", Status.ACCEPTED, ())


def test_each_part_of_a_pages_line_hears_its_own_columns() -> None:
    first, second = read("407x18", "407 18", Settings())
    assert (first.text, second.text) == ("407", "18")
    assert not {"readers-disagree"} & {*first.reasons, *second.reasons}


def reading(text: str, *, top: int, reasons: tuple[str, ...] = (), sure: float = 1.0) -> Reading:
    box = Box(top, 0, 40, 200)
    digits = tuple(Digit(d, sure, box) for d in text)
    status = Status.REVIEW if text else Status.BLANK
    return Reading(1, box, text, sure if text else None, status, reasons, digits=digits)


@pytest.mark.parametrize(
    ("readings", "chosen"),
    [
        ([reading("407", top=50), reading("918", top=0)], "918"),
        ([reading("40718", top=50), reading("18", top=0)], "40718"),
        ([reading("40718", top=50), reading("91826", top=0, sure=0.4)], "40718"),
        ([reading("918264", top=50, sure=0.5), reading("18", top=0, sure=0.8)], "18"),
        ([reading("918", top=50, sure=0.5), reading("407", top=0, sure=0.02)], "918"),
        ([reading("918", top=50, sure=0.5), reading("407", top=0, sure=0.3)], "407"),
        ([reading("407", top=0, reasons=("struck-out",)), reading("918", top=50)], "918"),
        ([reading("407", top=0, reasons=("struck-out",)), reading("", top=50)], "407"),
        ([reading("", top=50), reading("", top=0)], ""),
        ([reading("407", top=9)], "407"),
    ],
)
def test_of_several_strings_the_topmost_whole_one_is_meant(
    readings: list[Reading], chosen: str
) -> None:
    (found,) = choose_reading(readings)
    assert found.text == chosen


def test_of_no_strings_none_is_meant() -> None:
    assert choose_reading([]) == []


def test_what_both_readers_are_sure_of_is_reviewed_though_it_hangs_together_with_a_stroke() -> None:
    (reading,) = read("x407", "407", Settings(), pitch=28)
    assert (reading.text, reading.status) == ("407", Status.REVIEW)
    assert "not-digits" in reading.reasons


def test_what_only_one_reader_takes_for_digits_inside_a_word_is_left_out() -> None:
    assert read("x407", "", Settings(), pitch=28) == []
