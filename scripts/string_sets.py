"""The sets of strings: what a picture of each holds, and how one is read against its truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reader.batch import digest_sources, read_sources
from reader.batch.worker import PageSteps
from reader.evaluation import (
    Evaluation,
    Outcome,
    Truth,
    evaluate_readings,
    load_truth,
    truth_from_names,
)
from reader.evaluation.second_look import SecondLook
from reader.evaluation.sight import Sight
from reader.evaluation.truth import TruthStatus
from reader.recognition import Model
from reader.records import Layout, PageResult
from reader.runs import open_run
from reader.settings import Settings, load_settings, parse_assignments
from reader.sources import find_sources
from reader.writers.view import SourceFacts

__all__ = [
    "LAYOUTS",
    "POOLED",
    "REGISTER",
    "Measured",
    "is_pooled",
    "measure_folder",
    "read_folders",
    "settings_of",
    "truths_of",
]

LAYOUTS = {
    "cheque_amounts": Layout.LINE,
    "boxed_cheque_amounts": Layout.LINE,
    "boxed_cheque_dates": Layout.LINE,
    "tally_forms_fields": Layout.LINE,
    "tally_forms_dates": Layout.LINE,
    "hsf_fields": Layout.LINE,
    "vote_rows": Layout.LINE,
    "register_rows": Layout.LINE,
    "pen_strokes": Layout.LINE,
    "photos": Layout.PAGE,
    "vote_rows_pages": Layout.PAGE,
    "tally_forms_pages": Layout.PAGE,
    "hsf_page": Layout.PAGE,
    "digits/own_handwriting": Layout.DIGIT,
    "digits/answer_cells": Layout.DIGIT,
}
"""The sets, and what a picture of each holds."""

REGISTER = "register_rows"
"""Larger than all other line sets together: they are pooled without it."""

POOLED = "line sets pooled"
"""The name under which figures of all line sets but ``REGISTER`` are kept."""

TRUTH_FILES = ("truth.csv", "truth_fields.csv")
"""In the order of preference; where there is neither, the file names are the truth."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A set that was read: its figures, and of how many wrong or missed strings the truth could
    have been spelt. ``folder`` holds its pictures."""

    name: str
    layout: Layout
    folder: Path
    evaluation: Evaluation
    covered: int

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        return self.evaluation.matches.outcomes


@dataclass(slots=True)
class Look:
    """Looks at the pages of wrong outcomes again, and counts the truths that could be spelt."""

    second: SecondLook
    covered: int = field(default=0)

    def __call__(self, outcome: Outcome) -> Sight | None:
        if outcome.truth and self.second.covers(outcome):
            self.covered += 1
        return self.second(outcome)


def is_pooled(name: str) -> bool:
    """Whether a set is one of those whose figures are pooled."""
    return LAYOUTS.get(name) is Layout.LINE and name != REGISTER


def settings_of(layout: Layout, assignments: Sequence[str] = ()) -> Settings:
    """The default settings for pictures of one kind, with ``section.key=value`` changed.

    Raises
    ------
    SettingsError
        If an assignment names no setting, or a value that it cannot have.
    """
    overrides = parse_assignments(list(assignments)) | {"layout.mode": layout.value}
    return load_settings(overrides=overrides)


def measure_folder(
    folder: Path, model: Model, settings: Settings, *, jobs: int, name: str = ""
) -> Measured:
    """The readings of a folder against its truth, with the causes of what is wrong.

    Raises
    ------
    ReaderError
        If there is no picture in it, or its truth file is not as described.
    """
    results, facts = _read([folder], model, settings, jobs=jobs)
    look = Look(SecondLook(facts, settings, model))
    evaluation = evaluate_readings(results, truths_of(folder, results), look=look)
    return Measured(name or folder.name, settings.layout.mode, folder, evaluation, look.covered)


def read_folders(
    folders: Sequence[Path],
    model: Model,
    settings: Settings,
    *,
    jobs: int,
    steps: PageSteps | None = None,
) -> list[list[PageResult]]:
    """The pages of each folder as ``reader read`` reads them, all in one batch.

    ``steps`` prepare the pages in another way.

    Raises
    ------
    ReaderError
        If there is no picture in them.
    """
    results, facts = _read(folders, model, settings, jobs=jobs, steps=steps)
    paths = {name: Path(source.path) for name, source in facts.items()}
    return [
        [one for one in results if paths[one.source].is_relative_to(folder.resolve())]
        for folder in folders
    ]


def _read(
    folders: Sequence[Path],
    model: Model,
    settings: Settings,
    *,
    jobs: int,
    steps: PageSteps | None = None,
) -> tuple[list[PageResult], dict[str, SourceFacts]]:
    """Results in the order of the files, and the facts of these by name."""
    sources = find_sources(folders).sources
    with open_run(
        None,
        settings=settings,
        model_name=model.manifest.name,
        model_checksum=model.checksum,
    ) as run:
        run.begin(digest_sources(sources))
        read_sources(run, sources, model, settings, jobs=jobs, steps=steps)
        return list(run.iter_results()), {source.name: source for source in run.iter_sources()}


def truths_of(folder: Path, results: Sequence[PageResult]) -> tuple[Truth, ...]:
    """The truth of a set; fillers, which ``reader evaluate`` leaves out, count here."""
    for name in TRUTH_FILES:
        if (folder / name).is_file():
            return tuple(_with_filler(truth) for truth in load_truth(folder / name))
    return truth_from_names(dict.fromkeys(result.source for result in results))


def _with_filler(truth: Truth) -> Truth:
    """A place with nothing but crosses must be read as blank."""
    if truth.status is not TruthStatus.FILLER:
        return truth
    return Truth(truth.file, truth.page, truth.field, (), TruthStatus.BLANK)
