"""A browser, a server for it, and axe-core, for the tests that look at pages as people do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.programs import find_program

ROOT = Path(__file__).parents[1]
AXE = ROOT / "src/nmc_graph/web/frontend/node_modules/axe-core/axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Fewer processes: all pages are of one site.
    "--in-process-gpu",
    "--process-per-site",
    "--renderer-process-limit=1",
]
# WCAG 2.2 AA, and axe's own rules for landmarks and headings.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLORS = ["color-contrast", "link-in-text-block"]
"""The rules about colors, which are all that differs between themes."""


@pytest.fixture(scope="session")
def address(nmc_server):
    """Return the address of the server of the bundled release."""
    return nmc_server.url


@pytest.fixture(scope="session")
def browser():
    """Return Debian's Chromium."""
    chromium = find_program("chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def faults():
    """Return a function that lists the violations axe-core finds on an open page.

    `found(page, colors=True)` checks only colors, in half the time.
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
        assert answer["seen"] > (0 if colors else 10), "axe checked nothing"
        return [
            f"{v['id']}: {v['help']}: {node['html'][:200]}"
            f" ({node['failureSummary'].splitlines()[-1].strip()})"
            for v in answer["violations"]
            for node in v["nodes"]
        ]

    return found
