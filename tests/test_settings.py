"""Settings: what is given is checked at once, and what is wrong is said with file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.errors import SettingsError
from reader.records import Layout
from reader.settings import Settings, load_settings, parse_assignments, settings_digest


def test_nothing_given_is_the_default() -> None:
    assert load_settings() == Settings()


def test_a_file_changes_what_it_names_and_an_override_has_the_last_word(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('[decoding]\naccept = 0.9\nbeam = 4\n[layout]\nmode = "line"\n')
    settings = load_settings(path, overrides={"decoding.beam": 8})
    assert (settings.decoding.accept, settings.decoding.beam) == (0.9, 8)
    assert settings.layout.mode is Layout.LINE
    assert settings.imaging == Settings().imaging


def test_a_whole_number_will_do_for_a_fraction() -> None:
    assert load_settings(overrides={"decoding.accept": 1}).decoding.accept == 1.0


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("decoding.acept", 0.9, r"unknown key in \[decoding\]: acept; did you mean accept\?"),
        ("decodin.accept", 0.9, r"unknown section: decodin; did you mean decoding\?"),
        ("zzz.accept", 0.9, "unknown section: zzz; known: decoding, imaging, layout"),
        ("decoding.accept", "high", "decoding.accept = 'high'; expected float"),
        ("decoding.beam", 2.5, "decoding.beam = 2.5; expected int"),
        ("decoding.beam", True, "decoding.beam = True; expected int"),
        ("layout.mode", "leaf", "layout.mode = 'leaf'; expected one of page, line, digit"),
        ("decoding.accept", 7, "decoding.accept = 7.0; expected 0 to 1"),
        ("decoding.accept", float("nan"), "decoding.accept = nan; expected 0 to 1"),
        ("decoding.beam", 0, "decoding.beam = 0; expected at least 1"),
        ("sources.max_pixels", -3.0, "sources.max_pixels = -3.0; expected at least 1"),
        ("layout.reach", -1.0, "layout.reach = -1.0; expected at least 0"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_name_and_what_was_expected(
    key: str, value: object, message: str
) -> None:
    with pytest.raises(SettingsError, match=f"^setting {key}: {message}"):
        load_settings(overrides={key: value})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"accept = 0.9", "unknown section: accept"),
        (b"decoding = 3", r"\[decoding\] must be a table of keys"),
        (b"[decoding\n", "not a TOML file"),
        (b"\xff\xfe", "not a TOML file"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name(
    tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=f"own.toml: {message}"):
        load_settings(path)


def test_a_missing_file_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no\.toml: settings file cannot be read: No such"):
        load_settings(tmp_path / "no.toml")


def test_assignments_are_spelt_as_in_toml_and_bare_words_are_text() -> None:
    given = ["decoding.accept=0.9", "layout.mode=line", 'recognition.model = "own"']
    assert parse_assignments(given) == {
        "decoding.accept": 0.9,
        "layout.mode": "line",
        "recognition.model": "own",
    }


@pytest.mark.parametrize("given", ["decoding.accept", "accept=0.9", ""])
def test_an_assignment_without_section_or_value_is_refused(given: str) -> None:
    with pytest.raises(SettingsError, match=r"expected section\.key=value, as in"):
        parse_assignments([given])


def test_the_digest_changes_with_any_setting_and_with_the_model() -> None:
    other = load_settings(overrides={"decoding.beam": 8})
    digests = {
        settings_digest(Settings(), "model a"),
        settings_digest(other, "model a"),
        settings_digest(Settings(), "model b"),
    }
    assert len(digests) == 3
    assert settings_digest(Settings(), "model a") in digests
