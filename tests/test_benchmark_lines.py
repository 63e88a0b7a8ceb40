"""``scripts/benchmark_lines.py``: the pictures of a run, stages on one core, a peer's readings."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import cv2
import pytest

from command_line import write_line
from reader.recognition import load_model
from reader.recognition.line_reader import load_line_reader
from reader.records import Layout
from reader.settings import DecodingSettings, LayoutSettings, Settings
from scripts_alone import load_script
from tiny_models import write_tiny_line_model


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return load_script("line_speeds")


@pytest.fixture(scope="module")
def stages() -> ModuleType:
    return load_script("line_stages")


@pytest.fixture(autouse=True)
def threads() -> object:
    """As many as before: reading stage by stage takes one."""
    before = cv2.getNumThreads()
    yield
    cv2.setNumThreads(before)


def settings(second: str) -> Settings:
    return Settings(
        layout=LayoutSettings(mode=Layout.LINE), decoding=DecodingSettings(second_reader=second)
    )


def line_sets(folder: Path) -> Path:
    for name in ("vote_rows", "hsf_fields"):
        for text in ("147", "25"):
            write_line(folder / name / f"{text}_a.png", text)
    write_line(folder / "register_rows" / "1_a.png", "1")
    return folder


def test_pictures_are_taken_again_and_again_but_not_from_the_register(
    script: ModuleType, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    said = script.gather_pictures(out, line_sets(tmp_path / "dev"), 6)
    assert said == "6 pictures, the 4 of the line sets again and again"
    names = sorted(path.name for path in out.iterdir())
    assert [name[:6] for name in names] == [f"0000{k}_" for k in range(6)]
    assert names[0][6:] == names[4][6:] == "25_a.png"


def test_where_there_are_no_sets_lines_are_drawn(script: ModuleType, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    assert script.gather_pictures(out, tmp_path / "none", 2) == "2 drawn lines"
    assert len(list(out.iterdir())) == 2


def test_of_a_peer_s_text_digits_count(script: ModuleType, tmp_path: Path) -> None:
    data = line_sets(tmp_path / "dev")
    texts = {"00000_25_a.png": "$2.5", "00001_147_a.png": "741", "00002_25_a.png": "25"}
    texts |= {"00003_147_a.png": "1 47", "00004_25_a.png": "99"}
    assert script.peer_right(texts, data) == "hsf_fields 1 of 2, vote_rows 2 of 2"
    assert script.peer_right(texts, tmp_path) == "drawn lines"


def test_a_line_is_read_stage_by_stage(stages: ModuleType, tmp_path: Path) -> None:
    files = [write_line(tmp_path / f"{text}.png", text) for text in ("147", "25")]
    model = load_model("digits", device="cpu", threads=1, second_reader="off")
    clock = stages.read_in_stages(files, model, settings("off"))
    assert set(clock.seconds) == set(stages.LATTICE)
    assert clock.of_way(stages.LATTICE) == pytest.approx(sum(clock.seconds.values()))
    assert clock.of_way(("strips",)) == 0


def test_with_a_second_reader_there_are_its_stages_too(stages: ModuleType, tmp_path: Path) -> None:
    from dataclasses import replace

    second = write_tiny_line_model(tmp_path / "lines")
    reader = load_line_reader(second, device="cpu", threads=1)
    picture = write_line(tmp_path / "147.png", "147")
    model = load_model("digits", device="cpu", threads=1, second_reader="off")
    both = replace(model, line_reader=reader)
    clock = stages.read_in_stages([picture], both, settings(str(second)))
    assert set(clock.seconds) == {*stages.LATTICE, *stages.SECOND, *stages.BOTH}
    (text,) = stages.read_alone(picture, reader, settings(str(second)))
    assert set(text) <= set("0123456789")


def test_without_the_peer_s_package_it_is_passed_over(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import argparse
    import sys

    (tmp_path / "rapidocr.py").write_text("raise ImportError('none here')\n")
    given = argparse.Namespace(peer=sys.executable, repeats=1, jobs=1, data=tmp_path, lines=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(tmp_path))
        assert list(script._of_peer(tmp_path, given)) == []
    assert "passed over" in capsys.readouterr().out
    assert "rapidocr" in str(load_script("benchmark_lines").__doc__)
