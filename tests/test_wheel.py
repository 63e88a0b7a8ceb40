"""The wheel reads outside the repository: model and settings travel inside it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from command_line import REPOSITORY, csv_rows, write_line


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling", reason="builds the wheel")
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", out, REPOSITORY)
    (built,) = out.glob("*.whl")
    return built


def run(*words: object, **options: object) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(word) for word in words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
        check=False,
        **options,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_the_wheel_holds_models_and_settings_and_nothing_of_the_workshop(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    assert {
        "reader/_models/digits/model.onnx",
        "reader/_models/digits/manifest.json",
        "reader/_models/letters/model.onnx",
        "reader/_configs/default.toml",
    } <= names
    folders = {name.split("/")[0] for name in names}
    assert {folder for folder in folders if not folder.endswith(".dist-info")} == {"reader"}


def test_an_installed_wheel_reads_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    place, folder = tmp_path / "installed", tmp_path / "elsewhere"
    install = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index")
    run(*install, "--disable-pip-version-check", "--target", place, wheel)
    write_line(folder / "scans" / "a.png", "4711")
    environment = {**os.environ, "PYTHONPATH": str(place)}

    where = run(
        sys.executable, "-c", "import reader; print(reader.__file__)", cwd=folder, env=environment
    )
    assert Path(where.stdout.strip()).is_relative_to(place)
    command = next((place / "bin").glob("reader*"), None) or place / "Scripts" / "reader.exe"
    run(command, "read", "scans", "--layout", "line", "-o", "n.csv", cwd=folder, env=environment)
    assert [row["file"] for row in csv_rows(folder / "n.csv")] == ["a.png"]
