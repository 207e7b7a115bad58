"""`nmc serve`."""

from __future__ import annotations

import gc
import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from nmc_graph.cli.options import (
    PathType,
    Seconds,
    data_argument,
    engine_option,
    find_release,
    flag,
    option,
    release_option,
    strict_option,
    title_option,
    warn_of_merged_literals,
)
from nmc_graph.cli.terminal import progress, write
from nmc_graph.config import Settings
from nmc_graph.errors import ReleaseError
from nmc_graph.garbage import no_collection
from nmc_graph.release.temporary import temporary_folder
from nmc_graph.release.verify import Opened, open_early
from nmc_graph.web.address import resolve
from nmc_graph.web.runtime import prepare_runtime

_WEB_ADDRESS = re.compile(r"https?://[^\s\"<>]+\Z")
_EMAIL = re.compile(r"[^\s@\"<>?&]+@[^\s@\"<>?&]+\Z")


def _web_address(_: click.Context, __: click.Parameter, value: str) -> str:
    if value and not _WEB_ADDRESS.match(value):
        raise click.BadParameter(f"{value!r} is not a web address (https://...).")
    return value


def _contact(_: click.Context, __: click.Parameter, value: str) -> str:
    if value and not (_EMAIL.match(value) or _WEB_ADDRESS.match(value)):
        raise click.BadParameter(f"{value!r} is not an e-mail address or a web address.")
    return value


@click.command("serve")
@data_argument
@option(
    "--host",
    "H",
    "IPv4 or IPv6 address, or name, on which to listen.",
    default="127.0.0.1",
    callback=lambda _, __, value: resolve(value),
)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), metavar="P")
@option("--socket", "PATH", "Listen on a Unix socket instead of a port.", PathType)
@option(
    "--workers",
    "N",
    "Number of web processes. Default: one per processor, up to 4.",
    click.IntRange(1, 64),
)
@option("--query-timeout", "SECONDS", "Time limit of one query.", Seconds(0.1), 30.0)
@option(
    "--drain drain_seconds",
    "SECONDS",
    "How long requests may take to finish after SIGTERM.",
    click.IntRange(1, 3600),
    5,
)
@option(
    "--max-result-bytes", "N", "Size limit of one result.", click.IntRange(min=1024), 64 * 1024**2
)
@option(
    "--allow-service services",
    "URL",
    "An endpoint that queries may use with SERVICE; may be repeated. Default: none.",
    multiple=True,
)
@option("--base-url", "URL", "Public URL of this server, for absolute links.", default="")
@option(
    "--contact",
    "ADDRESS",
    "E-mail address or web page for visitors' questions. Default: none.",
    default="",
    callback=_contact,
)
@option(
    "--issues-url",
    "URL",
    "Form for a new issue, for problem reports; {title} and {body} are filled in. Default: none.",
    default="",
    callback=_web_address,
)
@option(
    "--rate-limit",
    "N",
    "Requests a minute that one address may send. Default: any number.",
    click.IntRange(0, 1_000_000),
    0,
)
@flag(
    "--behind-proxy", "Take the client's address from X-Forwarded-For, which your proxy must set."
)
@flag("--metrics", "Serve /metrics, for Prometheus.")
@flag("--access-log", "Write one line of JSON for each request to standard output.")
@flag("--log-details", "Include addresses and query strings in the access log.")
@option(
    "--get path",
    "PATH",
    "Print the response to one request, such as /dataset?format=turtle, in place of serving; "
    "exit 1 if it is an error.",
    default="",
)
@strict_option
@title_option
@release_option
@engine_option
def command(
    data: tuple[Path, ...],
    workers: int | None,
    path: str,
    strict: bool | None,
    title: str,
    release_dir: Path | None,
    engine: str | None,
    **settings: Any,
) -> None:
    """Serve the graph: web view, linked data and SPARQL endpoint.

    DATA are RDF files or folders to serve in place of the bundled graph, also other people's data
    in any vocabulary: their site lists classes and has a page for each IRI.
    If the release in --release is damaged, the newest intact one in that folder is served. When
    the folder gets a new release, the server switches to it without interrupting a request.
    With --engine, queries run on a SPARQL server. The release is loaded into it unless the server
    already has it.

    Example: nmc serve --port 8000
    """
    if data and release_dir:
        raise click.UsageError("Give DATA or --release, not both.")
    with temporary_folder("data") as folder:
        if data:
            from nmc_graph.pipeline import build  # late: only DATA needs a build

            with progress("Building") as step:
                built = build(data, folder / "built", step, strict=strict, title=title)
            warn_of_merged_literals(built)
            opened = Opened(built)
        else:
            opened = _open(release_dir, early=not (engine or path))
        if engine:
            from nmc_graph.cli.remote import ensure  # late: only --engine needs an HTTP client

            ensure(engine, opened.release)
        if workers:
            settings["workers"] = workers
        chosen = Settings(opened.release.path, engine=engine or "", **settings)
        if path:
            from nmc_graph.web.one_request import get  # late: it imports Flask

            status, body = get(chosen, path)
            write(body)
            raise click.exceptions.Exit(int(status >= 400))
        if not _serve(opened, chosen, release_dir):
            intact = _open(release_dir, early=False)
            _serve(intact, replace(chosen, release=intact.release.path), release_dir)


def _open(folder: Path | None, *, early: bool) -> Opened:
    """Open a release; if it is damaged, the newest intact one in the same folder.

    With `early`, large files are still being checked.
    """
    if folder is not None and early:
        with suppress(ReleaseError):
            return open_early(folder)
    return Opened(find_release(folder, or_older=True))


def _serve(opened: Opened, settings: Settings, folder: Path | None) -> bool:
    """Serve a release that is verified while it is loaded; return False if it is damaged."""
    with prepare_runtime(opened.release, settings) as (shared, runtime):
        with no_collection():
            from nmc_graph.web.server import run  # late: the graph is already loading
        gc.freeze()  # web processes are forked, and share what they don't look at
        if not opened.is_intact():
            return False
        run(settings, opened.release, shared, runtime, watched=folder)
    return True
