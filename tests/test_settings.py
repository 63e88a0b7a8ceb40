"""Settings come from TOML and ``--set``; what is unknown or wrong is refused with advice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reader.errors import SettingsError
from reader.records import Layout
from reader.settings import Settings, load_settings, parse_assignments, settings_digest


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_there_are_the_defaults() -> None:
    assert load_settings() == Settings()


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    path = written(tmp_path, '[layout]\nmode = "line"\n[decoding]\naccept = 1\n')
    settings = load_settings(path)
    assert settings.layout.mode is Layout.LINE
    assert settings.decoding.accept == 1.0
    assert isinstance(settings.decoding.accept, float)
    assert settings.imaging == Settings().imaging


def test_assignments_go_over_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, "[decoding]\naccept = 0.5\n")
    overrides = parse_assignments(["decoding.accept = 0.9", "layout.mode=digit"])
    settings = load_settings(path, overrides=overrides)
    assert settings.decoding.accept == 0.9
    assert settings.layout.mode is Layout.DIGIT


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[decodnig]\n", r"unknown section: decodnig; did you mean decoding\?"),
        ("[xyz]\n", r"unknown section: xyz; known: decoding, "),
        ("[decoding]\nacept = 1\n", r"unknown key in \[decoding\]: acept; did you mean accept\?"),
        ("decoding = 3\n", r"\[decoding\] must be a table of keys"),
        ('[decoding]\naccept = "high"\n', r"decoding.accept = 'high'; expected float"),
        ("[decoding]\nbeam = 2.5\n", r"decoding.beam = 2.5; expected int"),
        ("[decoding]\nbeam = true\n", r"decoding.beam = True; expected int"),
        ('[layout]\nmode = "pages"\n', r"mode = 'pages'; expected one of page, line, digit"),
        ("[decoding\n", r"not a TOML file"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_with_the_file(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(SettingsError, match=rf"mine.toml: .*{message}"):
        load_settings(written(tmp_path, text))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none.toml: settings file cannot be read"):
        load_settings(tmp_path / "none.toml")


def test_a_file_in_another_encoding_is_no_toml_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"# \xff\xfe\n")
    with pytest.raises(SettingsError, match=r"mine.toml: not a TOML file"):
        load_settings(path)


@pytest.mark.parametrize("assignment", ["accept=1", "decoding.accept", "", "="])
def test_an_assignment_names_section_and_key(assignment: str) -> None:
    with pytest.raises(SettingsError, match=r"expected section.key=value, as in decoding.accept"):
        parse_assignments([assignment])


def test_the_digest_tells_settings_and_models_apart() -> None:
    others: list[Any] = [
        settings_digest(Settings()),
        settings_digest(Settings(), "model"),
        settings_digest(load_settings(overrides={"decoding.beam": 17})),
    ]
    assert len(set(others)) == 3
    assert settings_digest(Settings()) == others[0]
    assert all(len(digest) == 16 for digest in others)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("decoding.accept", 7, "decoding.accept = 7.0; expected 0 to 1"),
        ("decoding.accept", float("nan"), "decoding.accept = nan; expected 0 to 1"),
        ("decoding.beam", 0, "decoding.beam = 0; expected at least 1"),
        ("sources.max_pixels", -3.0, "sources.max_pixels = -3.0; expected at least 1"),
        ("layout.reach", -1.0, "layout.reach = -1.0; expected at least 0"),
    ],
)
def test_what_is_out_of_range_is_refused(key: str, value: float, message: str) -> None:
    with pytest.raises(SettingsError, match=f"^setting {key}: {message}"):
        load_settings(overrides={key: value})
