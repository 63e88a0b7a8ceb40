"""The pages of errors, looked at again: a run file keeps what was read, not what else was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reader.decoding.calibration import Calibration
from reader.decoding.lattice import LatticeWeights
from reader.errors import ConfigurationError, ModelError, PageFailure
from reader.evaluation.matching import Outcome, bare
from reader.evaluation.sight import Sight, find_sight, is_covered
from reader.recognition import Model, load_model
from reader.records import Reading
from reader.settings import Settings, load_settings
from reader.sources import Source, hash_source, load_page
from reader.writers.stages import InspectedLine, InspectedPage, inspect_page
from reader.writers.view import RunFacts, SourceFacts

__all__ = ["SecondLook", "open_second_look"]


@dataclass(slots=True)
class SecondLook:
    """Says of a wrong outcome what its line's lattice offered; None where that is not to be had.

    Outcomes are best asked for in the order of the pages: the last page is kept.
    """

    sources: Mapping[str, SourceFacts]
    settings: Settings
    model: Model
    held: tuple[tuple[str, int], InspectedPage | None] | None = None

    def __call__(self, outcome: Outcome) -> Sight | None:
        reading = outcome.reading
        if reading is None or not outcome.truth or outcome.failure:
            return None
        page = self._page(outcome.file, outcome.page)
        line = None if page is None else _line_of(page, reading)
        if page is None or line is None:
            return None
        text = bare(outcome.truth) or ""
        return find_sight(line, reading, text, classes=page.classes, weights=self._weights())

    def covers(self, outcome: Outcome) -> bool:
        """Whether the truth of a written string could have been read: by the line that was read
        in its place, or, where it was missed, by a line in which nothing was read."""
        sight = self(outcome)
        if sight is not None:
            return sight.is_plausible
        page = self._page(outcome.file, outcome.page)
        if page is None or outcome.reading is not None or not outcome.truth:
            return False
        text, weights = bare(outcome.truth) or "", self._weights()
        return any(
            is_covered(line, text, classes=page.classes, weights=weights)
            for line in page.lines()
            if not any(reading.text for reading in line.readings)
        )

    def _weights(self) -> LatticeWeights:
        return Calibration.from_mapping(
            self.model.calibration, where=self.model.calibration_file
        ).lattice

    def _page(self, file: str, number: int) -> InspectedPage | None:
        if self.held is None or self.held[0] != (file, number):
            self.held = ((file, number), self._inspected(file, number))
        return self.held[1]

    def _inspected(self, file: str, number: int) -> InspectedPage | None:
        facts = self.sources.get(file)
        if facts is None or not Path(facts.path).is_file():
            return None
        source = Source(facts.name, Path(facts.path))
        try:
            if hash_source(source) != facts.sha256:
                return None
            page = load_page(source, number - 1, self.settings.sources)
        except PageFailure:
            return None
        return inspect_page(page, self.model, self.settings)


def open_second_look(
    facts: RunFacts, sources: Mapping[str, SourceFacts]
) -> tuple[SecondLook | None, str]:
    """Ready to look again with the model and the settings of a run; or None, and why not."""
    try:
        settings = load_settings(overrides=dict(facts.settings))
        model = load_model(
            settings.recognition.model, second_reader=settings.decoding.second_reader
        )
    except (ConfigurationError, ModelError) as error:
        return None, str(error)
    if model.checksum != facts.model_checksum:
        return None, f"model {facts.model_name} has changed since the run was read"
    return SecondLook(sources, settings, model), ""


def _line_of(page: InspectedPage, reading: Reading) -> InspectedLine | None:
    """The line that ``reading`` was made of; None where the page reads differently by now."""
    for line in page.lines():
        if any(r.box == reading.box and r.text == reading.text for r in line.readings):
            return line
    return None
