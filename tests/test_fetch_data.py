"""``scripts/fetch_data`` against a server on this computer: whole and right, or not at all."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest

from command_line import REPOSITORY

CONTENT = bytes(range(256)) * 400
CHECKSUM = hashlib.sha256(CONTENT).hexdigest()


class Home(ThreadingHTTPServer):
    """Gives ``CONTENT`` under /whole, and what its other paths say; keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[tuple[str, str]] = []
        self.daemon_threads = True

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/{path}"


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        home: Home = self.server  # type: ignore[assignment]
        wanted = self.headers.get("Range", "")
        home.asked.append((self.path, wanted))
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        if self.path in ("/missing", "/broken"):
            self.send_error(404 if self.path == "/missing" else 503)
        elif self.path == "/other":
            self._send(200, b"a page that says: log in first")
        elif self.path == "/no-ranges":
            self._send(200, CONTENT)
        elif start >= len(CONTENT):
            self.send_error(416)
        else:
            # Cut off once in the middle; the second time there is a range to go on from.
            cut = 60_000 if self.path == "/cut" and not start else None
            self._send(206 if wanted else 200, CONTENT[start:], start=start, cut=cut)

    def _send(self, code: int, body: bytes, *, start: int = 0, cut: int | None = None) -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        if code == 206:
            last = start + len(body) - 1
            self.send_header("Content-Range", f"bytes {start}-{last}/{last + 1}")
        self.end_headers()
        self.wfile.write(body[:cut])

    def log_message(self, *arguments: object) -> None:
        """Silent."""


@pytest.fixture
def home() -> Iterator[Home]:
    server = Home()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    place = REPOSITORY / "scripts" / "fetch_data.py"
    spec = importlib.util.spec_from_file_location("fetch_data", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "fetch_data", module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "PAUSE", 0.0)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return module


def write_sources(folder: Path, *urls: str, sha256: str = CHECKSUM, path: str = "a/b.gz") -> Path:
    """A list of one set, ``digits``, with one file."""
    text = f'[digits]\nabout = "Digits"\nlicence = "CC0-1.0"\n[[digits.files]]\npath = "{path}"\n'
    text += f"urls = {list(urls)!r}\n" + (f'sha256 = "{sha256}"\n' if sha256 else "")
    (folder / "sources.toml").write_text(text, encoding="utf-8")
    return folder / "sources.toml"


def fetch(script: ModuleType, folder: Path, *urls: str, **options: str) -> int:
    sources = write_sources(folder, *urls, **options)
    return script.main([str(folder / "data"), "--sources", str(sources)])


