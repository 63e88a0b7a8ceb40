"""A baseline trained on a few drawn digits, from recipe to figures; our own model beside it."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from drawn_digits import drawn_digit
from fakes import ConstantClassifier
from reader.errors import DataError
from reader.imaging.normalize import normalize_glyph
from reader.recognition import Model
from reader.recognition.manifest import Manifest
from reader.settings import load_settings
from reader.training.baselines.compare import (
    AUTHOR,
    OURS,
    Compared,
    baseline_figures,
    model_figures,
)
from reader.training.baselines.fit import fit_baseline, net_file, probabilities, trained_net
from reader.training.baselines.lessons import load_lessons
from reader.training.baselines.recipe import Baseline, Fit, Input, Net, Variant, Windows
from reader.training.baselines.samples import (
    NOBODY,
    Samples,
    clean_ink_of,
    load_folder,
    samples_of,
)

FIT = Fit(epochs=12, batch_size=16)
BASELINE = Baseline(
    "tiny",
    "a tiny net",
    Net(hidden=(32,)),
    (
        Variant("plain", FIT, Input(), {"paper": "50", "drawn, mean probability": "100"}),
        Variant("thick", FIT, Input(erosion=2)),
        Variant("placed", FIT, Input(centred=True)),
    ),
    Windows(),
)


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty drawn digits, dark on light, as files with their truth."""
    folder = tmp_path_factory.mktemp("dev") / "paper"
    folder.mkdir()
    lines = ["file,text"]
    for digit in range(10):
        for copy in range(2):
            large = cv2.resize(drawn_digit(digit, copy), (112, 112))
            cv2.imwrite(str(folder / f"{digit}_{copy}.png"), 255 - large)
            lines.append(f"{digit}_{copy}.png,{digit}")
    (folder / "truth.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


def compared(data_folder: Path, paper: Path, work: Path) -> dict[tuple[str, ...], Compared]:
    settings = load_settings(overrides={"layout.mode": "digit"})
    drawn = np.stack([drawn_digit(d, 0) for d in range(10)])
    glyphs = np.stack([normalize_glyph(one) for one in drawn])
    plain = Samples("drawn", tuple(drawn), glyphs, np.arange(10), plain=True)
    noise = np.random.default_rng(1).integers(256, size=(5, 28, 28), dtype=np.uint8)
    nonsense = Samples("noise", tuple(noise), noise, np.full(5, NOBODY), plain=True)
    found = baseline_figures(
        BASELINE,
        [plain, samples_of(load_folder(paper, settings))],
        [nonsense],
        [load_folder(paper, load_settings(overrides={"layout.mode": "line"}))],
        net_of=lambda variant: trained_net(BASELINE, variant, data=data_folder, work=work),
    )
    return {(o.variant, o.input, o.dataset, o.figure.measure): o for o in found}


def test_every_way_is_measured_once(data_folder: Path, paper: Path, tmp_path: Path) -> None:
    found = compared(data_folder, paper, tmp_path)
    assert found["plain", AUTHOR, "drawn", "right"].figure.figure == 100
    assert found["plain", OURS, "drawn", "right"].figure.figure >= 50
    assert found["plain", AUTHOR, "paper", "right"].reported == "50"
    assert found["plain", OURS, "paper", "right"].reported == ""
    assert found["plain", AUTHOR, "drawn", "right"].reported == ""
    assert found["plain", AUTHOR, "drawn", "mean probability"].reported == "100"
    assert ("plain", AUTHOR, "noise", "99 % sure") in found
    # a way that differs only in what the normaliser stands for is not measured behind it again
    assert ("thick", AUTHOR, "drawn", "right") not in found
    assert ("thick", OURS, "paper", "right") in found
    assert ("placed", OURS, "paper", "right") not in found
    assert ("placed", AUTHOR, "paper", "right") in found


def test_a_net_that_was_trained_before_is_not_trained_again(
    data_folder: Path, tmp_path: Path
) -> None:
    said: list[str] = []
    for _ in range(2):
        net = trained_net(
            BASELINE, BASELINE.variants[0], data=data_folder, work=tmp_path, say=said.append
        )
    assert said == ["tiny, plain: training, 12 epochs"]
    assert [path.name for path in tmp_path.glob("*.keras")] == [
        net_file(BASELINE, BASELINE.variants[0])
    ]
    drawn = drawn_digit(4, 0)[None, ..., None].astype(np.float32) / 255
    assert probabilities(net, drawn, logits=False).argmax() == 4
    assert probabilities(net, drawn[:0], logits=False).shape == (0, 10)


def test_sharpened_copies_are_learnt_beside_the_originals(data_folder: Path) -> None:
    lessons = load_lessons(data_folder, "digits")
    fit = Fit(epochs=1, batch_size=16, sharpened=True, optimizer="rmsprop")
    net = fit_baseline(Net(hidden=(4,), logits=True), fit, lessons)
    assert int(net.optimizer.iterations.numpy()) == 10
    said = probabilities(net, np.zeros((2, 28, 28, 1), np.float32), logits=True)
    assert said.sum(axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_our_own_model_reads_pictures_by_the_whole_pipeline(paper: Path) -> None:
    model = Model(Manifest("ours", "1", (*"0123456789", ""), {}), ConstantClassifier("3"), {})
    folder = load_folder(paper, load_settings(overrides={"layout.mode": "digit"}))
    samples = samples_of(folder)
    nonsense = Samples("noise", samples.pictures, samples.glyphs, np.full(20, NOBODY))
    found = {
        (one.dataset, one.figure.measure): one.figure.figure
        for one in model_figures(model, [samples], [nonsense], [folder])
    }
    assert found["paper", "right"] == 10
    assert ("noise", "99 % sure") in found


def test_a_blank_picture_is_nobody_s(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "blank.png"), np.full((60, 60), 255, np.uint8))
    (tmp_path / "truth.csv").write_text("file,text\nblank.png,0\n", encoding="utf-8")
    settings = load_settings(overrides={"layout.mode": "digit"})
    folder = load_folder(tmp_path, settings)
    samples = samples_of(folder)
    assert not samples.glyphs.any()
    assert samples.labels.tolist() == [0]
    assert samples.glyph_labels.tolist() == [NOBODY]
    assert not clean_ink_of(folder.pages[0], settings).any()


def test_a_folder_without_truth_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"truth\.csv: truth cannot be read: No such file"):
        load_folder(tmp_path, load_settings())


def test_a_truth_without_texts_is_refused(tmp_path: Path) -> None:
    (tmp_path / "truth.csv").write_text("file,digit\na.png,1\n", encoding="utf-8")
    with pytest.raises(DataError, match="no column 'text'; expected file,text"):
        load_folder(tmp_path, load_settings())
