"""JSON and JSONL: everything that is known, on lines that stay lines."""

from __future__ import annotations

import io
import json
import math

from hypothesis import given

from example_results import FakeRun, failed_result, page_results, read_result, reading
from reader.records import Alternative, Mark, PageResult, Status, Step
from reader.writers.json import write_json
from reader.writers.jsonl import write_jsonl
from reader.writers.rows import COLUMNS, rows_of
from reader.writers.view import RunView, Verification


def written_json(run: RunView) -> bytes:
    stream = io.BytesIO()
    write_json(run, stream)
    return stream.getvalue()


def written_jsonl(run: RunView) -> bytes:
    stream = io.BytesIO()
    write_jsonl(run, stream)
    return stream.getvalue()


def test_jsonl_has_the_columns_as_keys_numbers_as_numbers_and_null_for_none() -> None:
    data = written_jsonl(FakeRun([read_result("ä.png", 0, "00742"), failed_result("b.png")]))
    first, second = (json.loads(line) for line in data.decode().splitlines())
    assert tuple(first) == COLUMNS
    assert (first["file"], first["page"], first["text"]) == ("ä.png", 1, "00742")
    assert (first["confidence"], first["top"], first["weakest"]) == (0.9731, 10, "5:2:0.9500")
    assert (second["status"], second["confidence"], second["width"]) == ("failed", None, None)
    assert "ä.png".encode() in data  # readable as it stands


@given(page_results())
def test_any_row_comes_back_from_jsonl_on_one_line(result: PageResult) -> None:
    data = written_jsonl(FakeRun([result]))
    found = [tuple(json.loads(line).values()) for line in data.decode().splitlines()]
    assert found == [row.cells() for row in rows_of(result)]
    assert data == written_jsonl(FakeRun([result]))


def test_a_name_that_is_not_utf8_is_escaped_in_both() -> None:
    run = FakeRun([read_result("scan\udcff.png")], names=["scan\udcff.png"])
    assert json.loads(written_jsonl(run))["file"] == "scan\\udcff.png"
    assert json.loads(written_json(run))["pages"][0]["file"] == "scan\\udcff.png"


def test_json_goes_from_pages_to_strings_to_digits() -> None:
    string = reading(
        "42",
        status=Status.REVIEW,
        reasons=("low-confidence",),
        alternatives=(Alternative("47", 0.08),),
        marks=(Mark("comma", 1),),
    )
    steps = (Step("deskew", (("degrees", 0.5),)),)
    run = FakeRun([PageResult("a.png", 1, (string,), steps=steps, size=(300, 200))])
    found = json.loads(written_json(run))
    assert (found["reader"], found["model"], found["settings_digest"]) == (
        "0.1.0",
        "digits",
        "0123456789abcdef",
    )
    (page,) = found["pages"]
    (said,) = page.pop("strings")
    assert page == {
        "file": "a.png",
        "page": 2,
        "height": 300,
        "width": 200,
        "error": None,
        "steps": [{"name": "deskew", "facts": {"degrees": 0.5}}],
    }
    assert said["digits"][1] == {
        "digit": "2",
        "probability": 0.98,
        "runner_up": "7",
        "box": {"top": 10, "left": 30, "height": 9, "width": 8},
    }
    assert said["alternatives"] == [{"text": "47", "probability": 0.08}]
    assert said["marks"] == [{"kind": "comma", "position": 1}]
    assert (said["reasons"], said["confidence"]) == (["low-confidence"], 0.9731)


def test_json_tells_why_a_page_failed_and_what_a_person_settled() -> None:
    run = FakeRun(
        [read_result("a.png"), failed_result("b.png")],
        verified={("a.png", 1, "", 1): Verification("9", "Ada", "2026-11-20T07:00:00+00:00")},
    )
    read, failed = json.loads(written_json(run))["pages"]
    assert read["strings"][0]["final_text"] == "9"
    assert failed["error"] == {"reason": "timeout", "message": "b.png: took too long"}
    assert failed["strings"] == []


def test_json_of_a_run_without_results_has_no_pages() -> None:
    assert json.loads(written_json(FakeRun([])))["pages"] == []


def test_figures_that_json_cannot_say_go_as_text() -> None:
    steps = (Step("scale", (("pitch", math.inf), ("width", math.nan))),)
    found = json.loads(written_json(FakeRun([PageResult("a.png", 0, steps=steps)])))
    assert found["pages"][0]["steps"][0]["facts"] == {"pitch": "inf", "width": "nan"}


@given(page_results())
def test_any_result_is_valid_json_and_the_same_each_time(result: PageResult) -> None:
    data = written_json(FakeRun([result]))
    (page,) = json.loads(data)["pages"]
    assert [string["text"] for string in page["strings"]] == [r.text for r in result.readings]
    assert data == written_json(FakeRun([result]))