def names_in(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_a_file_comes_whole_with_its_licence_told(
    script: ModuleType, home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fetch(script, tmp_path, home.url("whole")) == 0
    assert (tmp_path / "data" / "a" / "b.gz").read_bytes() == CONTENT
    assert names_in(tmp_path / "data") == ["a/b.gz"]
    assert "digits: Digits (CC0-1.0)" in capsys.readouterr().err


def test_what_is_there_is_not_fetched_again(script: ModuleType, home: Home, tmp_path: Path) -> None:
    for _ in range(2):
        assert fetch(script, tmp_path, home.url("whole")) == 0
    assert len(home.asked) == 1


def test_what_was_cut_off_goes_on_where_it_ended(
    script: ModuleType, home: Home, tmp_path: Path
) -> None:
    assert fetch(script, tmp_path, home.url("cut")) == 0
    assert (tmp_path / "data" / "a" / "b.gz").read_bytes() == CONTENT
    assert home.asked == [("/cut", ""), ("/cut", "bytes=60000-")]


@pytest.mark.parametrize("path", ["whole", "no-ranges"])
def test_a_part_of_an_earlier_call_is_gone_on_from_where_the_home_can(
    script: ModuleType, home: Home, tmp_path: Path, path: str
) -> None:
    (tmp_path / "data" / "a").mkdir(parents=True)
    (tmp_path / "data" / "a" / "b.gz.part").write_bytes(CONTENT[:1000])
    assert fetch(script, tmp_path, home.url(path)) == 0
    assert (tmp_path / "data" / "a" / "b.gz").read_bytes() == CONTENT
    assert home.asked == [(f"/{path}", "bytes=1000-")]


def test_a_part_that_is_whole_already_is_taken(
    script: ModuleType, home: Home, tmp_path: Path
) -> None:
    (tmp_path / "data" / "a").mkdir(parents=True)
    (tmp_path / "data" / "a" / "b.gz.part").write_bytes(CONTENT)
    assert fetch(script, tmp_path, home.url("whole")) == 0
    assert names_in(tmp_path / "data") == ["a/b.gz"]


def test_a_wrong_part_is_thrown_away_and_fetched_anew(
    script: ModuleType, home: Home, tmp_path: Path
) -> None:
    (tmp_path / "data" / "a").mkdir(parents=True)
    (tmp_path / "data" / "a" / "b.gz.part").write_bytes(b"x" * 1000)
    assert fetch(script, tmp_path, home.url("whole")) == 0
    assert (tmp_path / "data" / "a" / "b.gz").read_bytes() == CONTENT


def test_without_a_checksum_no_part_is_trusted(
    script: ModuleType, home: Home, tmp_path: Path
) -> None:
    (tmp_path / "data" / "a").mkdir(parents=True)
    (tmp_path / "data" / "a" / "b.gz.part").write_bytes(b"x" * 1000)
    assert fetch(script, tmp_path, home.url("whole"), sha256="") == 0
    assert (tmp_path / "data" / "a" / "b.gz").read_bytes() == CONTENT


def test_the_next_home_is_asked_where_the_first_fails(
    script: ModuleType, home: Home, tmp_path: Path
) -> None:
    urls = [home.url(path) for path in ("missing", "other", "whole", "broken")]
    assert fetch(script, tmp_path, *urls) == 0
    assert [path for path, _ in home.asked] == ["/missing", *["/other"] * 3, "/whole"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("missing", "answers 404 Not Found"),
        ("broken", "answers 503 Service Unavailable"),
        ("other", "gives another file (sha256 "),
    ],
)
def test_a_home_without_the_file_is_named_and_nothing_is_left(
    script: ModuleType,
    home: Home,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    path: str,
    said: str,
) -> None:
    assert fetch(script, tmp_path, home.url(path)) == 4
    told = capsys.readouterr().err
    assert f"b.gz: cannot be fetched: {home.url(path)} {said}" in told
    assert "try again later, or put the file there yourself" in told
    assert names_in(tmp_path / "data") == []


def test_a_home_that_is_not_there_is_said(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fetch(script, tmp_path, "http://127.0.0.1:9/x") == 4
    assert "Connection refused" in capsys.readouterr().err


def test_another_file_in_its_place_is_left_alone(
    script: ModuleType, home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data" / "a").mkdir(parents=True)
    (tmp_path / "data" / "a" / "b.gz").write_bytes(b"mine")
    assert fetch(script, tmp_path, home.url("whole")) == 4
    assert "b.gz: is there, but not what the sources say" in capsys.readouterr().err
    assert (tmp_path / "data" / "a" / "b.gz").read_bytes() == b"mine"


def test_a_folder_that_cannot_be_made_is_said(
    script: ModuleType, home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").write_text("x")
    assert fetch(script, tmp_path, home.url("whole")) == 7
    assert "cannot be written: Not a directory" in capsys.readouterr().err


def test_ctrl_c_says_how_to_go_on(
    script: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(script, "_download", interrupted)
    assert fetch(script, tmp_path, "http://127.0.0.1:9/x") == 130
    assert "interrupted; the same command again goes on" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[a", r"not a TOML file"),
        ("[a]", r"\[a\]: names no files; expected \[\[a.files\]\] with path and urls"),
        ('[[a.files]]\npath = "x"', r"a file needs a path and urls, found \['path'\]"),
        ('[[a.files]]\npath = "../x"\nurls = ["http://h/x"]', r"leads out of the data folder"),
        ('[[a.files]]\npath = "/x"\nurls = ["http://h/x"]', r"leads out of the data folder"),
        ('[[a.files]]\npath = "x"\nurls = ["file:///x"]', r"'file:///x' is no home; expected an"),
        (
            '[[a.files]]\npath = "x"\nurls = ["http://h/x"]\nsha256 = "abc"',
            r"sha256 of x is 'abc'; expected 64 hex digits",
        ),
    ],
)
def test_a_faulty_list_is_refused(
    script: ModuleType, tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(script.DataError, match=message):
        script.load_sources(path)


def test_a_missing_list_and_an_unknown_set_are_said(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(script.DataError, match=r"list of sources cannot be read: No such file"):
        script.load_sources(tmp_path / "none.toml")
    assert script.main([str(tmp_path), "mnits"]) == 4
    assert "no set 'mnits'; known: mnist" in capsys.readouterr().err


def test_the_shipped_list_is_whole_and_has_checksums(
    script: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    sets = script.load_sources(script.SOURCES)
    assert all(file.sha256 for one in sets.values() for file in one.files)
    assert script.main(["--list"]) == 0
    assert "mnist: MNIST, training part" in capsys.readouterr().out


def test_the_public_recipe_learns_from_what_is_fetched(script: ModuleType) -> None:
    from reader.training.recipe_file import load_recipe

    recipe = load_recipe(REPOSITORY / "configs" / "training" / "public.toml")
    fetched = {file.path for file in script.load_sources(script.SOURCES)["mnist"].files}
    assert {place.path for place in recipe.data.places.values()} <= fetched


def test_the_script_can_be_called() -> None:
    assert os.access(REPOSITORY / "scripts" / "fetch_data", os.X_OK)
