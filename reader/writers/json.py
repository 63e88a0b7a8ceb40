"""JSON with all that is known: pages, their strings, and every digit with its box."""

from __future__ import annotations

import json
import math
from typing import Any, BinaryIO

from reader.records import Box, Fact, PageResult, Reading
from reader.writers.rows import RowKey
from reader.writers.text import encodable
from reader.writers.view import RunView, Verification

__all__ = ["json_bytes", "write_json"]

# Legal in JSON, but line ends to many programs that read it line by line.
_LINE_ENDS = {character: f"\\u{ord(character):04x}" for character in "\x85\u2028\u2029"}


def write_json(run: RunView, stream: BinaryIO) -> None:
    """Writes one object: where the readings come from, and ``pages``, one a line."""
    facts = run.facts()
    verified = run.verifications()
    head = {
        "reader": dict(facts.versions).get("reader", ""),
        "model": facts.model_name,
        "model_checksum": facts.model_checksum,
        "settings_digest": facts.settings_digest,
    }
    stream.write(json_bytes(head)[:-1] + b', "pages": [')
    for number, result in enumerate(run.iter_results()):
        stream.write((b",\n" if number else b"\n") + json_bytes(_page(result, verified)))
    stream.write(b"\n]}\n")


def json_bytes(value: Any) -> bytes:
    """``value`` on one line of UTF-8, whatever program splits it into lines."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, default=lambda n: n.item())
    for character, escape in _LINE_ENDS.items():
        text = text.replace(character, escape)
    return encodable(text).encode("utf-8")


def _page(result: PageResult, verified: dict[RowKey, Verification] | Any) -> dict[str, Any]:
    height, width = result.size
    error = result.error
    return {
        "file": encodable(result.source),
        "page": result.page_index + 1,
        "height": height,
        "width": width,
        "error": None if error is None else {"reason": error.reason, "message": error.message},
        "strings": [_string(result, reading, verified) for reading in result.readings],
        "steps": [
            {"name": step.name, "facts": {name: _finite(fact) for name, fact in step.facts}}
            for step in result.steps
        ],
    }


def _string(result: PageResult, reading: Reading, verified: Any) -> dict[str, Any]:
    facts = {
        "field": reading.field,
        "line": reading.line,
        "text": reading.text,
        "confidence": _rounded(reading.confidence),
        "status": str(reading.status),
        "reasons": list(reading.reasons),
        "raw_text": reading.raw,
        "kind": reading.kind,
        "box": _box(reading.box),
        "digits": [
            {
                "digit": digit.digit,
                "probability": _rounded(digit.probability),
                "runner_up": digit.runner_up,
                "box": _box(digit.box),
            }
            for digit in reading.digits
        ],
        "alternatives": [
            {"text": other.text, "probability": _rounded(other.probability)}
            for other in reading.alternatives
        ],
        "marks": [{"kind": mark.kind, "position": mark.position} for mark in reading.marks],
    }
    said = verified.get((result.source, result.page_index + 1, reading.field, reading.line))
    if said is not None:
        facts |= {"final_text": said.text, "verified_by": said.who, "verified_at": said.at}
    return facts


def _box(box: Box) -> dict[str, int]:
    return {"top": box.top, "left": box.left, "height": box.height, "width": box.width}


def _rounded(probability: float | None) -> float | None:
    return None if probability is None else round(float(probability), 4)


def _finite(fact: Fact) -> Fact:
    """JSON has no word for infinity: such a figure goes as text."""
    return str(fact) if isinstance(fact, float) and not math.isfinite(fact) else fact
