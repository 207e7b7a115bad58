"""Serves the review page on this machine until it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from nmc_graph.config import bundle_root
from nmc_graph.errors import NmcError
from nmc_graph.ingest.review import Review
from nmc_graph.pipeline import check_sources
from nmc_graph.web.review import create_review_app, new_token

HOST = "127.0.0.1"


def serve(review: Review, out: Path, port: int, announce: Callable[[str], None]) -> None:
    """Serve the page on a port, a free one for 0; announce its address when it is ready."""
    token = new_token()
    hosts: set[str] = set()
    app = create_review_app(review, out, token, hosts, validate)
    # One thread, so that actions on the review never run at the same time.
    server = make_server(HOST, port, app, threaded=False, request_handler=_Quiet)
    hosts.update(f"{name}:{server.server_port}" for name in (HOST, "localhost"))
    announce(f"Review page: http://{HOST}:{server.server_port}/{token}/ (Ctrl+C stops it)")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        announce("Stopped. Run the same command to go on.")
    finally:
        server.server_close()


def validate(path: Path) -> list[str]:
    """Return the violations and warnings in a file, checked along with the bundled data."""
    try:
        report = check_sources([bundle_root() / "data", path])
    except NmcError as error:
        return [str(error)]
    return [
        f"line {finding.line}: {finding.severity}: {finding.message} {finding.fix}".strip()
        for finding in report.findings
        if finding.file == str(path) and finding.severity != "Info"
    ]


class _Quiet(WSGIRequestHandler):
    """Prints nothing for each request: addresses hold the token."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Print nothing."""
