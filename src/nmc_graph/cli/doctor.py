"""`nmc doctor`."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import click

from nmc_graph.cli.options import find_release, release_option
from nmc_graph.config import fits_in_memory
from nmc_graph.errors import NmcError
from nmc_graph.release import Release
from nmc_graph.release.index import find as find_index

FREE_BYTES = 1_000_000_000
"""Space that a server should have for large results and the next release."""
OPEN_FILES = 4096
SECONDS = 10.0
HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy")
LOCAL = ("http://127.0.0.1", "http://localhost", "http://[::1]")


class Finding(NamedTuple):
    """The result of one check."""

    check: str
    ok: bool
    text: str


@click.command("doctor")
@click.argument("url", required=False, default="")
@release_option
def command(url: str, release_dir: Path | None) -> None:
    """Check a deployment: release, index, disk, limits, and a running server.

    URL is the public address of a server to check. Exit 1 if a check fails.

    Example: nmc doctor https://graph.example.org --release releases
    """
    findings = list(_checks(url, release_dir))
    for finding in findings:
        click.echo(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.check}: {finding.text}")
    if not all(finding.ok for finding in findings):
        raise click.exceptions.Exit(1)


def _checks(url: str, release_dir: Path | None) -> Iterator[Finding]:
    try:
        release = find_release(release_dir)
    except NmcError as error:
        yield Finding("release", False, f"{error} {error.hint}")
        release = None
    if release:
        yield Finding("release", True, f"{release.hash[:12]}, all files are intact")
        yield from _index_and_memory(release)
        yield _space("space for releases", release.path)
    yield _space("space for temporary files", Path(tempfile.gettempdir()))
    yield _open_files()
    yield _text_search()
    if url:
        yield from _server(url.rstrip("/"), release)


def _index_and_memory(release: Release) -> Iterator[Finding]:
    index = find_index(release)
    writable = os.access(release.path.parent.parent, os.W_OK)
    text = str(index) if index else "missing or damaged; `nmc serve` makes it at the start"
    yield Finding("search index", index is not None or writable, text)
    fits = fits_in_memory(release.nquads)
    yield Finding(
        "memory",
        fits or release.store.is_dir(),
        "the graph fits" if fits else "the graph is read from disk, so queries are slower",
    )


def _space(check: str, folder: Path) -> Finding:
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Finding(check, False, f"{folder}: {error.strerror}")
    return Finding(check, free >= FREE_BYTES, f"{free / 1e9:.1f} GB free in {folder}")


def _open_files() -> Finding:
    try:
        import resource  # late: not on Windows
    except ImportError:
        return Finding("open files", True, "no limit on this system")
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    ok = limit in {resource.RLIM_INFINITY} or limit >= OPEN_FILES
    return Finding("open files", ok, f"at most {limit:,} (ulimit -n); {OPEN_FILES:,} are enough")


def _text_search() -> Finding:
    with sqlite3.connect(":memory:") as file:
        try:
            file.execute("CREATE VIRTUAL TABLE t USING fts5 (x)")
        except sqlite3.OperationalError as error:
            return Finding("text search", False, f"SQLite {sqlite3.sqlite_version}: {error}")
    return Finding("text search", True, f"SQLite {sqlite3.sqlite_version} with FTS5")


def _server(url: str, release: Release | None) -> Iterator[Finding]:
    yield _checked("server", lambda: _ready(url, release))
    yield _checked("headers", lambda: _headers(url))
    secure = url.startswith(("https://", *LOCAL))
    yield Finding("TLS", secure, "used, or a local server" if secure else "visitors aren't safe")


def _ready(url: str, release: Release | None) -> tuple[bool, str]:
    with _open(f"{url}/readyz") as response:
        served = str(json.loads(response.read(100_000)).get("release", ""))
    if release and served != release.hash:
        return False, f"serves release {served[:12]}, not {release.hash[:12]}"
    return True, f"ready, with release {served[:12]}"


def _headers(url: str) -> tuple[bool, str]:
    with _open(f"{url}/about") as response:
        missing = [name for name in HEADERS if name not in response.headers]
    return not missing, f"missing: {', '.join(missing)}" if missing else "complete"


def _open(url: str):  # type: ignore[no-untyped-def]
    if not url.startswith(("http://", "https://")):
        raise ValueError("the address begins with neither http:// nor https://")
    return urllib.request.urlopen(url, timeout=SECONDS)  # noqa: S310


def _checked(check: str, run: Callable[[], tuple[bool, str]]) -> Finding:
    try:
        return Finding(check, *run())
    except (OSError, ValueError, AttributeError) as error:
        return Finding(check, False, f"no usable answer: {error}")
