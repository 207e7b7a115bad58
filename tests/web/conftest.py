"""A browser, a server for it, and axe-core: for every test that looks at pages as people do."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]
AXE = ROOT / "src/nmc_graph/web/frontend/node_modules/axe-core/axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# WCAG 2.2 AA, and axe's own advice on landmarks and headings.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLORS = ["color-contrast", "link-in-text-block"]
"""The rules of these that ask about colors, the one thing in which a theme differs."""


@pytest.fixture(scope="session")
def address(app):
    """Return the address of a server of the bundled release."""
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def site(release, tmp_path_factory):
    """Return the address of a server as an operator runs it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    command = [sys.executable, "-m", "nmc_graph", "serve", "--workers", "1"]
    options = ["--port", str(urlsplit(address).port), "--release", str(release.path)]
    with (tmp_path_factory.mktemp("site") / "log").open("wb") as log:
        process = subprocess.Popen([*command, *options], stderr=log)
        for _ in range(400):
            try:
                urllib.request.urlopen(address + "/readyz").close()
                break
            except OSError:
                time.sleep(0.05)
        yield address
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def browser():
    """Return Debian's Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        message = "chromium is missing; on Debian: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def faults():
    """Return a function that gives what axe-core finds wrong with an open page, line by line.

    `found(page, colors=True)` asks about colors alone, in half the time.
    """
    source = AXE.read_text("utf-8")

    def found(page, *, colors=False):
        rules = {"type": "rule", "values": COLORS} if colors else {"type": "tag", "values": TAGS}
        if not page.evaluate("window.axe != null"):
            page.evaluate(source)
        answer = page.evaluate(
            "async rules => {"
            " const answer = await axe.run({runOnly: rules, resultTypes: ['violations']});"
            " return {seen: answer.passes.length, violations: answer.violations}; }",
            rules,
        )
        assert answer["seen"] > (0 if colors else 10), "axe looked at nothing"
        return [
            f"{v['id']}: {v['help']}: {node['html'][:200]}"
            f" ({node['failureSummary'].splitlines()[-1].strip()})"
            for v in answer["violations"]
            for node in v["nodes"]
        ]

    return found
