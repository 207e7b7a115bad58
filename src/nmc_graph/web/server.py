"""Running the application under granian.

Each web process has its own query workers, forked from one process that has the graph in memory.
"""

from __future__ import annotations

import logging
import sys
from dataclasses import replace
from pathlib import Path

from nmc_graph.config import Runtime, Settings
from nmc_graph.release import Release
from nmc_graph.release.index import ensure
from nmc_graph.web import address, notify
from nmc_graph.web.runtime import Shared
from nmc_graph.web.supervisor import Supervisor, Switch
from nmc_graph.web.web_process import WebProcess


def run(
    settings: Settings,
    release: Release,
    shared: Shared,
    runtime: Runtime,
    *,
    watched: Path | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM, with what `prepare_runtime` returned.

    SIGHUP, or a new release in the folder `watched`, switches to the release there.
    Raises UsageError if the address can't be used.
    """
    address.require_free(settings)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)

    def prepare(runtime: Runtime, release: Release) -> Runtime:
        return replace(runtime, index=ensure(release, runtime.folder, _announce_indexing))

    def announce(release: Release) -> None:
        text = f"Serving release {release.hash[:12]} on {address.of(settings)}"
        print(f"{text} (press Ctrl-C to stop)", file=sys.stderr, flush=True)

    target = WebProcess(settings, prepare(runtime, release))
    switch = Switch(release, shared, target, watched, prepare, announce)
    server = Supervisor(settings, switch)

    @server.on_startup  # type: ignore[untyped-decorator]
    def _announce() -> None:
        announce(release)
        notify.send("READY=1")

    @server.on_shutdown  # type: ignore[untyped-decorator]
    def _stopping() -> None:
        address.remove_socket(settings)

    server.serve(target_loader=target, wrap_loader=False)


def _announce_indexing(_: str) -> None:
    print("Indexing the release (once) ...", file=sys.stderr, flush=True)
