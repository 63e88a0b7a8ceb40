"""What is kept apart for validation: whole writers, where anything is known of them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import cv2
import numpy as np
import pytest

from drawn_digits import drawn_digit
from reader.training.data.cheques import is_calibration_file
from reader.training.data.datasets import load_set
from reader.training.data.ink_sets import InkSet
from reader.training.data.splits import WRITERS, places_of, split_set, split_tail
from reader.training.glyphs.mining import mine_cheques
from reader.training.glyphs.pool import draw_pool
from reader.training.glyphs.stock import load_stock
from reader.training.recipe import DataRecipe

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "train"

DOT = np.ones((2, 2), np.uint8)


def ink_set(labels: str, **known: object) -> InkSet:
    return dataclasses.replace(InkSet("a", (DOT,) * len(labels), tuple(labels)), **known)


def test_the_tail_of_each_class_is_for_validation() -> None:
    kept, tail = split_tail(("a", "a", "b", "a", "a", "b"), part=0.5)
    assert kept.tolist() == [0, 1, 2]
    assert tail.tolist() == [3, 4, 5]


def test_a_part_too_small_for_a_source_still_keeps_one_apart() -> None:
    one = ink_set("1111", sources=("a", "a", "a", "b"))
    assert split_set(one, part=0.05)[1].tolist() == [3]


def test_without_sources_the_tail_of_each_class_is_apart() -> None:
    assert split_set(ink_set("1212"), part=0.5)[1].tolist() == [2, 3]


def test_the_last_writers_are_apart_and_the_one_between_on_neither_side() -> None:
    one = ink_set("12121212", order=(0, 0, 1, 1, 2, 2, 3, 3), guard=1)
    kept, apart = split_set(one, part=0.25)
    assert kept.tolist() == [0, 1, 2, 3]
    assert apart.tolist() == [6, 7]


def test_the_pictures_of_one_place_stay_together() -> None:
    one = ink_set("12121212", order=(0, 0, 1, 1, 2, 2, 3, 3))
    assert split_set(one, part=0.3)[1].tolist() == [6, 7]
    assert split_set(one, part=0.4)[1].tolist() == [4, 5, 6, 7]


def test_pictures_without_a_place_are_never_apart() -> None:
    one = ink_set("12121212", order=(-1, 1, -1, 3, -1, 5, -1, 7), guard=1)
    kept, apart = split_set(one, part=0.9)
    assert kept.tolist() == [0, 2, 4, 6]
    assert apart.tolist() == [1, 3, 5, 7]


def test_nothing_is_apart_where_nothing_shall_be() -> None:
    one = ink_set("1212", order=(0, 1, 2, 3), sources=("a", "a", "b", "b"))
    kept, apart = split_set(one, part=0.0)
    assert (kept.tolist(), apart.tolist()) == ([0, 1, 2, 3], [])


def test_every_second_picture_of_mnist_has_a_place_up_to_its_end() -> None:
    places = places_of("mnist", ["5"] * 60_000)
    assert places is not None
    assert places[:4].tolist() == [-1, 1, -1, 3]
    assert places[-4:].tolist() == [59_996, 59_997, 59_998, 59_999]


def test_a_writer_of_semeion_has_one_place_in_all_classes() -> None:
    labels = "0" * 20 + "1" * 20 + "2" * 1513 + "0" * 40
    places = places_of("semeion", labels)
    assert places is not None
    assert places[:40].tolist() == [*range(20), *range(20)]
    assert places[-40:].tolist() == [*range(20, 60)]


def test_ranks_count_within_a_class() -> None:
    places = places_of("bd62", ["a", "a", "b", "a", "b"] + ["c"] * 6195)
    assert places is not None
    assert places[:5].tolist() == [0, 1, 0, 2, 1]


def test_of_a_file_of_another_size_nothing_is_known() -> None:
    assert places_of("mnist", "123") is None
    assert places_of("hwd1000", "1" * 1000) is None


def test_an_npz_file_that_names_its_writers_is_split_by_them(tmp_path: Path) -> None:
    pictures = np.stack([drawn_digit(k % 10, k) for k in range(40)])
    writers = [f"w{k // 10}" for k in range(40)]
    np.savez(tmp_path / "mnist.npz", x=pictures, y=np.arange(40) % 10, source=writers)
    recipe = DataRecipe(sets={"mnist": 1.0}, validation=0.25)
    (kept, _), *_ = load_stock(recipe, tmp_path, training=True).digits
    (apart, _), *_ = load_stock(recipe, tmp_path, training=False).digits
    assert len(set(apart.sources)) == 1
    assert len(set(kept.sources)) == 3
    assert not set(kept.sources) & set(apart.sources)


def write_cheques(folder: Path, *, count: int) -> list[str]:
    """Strips that say 10, in files that are not kept for calibration."""
    (folder / "cheque_amounts").mkdir(parents=True)
    names = [n for n in (f"{k}.png" for k in range(999)) if not is_calibration_file(n)][:count]
    rows = ["file,text,digit_boxes_xywh"]
    for name in names:
        strip = np.full((60, 120), 220, np.uint8)
        cv2.line(strip, (25, 12), (25, 48), 30, 3)
        cv2.ellipse(strip, (85, 30), (10, 18), 0, 0, 360, 30, 3)
        cv2.imwrite(str(folder / "cheque_amounts" / name), strip)
        rows.append(f'{name},10,"1:22,10,7,41 0:73,10,25,41"')
    (folder / "cheque_amounts" / "truth.csv").write_text("\n".join(rows), encoding="utf-8")
    return names


def test_a_cheque_kept_for_validation_is_not_mined_either(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = write_cheques(data_folder, count=8)
    assert mine_cheques(data_folder, files=names[:1]).labels
    recipe = DataRecipe(
        sets={"mnist": 1.0, "cheque_amounts": 1.0}, glyphs=20, validation=0.25, mined=0.5, lines=1
    )
    (apart, _) = load_stock(recipe, data_folder, training=False).digits[1]
    mined: set[str] = set()

    def watched(folder: Path, *, files: set[str]) -> object:
        mined.update(files)
        return mine_cheques(folder, files=files)

    monkeypatch.setattr("reader.training.glyphs.pool.mine_cheques", watched)
    draw_pool(recipe, data_folder, seed=1, processes=1)
    assert len(set(apart.sources)) == 2
    assert mined == set(names) - set(apart.sources)


@pytest.mark.skipif(not DATA.is_dir(), reason="the real training data are not on this machine")
@pytest.mark.parametrize("name", sorted(set(WRITERS) - {"mnist"}))
def test_every_published_file_is_split_by_the_order_of_its_writers(name: str) -> None:
    one = load_set(DATA, name)
    kept, apart = split_set(one, part=0.03)
    order = np.array(one.order)
    assert order[apart].min() - order[kept].max() > one.guard
    assert 0.02 < len(apart) / len(order) < 0.05
    assert len(kept) / len(order) > 0.85
