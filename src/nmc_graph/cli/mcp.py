"""`nmc mcp`."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

import click

from nmc_graph.cli.embedded import open_engine
from nmc_graph.cli.options import find_release, option, release_option
from nmc_graph.config import bundle_root
from nmc_graph.errors import require
from nmc_graph.index.reader import Index
from nmc_graph.index.search import Search
from nmc_graph.model.library import Library
from nmc_graph.release.index import ensure

MAX_RESULT_BYTES = 16 * 1024**2


@click.command("mcp")
@option(
    "--http port",
    "PORT",
    "Serve streamable HTTP on this port of 127.0.0.1, at /mcp, in place of stdio.",
    click.IntRange(1, 65535),
)
@option(
    "--timeout", "S", "Seconds after which a query is stopped.", click.FloatRange(min=0.1), 30.0
)
@release_option
def command(port: int | None, timeout: float, release_dir: Path | None) -> None:
    """Serve the graph to language models (Model Context Protocol).

    The client starts this command and talks to it through standard input and output. With --http,
    it is a server that several clients can share.

    Example: nmc mcp --http 8080
    """
    hint = "Install it: pip install 'nmc-graph[mcp]'."
    require("mcp", "The Model Context Protocol needs an extra.", hint=hint)
    from nmc_graph.mcp.answers import Tools  # late: only this command needs the package
    from nmc_graph.mcp.server import make_server

    release = find_release(release_dir)
    with tempfile.TemporaryDirectory(prefix="nmc-mcp-") as folder:
        index = Index(ensure(release, Path(folder)))
        opened = open_engine(release, timeout=timeout, max_result_bytes=MAX_RESULT_BYTES)
        with closing(opened) as engine:
            server = make_server(Tools(engine, Search(index), Library(bundle_root() / "queries")))
            if port is None:
                server.run("stdio")
            else:
                server.run("streamable-http", host="127.0.0.1", port=port)
