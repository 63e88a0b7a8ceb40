#!/usr/bin/env python3
"""Bring public training data from their homes into a data folder.

Which sets there are, and where, configs/training/sources.toml says. What is there already is left
alone; what was cut off goes on where it ended; nothing is put in its place before its checksum is
right.

    scripts/fetch_data FOLDER            every set
    scripts/fetch_data FOLDER mnist      one of them
    scripts/fetch_data --list            which there are, and their licences
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import os
import ssl
import sys
import time
import tomllib
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from reader.errors import EXIT_INTERRUPTED, DataError, OutputError, ReaderError  # noqa: E402

SOURCES = ROOT / "configs" / "training" / "sources.toml"

TIMEOUT = 30.0
"""Seconds without a byte after which a connection is given up."""

TRIES = 3
"""Times a home is asked before the next one; each goes on where the last was cut off."""

PAUSE = 1.0
"""Seconds before a home is asked again."""

BLOCK = 1 << 16

NETWORK_ERRORS = (
    *(urllib.error.URLError, http.client.HTTPException),
    *(TimeoutError, ConnectionError, ssl.SSLError),
)
"""What a connection ends with; other OSErrors are the disk's."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """Path below the data folder, homes in the order in which they are tried, SHA-256 or ""."""

    path: str
    urls: tuple[str, ...]
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class RemoteSet:
    """A public data set."""

    name: str
    about: str
    licence: str
    files: tuple[RemoteFile, ...]


def load_sources(path: Path) -> Mapping[str, RemoteSet]:
    """The sets of a sources file by name.

    Raises
    ------
    DataError
        If the file cannot be read or is not as its comments say.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{path}: list of sources cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: not a TOML file: {error}") from error
    return {name: _set(name, table, where=f"{path}: [{name}]") for name, table in tables.items()}


def _set(name: str, table: Any, *, where: str) -> RemoteSet:
    if not isinstance(table, dict) or not table.get("files"):
        raise DataError(f"{where}: names no files; expected [[{name}.files]] with path and urls")
    files = tuple(_file(each, where=where) for each in table["files"])
    return RemoteSet(
        name, str(table.get("about", "")), str(table.get("licence", "not stated")), files
    )


def _file(table: Mapping[str, Any], *, where: str) -> RemoteFile:
    path, urls, checksum = table.get("path"), table.get("urls"), table.get("sha256", "")
    if not isinstance(path, str) or not isinstance(urls, list) or not urls:
        raise DataError(f"{where}: a file needs a path and urls, found {sorted(table)}")
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        raise DataError(f"{where}: path {path!r} leads out of the data folder; name one below it")
    for url in urls:
        if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
            raise DataError(f"{where}: {url!r} is no home; expected an http or https address")
    if checksum and (len(checksum) != 64 or set(checksum) - set("0123456789abcdef")):
        raise DataError(f"{where}: sha256 of {path} is {checksum!r}; expected 64 hex digits")
    return RemoteFile(path, tuple(urls), checksum)


def fetch_set(one: RemoteSet, folder: Path) -> None:
    """All files of a set into the folder, each whole or not at all.

    Raises
    ------
    DataError
        If no home gives a file, or what it gives has another checksum.
    OutputError
        If the folder cannot be written.
    """
    for file in one.files:
        try:
            _fetch(file, folder / file.path)
        except OSError as error:
            raise OutputError(
                f"{folder / file.path}: cannot be written: {error.strerror or error}"
            ) from error


def _fetch(file: RemoteFile, target: Path) -> None:
    if target.exists():
        if file.sha256 and (found := _sha256(target)) != file.sha256:
            raise DataError(
                f"{target}: is there, but not what the sources say (sha256 {found[:12]}..., "
                f"expected {file.sha256[:12]}...); move it away and call again"
            )
        _say(f"{target}: already there")
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    if not file.sha256:  # without a checksum two halves cannot be known to fit
        part.unlink(missing_ok=True)
    _fill(part, file, target)
    os.replace(part, target)
    _say(f"{target}: fetched")


def _fill(part: Path, file: RemoteFile, target: Path) -> None:
    failures = []
    for url in file.urls:
        failure = _from_home(url, file, part)
        if not failure:
            return
        failures.append(failure)
    raise DataError(
        f"{target}: cannot be fetched: {'; '.join(failures)}; try again later, or put the "
        "file there yourself"
    )


def _from_home(url: str, file: RemoteFile, part: Path) -> str:
    """Fill ``part`` from one home; "" if it is whole and right, else what was the matter."""
    failure = ""
    for number in range(TRIES):
        if number:
            time.sleep(PAUSE)
        try:
            _download(url, part)
        except urllib.error.HTTPError as error:
            failure = f"{url} answers {error.code} {error.reason}"
            if error.code < 500 and error.code != 429:  # asking again would not help
                return failure
            continue
        except NETWORK_ERRORS as error:
            failure = f"{url}: {getattr(error, 'reason', None) or error or type(error).__name__}"
            continue
        found = _sha256(part)
        if not file.sha256 or found == file.sha256:
            return ""
        part.unlink()
        failure = (
            f"{url} gives another file (sha256 {found[:12]}..., expected {file.sha256[:12]}...)"
        )
    return failure


def _download(url: str, part: Path) -> None:
    """Append what is missing of the file to ``part``; from its start where the home cannot."""
    have = part.stat().st_size if part.exists() else 0
    headers = {"User-Agent": "digit-reader", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    request = urllib.request.Request(url, headers=headers)
    try:
        answer = urllib.request.urlopen(request, timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        if error.code != 416 or not have:
            raise
        # Nothing is left to send: the part is whole, or longer than the file; its checksum tells.
        return
    with answer:
        goes_on = answer.headers.get("Content-Range", "").startswith(f"bytes {have}-")
        with part.open("ab" if have and goes_on else "wb") as out:
            _copy(answer, out)


def _copy(answer: Any, out: Any) -> None:
    expected = answer.headers.get("Content-Length")
    count = 0
    while block := answer.read(BLOCK):
        out.write(block)
        count += len(block)
    if expected is not None and count < int(expected):
        raise ConnectionError(f"cut off after {count:,} of {int(expected):,} bytes")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _chosen(sets: Mapping[str, RemoteSet], names: Sequence[str], path: Path) -> list[RemoteSet]:
    for name in names:
        if name not in sets:
            raise DataError(f"{path}: no set {name!r}; known: {', '.join(sorted(sets))}")
    return [sets[name] for name in (names or sets)]


def main(words: Sequence[str] | None = None) -> int:
    """Runs the command; says its exit code."""
    description, details = (__doc__ or "").split("\n", 1)
    parser = argparse.ArgumentParser(
        prog="scripts/fetch_data",
        description=description,
        epilog=details,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", nargs="?", type=Path, help="data folder; made if missing")
    parser.add_argument("names", nargs="*", help="sets to fetch; every one if none is named")
    parser.add_argument("--sources", type=Path, default=SOURCES, help="another list of homes")
    parser.add_argument("--list", action="store_true", help="only say which sets there are")
    given = parser.parse_args(words)
    try:
        sets = load_sources(given.sources)
        if given.list:
            for one in sets.values():
                print(f"{one.name}: {one.about} ({one.licence})")
            return 0
        if given.folder is None:
            parser.error("name the data folder")
        for one in _chosen(sets, given.names, given.sources):
            _say(f"{one.name}: {one.about} ({one.licence})")
            fetch_set(one, given.folder)
    except ReaderError as error:
        _say(f"fetch_data: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        _say("fetch_data: interrupted; the same command again goes on")
        return EXIT_INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main())
