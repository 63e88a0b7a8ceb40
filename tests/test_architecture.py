"""The floors of the house: an import goes down, never up, and not sideways on floor 3."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import reader

PACKAGE = Path(reader.__file__).parent

FLOORS = {
    "boxes": 0,
    "records": 0,
    "reasons": 0,
    "errors": 0,
    "alphabet": 0,
    "cores": 0,
    "settings": 1,
    "imaging": 2,
    "layout": 3,
    "forms": 3,
    "segmentation": 3,
    "recognition": 3,
    "decoding": 3,
    "pipeline": 4,
    "batch": 5,
    "runs": 5,
    "writers": 5,
    "sources": 5,
    "progress": 5,
    "review": 6,
    "training": 6,
    "synthesis": 6,
    "evaluation": 6,
    "cli": 7,
    "__main__": 8,
}

APART = {3}
"""Floors whose rooms do not know each other."""

HEAVY = {"tensorflow", "keras", "sklearn", "matplotlib", "onnx", "tf2onnx", "scipy"}
"""Libraries of the extra ``train``: a base installation does not have them."""

HEAVY_ROOMS = {"training"}
HEAVY_MODULES = {
    PACKAGE / "recognition" / "keras_engine.py",  # the engine on a GPU, loaded when asked for
}

DISTRIBUTIONS = {"cv2": "opencv-python-headless", "PIL": "pillow"}
"""Where a library's name on import is not its name on installation."""

MODULES = sorted(PACKAGE.rglob("*.py"))


def room(module: Path) -> str:
    first = module.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported(module: Path) -> Iterator[str]:
    """Full names of everything ``module`` imports, inside functions too."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import; say it in full"
            yield node.module or ""
            if node.module == "reader":
                yield from (f"reader.{alias.name}" for alias in node.names)


def rooms_used(module: Path) -> set[str]:
    parts = [name.split(".") for name in imported(module)]
    return {p[1] for p in parts if p[0] == "reader" and len(p) > 1} - {"__version__"}


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_imports_go_down(module: Path) -> None:
    here = room(module)
    if here == "__init__":
        return
    assert here in FLOORS, f"{here}: which floor is this room on?"
    for other in rooms_used(module) - {here}:
        assert FLOORS[other] <= FLOORS[here], f"{here} imports {other}, which is above it"
        sideways = FLOORS[other] == FLOORS[here] and FLOORS[here] in APART
        assert not sideways, f"{here} imports its neighbour {other}"


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_training_libraries_stay_in_the_training_room(module: Path) -> None:
    if room(module) in HEAVY_ROOMS or module in HEAVY_MODULES:
        return
    heavy = {name.split(".")[0] for name in imported(module)} & HEAVY
    assert not heavy, f"{module.relative_to(PACKAGE)} imports {heavy}"


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_modules_stay_small(module: Path) -> None:
    lines = len(module.read_text(encoding="utf-8").splitlines())
    assert lines <= 350, f"{module.relative_to(PACKAGE)} has {lines} lines: two jobs in one?"


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_modules_say_what_they_are_for_and_sort_what_they_offer(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "a module says in its first line what it is for"
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            names = ast.literal_eval(node.value)
            assert sorted(names, key=sort_key) == list(names)


def sort_key(name: str) -> tuple[int, str]:
    """CONSTANTS, then Classes, then functions: the order ruff keeps."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


def test_the_base_installation_has_what_reading_imports_and_no_more() -> None:
    used: set[str] = set()
    for module in MODULES:
        if room(module) not in {"training", "synthesis", "evaluation"}:
            used |= {name.split(".")[0] for name in imported(module)}
    used = {DISTRIBUTIONS.get(name, name) for name in used - sys.stdlib_module_names - HEAVY}
    project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    listed = {re.split("[<>=\\[]", line)[0] for line in project["project"]["dependencies"]}
    assert used - {"reader"} == listed


def loaded_after(statement: str) -> set[str]:
    script = f"import sys; {statement}; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_importing_the_package_is_light() -> None:
    assert not loaded_after("import reader") & {"numpy", "cv2", "onnxruntime", "typer", *HEAVY}


def test_help_needs_no_pictures_and_no_model() -> None:
    heavy = {"numpy", "cv2", "onnxruntime", "PIL", "pebble", "sqlite3", *HEAVY}
    assert not loaded_after("import reader.cli") & heavy


def test_a_worker_loads_no_engine() -> None:
    heavy = {"onnxruntime", "typer", "sqlite3", *HEAVY}
    assert not loaded_after("import reader.batch.worker, reader.pipeline") & heavy


def test_every_public_name_is_there() -> None:
    for name in reader.__all__:
        assert getattr(reader, name) is not None
    assert list(reader.__all__) == sorted(reader.__all__, key=sort_key)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'reader' has no attribute 'nonsense'"):
        reader.nonsense  # noqa: B018
