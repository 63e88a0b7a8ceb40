"""``reader read`` on good input: outputs, run file, resume, and what is said."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from command_line import csv_rows, run_reader, write_line, write_page
from reader.synthesis.prints import Typeface, print_text

COLUMNS = (
    "file,page,field,line,text,confidence,status,reasons,raw_text,alternatives,weakest,marks,"
    "kind,top,left,height,width"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pictures of one string each, two of them in folders, and a file that is none."""
    write_line(tmp_path / "scans" / "a2.png", "4711")
    write_line(tmp_path / "scans" / "a10.png", "00852")
    write_line(tmp_path / "scans" / "älter" / "b.png", "936")
    (tmp_path / "scans" / "notes.txt").write_text("not a scan")
    return tmp_path


def test_a_folder_becomes_a_spreadsheet_with_a_run_file_beside_it(folder: Path) -> None:
    done = run_reader(
        "read", "scans", "--layout", "line", "-o", "n.csv", "-o", "n.xlsx", folder=folder
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert sorted(p.name for p in folder.iterdir()) == ["n.csv", "n.run", "n.xlsx", "scans"]
    rows = csv_rows(folder / "n.csv")
    assert [row["file"] for row in rows] == ["a2.png", "a10.png", "älter/b.png"]
    assert ",".join(rows[0]) == COLUMNS
    assert all(row["status"] in {"accepted", "review"} for row in rows)


def test_the_closing_line_counts_everything(folder: Path) -> None:
    done = run_reader("read", "scans", "--layout", "line", "-o", "n.csv", folder=folder)

    last = done.stderr.splitlines()[-1]
    assert re.fullmatch(
        r"3 pages read: \d strings? accepted, \d to review, 0 blank; 0 pages failed; [\d.]+ s "
        r"\(1 file passed over: neither pictures nor PDFs\)",
        last,
    ), last
    assert "3/3 pages" in done.stderr


def test_printed_strings_come_only_when_asked_for(tmp_path: Path) -> None:
    draw_printed(tmp_path / "form.png")
    for words in ((), ("--printed",)):
        done = run_reader("read", "form.png", "-o", "-", *words, folder=tmp_path)
        assert done.returncode == 0, done.stderr
        assert (",printed," in done.stdout) is bool(words)


def draw_printed(path: Path) -> None:
    """A page of plain type, numbers in it."""
    image = np.full((300, 900), 255, np.uint8)
    for row, text in enumerate(("Registered voters 20194", "Total 83215 74602")):
        ink, _ = print_text(text, Typeface("sans"), height=44)
        image[40 + 90 * row : 40 + 90 * row + ink.shape[0], 60 : 60 + ink.shape[1]] -= ink
    cv2.imwrite(str(path), image)


def test_quiet_says_nothing(folder: Path) -> None:
    done = run_reader("read", "scans", "--layout", "line", "-o", "n.csv", "-q", folder=folder)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_dash_is_csv_on_stdout_and_keeps_no_run(folder: Path) -> None:
    done = run_reader("read", "scans", "--layout", "line", "-o", "-", folder=folder)

    assert done.returncode == 0
    assert done.stdout.removeprefix("\ufeff").startswith(COLUMNS + "\n")
    assert len(done.stdout.splitlines()) == 4
    assert [p.name for p in folder.iterdir()] == ["scans"]


def test_the_same_command_again_reads_only_what_is_new_or_changed(folder: Path) -> None:
    words = ("read", "scans", "--layout", "line", "-o", "n.csv", "-v")
    run_reader(*words, folder=folder)
    write_line(folder / "scans" / "a10.png", "11")
    write_line(folder / "scans" / "new.png", "22")
    again = run_reader(*words, folder=folder)

    read = [line.split(" page ")[0] for line in again.stderr.splitlines() if " page 1: " in line]
    assert read == ["a10.png", "new.png"]
    assert len(csv_rows(folder / "n.csv")) == 4


def test_a_page_gives_its_strings_in_reading_order(tmp_path: Path) -> None:
    write_page(tmp_path / "page.png", "471", "0852", "93620")
    run_reader("read", "page.png", "-o", "n.csv", folder=tmp_path)

    rows = csv_rows(tmp_path / "n.csv")
    assert [row["line"] for row in rows] == ["1", "2", "3"]
    assert [int(row["top"]) for row in rows] == sorted(int(row["top"]) for row in rows)


def test_only_the_pages_asked_for(tmp_path: Path) -> None:
    from PIL import Image as PillowImage

    numbers = ("471", "0852", "93620")
    written = [write_line(tmp_path / f"{text}.png", text) for text in numbers]
    first, *rest = [PillowImage.open(path) for path in written]
    first.save(tmp_path / "book.tif", save_all=True, append_images=rest)
    words = ("read", "book.tif", "--layout", "line", "-o", "n.csv")
    run_reader(*words, "--pages", "1,3-9", folder=tmp_path)
    assert [row["page"] for row in csv_rows(tmp_path / "n.csv")] == ["1", "3"]

    run_reader(*words, folder=tmp_path)
    assert [row["page"] for row in csv_rows(tmp_path / "n.csv")] == ["1", "2", "3"]

    none = run_reader(*words, "--pages", "7", folder=tmp_path)
    assert none.returncode == 3
    assert "no file has one of the pages 7" in none.stderr


def test_jobs_and_batch_size_do_not_change_a_byte(folder: Path) -> None:
    write_page(folder / "scans" / "page.png", *("1234567890"[k:] for k in range(8)))
    for jobs, size in ((1, 1), (3, 500)):
        done = run_reader(
            "read",
            "scans",
            "-j",
            str(jobs),
            "--batch-size",
            str(size),
            "-o",
            f"{jobs}.csv",
            "-o",
            f"{jobs}.jsonl",
            folder=folder,
        )
        assert done.returncode == 0, done.stderr

    assert (folder / "1.csv").read_bytes() == (folder / "3.csv").read_bytes()
    assert (folder / "1.jsonl").read_bytes() == (folder / "3.jsonl").read_bytes()


def test_stats_say_how_fast_it_went(folder: Path) -> None:
    done = run_reader("read", "scans", "--layout", "line", "-o", "-", "--stats", folder=folder)

    assert re.search(r"^pages: +3 \([\d.]+ a second\)$", done.stderr, re.MULTILINE)
    assert re.search(r"^model: +digits", done.stderr, re.MULTILINE)
    assert re.search(r"^engine: +.+ \(auto: ", done.stderr, re.MULTILINE)


def test_a_gpu_that_is_not_there_is_exit_code_5(folder: Path) -> None:
    from reader.recognition.engines import shows_gpu
    from reader.recognition.onnx_engine import gpu_providers

    if shows_gpu() or gpu_providers():
        pytest.skip("this machine may have a GPU")
    done = run_reader("read", "scans", "-o", "out.csv", "--device", "gpu", folder=folder)
    assert done.returncode == 5
    assert done.stderr.startswith("reader: device gpu: none can be used here")
    assert len(done.stderr.splitlines()) == 1
    assert not (folder / "out.csv").exists()


def test_export_writes_a_run_again(folder: Path) -> None:
    run_reader("read", "scans", "--layout", "line", "-o", "n.csv", folder=folder)
    done = run_reader("export", "n.run", "-o", "again.csv", "-o", "n.json", folder=folder)

    assert done.returncode == 0, done.stderr
    assert (folder / "again.csv").read_bytes() == (folder / "n.csv").read_bytes()
    assert (folder / "n.json").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="counts processor time of POSIX")
def test_help_answers_in_half_a_second_and_names_the_commands(tmp_path: Path) -> None:
    def spent() -> float:
        import resource

        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    before = spent()
    done = run_reader("--help", folder=tmp_path)

    assert spent() - before < 0.5  # seconds of the processor: other work does not count
    assert "Usage: reader" in done.stdout
    assert "read " in done.stdout


def test_version(tmp_path: Path) -> None:
    from reader import __version__

    assert run_reader("--version", folder=tmp_path).stdout == f"reader {__version__}\n"


def test_a_target_for_what_is_accepted_names_its_threshold(folder: Path) -> None:
    words = ("read", "scans", "--layout", "line", "-o", "-", "--target-accuracy", "0.99")
    done = run_reader(*words, folder=folder)
    assert done.returncode == 0, done.stderr
    assert re.search(
        r"strings are accepted from a confidence of [\d.]+ on, so that 0.99 of them be right",
        done.stderr,
    )

    both = run_reader(*words, "--accept", "0.9", folder=folder)
    assert both.returncode == 2
    assert "--accept and --target-accuracy both say when a string is accepted" in both.stderr
