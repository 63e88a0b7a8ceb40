"""The documents tell of every command and option that is there, and of none that is not."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer.main

from reader import errors
from reader.cli import app
from reader.writers.rows import COLUMNS

ROOT = Path(__file__).parent.parent
MANUAL = ROOT / "docs" / "command-line.md"
README = ROOT / "README.md"
GROUP = typer.main.get_command(app)
COMMANDS = sorted(GROUP.commands)

OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]*|-[a-z])(?![\w-])")


def sections(document: Path) -> dict[str, str]:
    """The text below each heading of the second level."""
    parts = re.split(r"^## (.+)$", document.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def options_of(command: str) -> set[str]:
    found = {word for param in GROUP.commands[command].params for word in param.opts}
    return {word for word in found if word.startswith("-")} - {"-h", "--help"}


def code_lines(document: Path) -> list[str]:
    """The commands of all bash blocks, without the remarks behind them."""
    blocks = re.findall(r"```bash\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL)
    lines = [
        line.split(" #")[0].split("   #")[0].strip() for b in blocks for line in b.splitlines()
    ]
    return [line for line in lines if line]


def test_the_manual_has_a_section_for_every_command_and_no_other() -> None:
    assert sorted(sections(MANUAL)) == [f"reader {name}" for name in COMMANDS]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_manual_tells_of_every_option_and_no_other(command: str) -> None:
    cells = re.findall(r"^\| (.+?) \|", sections(MANUAL)[f"reader {command}"], flags=re.MULTILINE)
    told = {word for cell in cells for word in OPTION.findall(cell)}
    assert told == options_of(command)


@pytest.mark.parametrize("document", [README, MANUAL], ids=lambda path: path.name)
def test_every_option_named_anywhere_exists(document: Path) -> None:
    known = {word for name in COMMANDS for word in options_of(name)} | {"-h", "--help", "--version"}
    text = re.sub(
        r"^.*\b(pip|venv|python3)\b.*$", "", document.read_text("utf-8"), flags=re.MULTILINE
    )
    named = {word for code in re.findall(r"`([^`\n]+)`", text) for word in OPTION.findall(code)}
    assert named <= known


@pytest.mark.parametrize("line", [line for line in code_lines(README) if line.startswith("reader")])
def test_the_commands_of_the_readme_are_real(line: str) -> None:
    command, *words = shlex.split(line)[1:]
    assert command in GROUP.commands
    GROUP.commands[command].make_context(command, words)


def test_the_scripts_of_the_readme_are_there_and_can_be_run() -> None:
    named = [line.split()[0] for line in code_lines(README) if line.startswith("scripts/")]
    assert {"scripts/demo", "scripts/test"} <= set(named)
    for name in named:
        assert (ROOT / name).stat().st_mode & 0o111, f"{name} cannot be run"


def test_the_readme_explains_every_column() -> None:
    table = sections(README)["What the columns say"]
    explained = {
        name
        for row in re.findall(r"^\| (.+?) \|", table, flags=re.MULTILINE)
        for name in row.split(", ")
    }
    assert set(COLUMNS) <= explained


def test_the_readme_explains_every_exit_code() -> None:
    told = {
        int(code) for code in re.findall(r"^\| (\d+) \|", README.read_text("utf-8"), re.MULTILINE)
    }
    classes = [value for value in vars(errors).values() if isinstance(value, type)]
    known = {kind.exit_code for kind in classes if issubclass(kind, errors.ReaderError)}
    assert told == known | {0, errors.EXIT_INCOMPLETE, errors.EXIT_INTERRUPTED}


@pytest.mark.parametrize(
    "document", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]), ids=lambda path: path.name
)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), f"{document.name} links to {target}"
