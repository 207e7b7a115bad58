"""`nmc doctor`."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from nmc_graph.cli.doctor_server import Finding, checks
from nmc_graph.cli.options import engine_option, find_release, release_option
from nmc_graph.config import cache_home, fits_in_memory
from nmc_graph.errors import NmcError
from nmc_graph.release import Release
from nmc_graph.release.index import find as find_index

FREE_BYTES = 1_000_000_000
"""Space that a server should have for large results and the next release."""
OPEN_FILES = 4096


@click.command("doctor")
@click.argument("url", required=False, default="")
@release_option
@engine_option
def command(url: str, release_dir: Path | None, engine: str | None) -> None:
    """Check a deployment: release, permissions, disk, limits, engine, and a running server.

    URL is the public address of a server to check, so that the proxy in front is checked too.
    Run it as the user of the server, with the server's NMC_HOME and TMPDIR. Exit 1 if a check
    fails.

    Example: nmc doctor https://graph.example.org --release releases
    """
    findings = list(_checks(url.rstrip("/"), release_dir, engine))
    for finding in findings:
        click.echo(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.check}: {finding.text}")
    if not all(finding.ok for finding in findings):
        raise click.exceptions.Exit(1)


def _checks(url: str, release_dir: Path | None, engine: str | None) -> Iterator[Finding]:
    try:
        release = find_release(release_dir)
    except (NmcError, OSError) as error:
        yield Finding("release", False, f"{error} {getattr(error, 'hint', '')}".strip())
        release = None
    if release:
        yield Finding("release", True, f"{release.hash[:12]}, all files are intact")
        yield from _index_and_memory(release)
        yield _space("space for releases", release.path)
    yield _writable("cache", cache_home())
    yield _writable("temporary files", Path(tempfile.gettempdir()))
    yield _space("space for temporary files", Path(tempfile.gettempdir()))
    yield _open_files()
    yield _text_search()
    if engine and release:
        yield _engine(engine, release)
    if url:
        yield from checks(url, release.hash if release else "")


def _engine(url: str, release: Release) -> Finding:
    """Check that the SPARQL server answers and has the release."""
    from nmc_graph.cli.remote import describe  # late: only --engine needs an HTTP client

    try:
        found = describe(url, release)
    except NmcError as error:
        return Finding("engine", False, f"{error} {error.hint}".strip())
    if not found["holds_this_release"]:
        text = f"{found['engine']} doesn't have release {release.hash[:12]}; nmc build --engine"
        return Finding("engine", False, f"{text} {url} loads it")
    return Finding("engine", True, f"{found['engine']} ({found['server'] or 'unknown software'})")


def _writable(check: str, folder: Path) -> Finding:
    """Try to write a file, since permissions alone don't show a read-only or full disk."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".nmc-doctor-") as file:
            file.write(bytes(4096))
            file.flush()
    except OSError as error:
        return Finding(check, False, f"{folder} can't be written: {error.strerror}")
    return Finding(check, True, f"{folder} can be written")


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
