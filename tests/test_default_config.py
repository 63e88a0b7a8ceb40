"""configs/default.toml is the list of all settings: complete, true, and explained."""

from __future__ import annotations

import dataclasses
import itertools
import tomllib
from pathlib import Path

from reader.settings import Settings, load_settings

DEFAULT = Path(__file__).parent.parent / "configs" / "default.toml"


def test_it_holds_every_setting_with_its_default() -> None:
    assert load_settings(DEFAULT) == Settings()

    written = tomllib.loads(DEFAULT.read_text(encoding="utf-8"))
    known = dataclasses.asdict(Settings())
    assert {s: set(keys) for s, keys in written.items()} == {s: set(k) for s, k in known.items()}


def test_every_key_is_explained_by_the_comment_above_it() -> None:
    lines = DEFAULT.read_text(encoding="utf-8").splitlines()
    for above, line in itertools.pairwise(lines):
        if "=" in line and not line.startswith("#"):
            assert above.startswith("# "), f"no comment above: {line}"


def test_sections_stand_in_the_order_of_a_page() -> None:
    written = tomllib.loads(DEFAULT.read_text(encoding="utf-8"))
    assert list(written) == [field.name for field in dataclasses.fields(Settings)]
