"""Take pictures of every kind of page, or those that the docs show.

Usage: python -m tools.screenshots [--docs] [--view VIEW ...] [NAME ...]. Needs Debian's chromium;
serves the graph itself. Every page is shown in two widths and two themes, and the main ones also
with colors that the reader chose and enlarged to 200 and 400 percent. Pictures of whole pages go
into build/screenshots, with a list of their sizes; with --docs, the first screens that the docs
show go into docs/images. Names and views limit it to some pictures.
"""

from __future__ import annotations

import argparse
import io
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

from tools.page_kinds import ERRORS, MAIN, PAGES

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DOCS = (
    "home-1280-light",
    "collaborative-1280-light",
    "entity-results-1280-light",
    "results-charts-1280-light",
    "gaps-1280-light",
)
"""The pictures that the README and the tutorial show."""


def _window(width: int, theme: str = "light", zoom: int = 1, **more: str) -> dict[str, Any]:
    """Return the options of a browser's window, which a zoomed page sees as a smaller one."""
    size = {"width": width // zoom, "height": 900 // zoom}
    return {
        "viewport": size, "device_scale_factor": zoom, "color_scheme": theme,
        "reduced_motion": "reduce", **more,
    }  # fmt: skip


VIEWS = {
    "1280-light": _window(1280),
    "390-light": _window(390),
    "1280-dark": _window(1280, "dark"),
    "390-dark": _window(390, "dark"),
    "1280-forced": _window(1280, "dark", forced_colors="active"),
    "1280-zoom-200": _window(1280, zoom=2),
    "1280-zoom-400": _window(1280, zoom=4),
}
EVERY_PAGE = 4
"""The first so many views are of all pages; the others are of the main pages."""
DRAWN_BY_SCRIPTS, WAIT = ("/sparql", "/network"), 1500
"""The start of addresses of pages that scripts finish, and the milliseconds they may take."""
COLORS = 256
HIGHEST = 6000
"""Pixels after which a picture of a long page ends."""
SIZE = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
FOLDER, DOCS_FOLDER = Path("build/screenshots"), Path("docs/images")


@contextmanager
def server() -> Iterator[str]:
    """Serve the bundled graph on a free port and yield its URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "nmc_graph", "serve", "--port", str(port), "--workers", "1"]
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(address + "/healthz").close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


def _save(png: bytes, path: Path) -> None:
    """Write a PNG with a reduced palette, which takes a third of the bytes."""
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(path, optimize=True)


def _show(page: Page, address: str, name: str) -> None:
    """Open a page and wait until it is drawn."""
    answer = page.goto(address + PAGES[name])
    if answer and answer.ok == (name in ERRORS):
        sys.exit(f"{PAGES[name]} was answered with {answer.status}; see tools/page_kinds.py.")
    if name == "entity":
        page.locator("details.evidence > summary").nth(1).click()
    if PAGES[name].startswith(DRAWN_BY_SCRIPTS):
        page.wait_for_timeout(WAIT)


def _whole_pages(
    browser: Browser, address: str, views: Collection[str], names: Collection[str]
) -> None:
    """Take a picture of each whole page, and list how wide and high it is."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    sizes = []
    for place, view in enumerate(VIEWS):
        if view not in views:
            continue
        page = browser.new_page(**VIEWS[view])
        for name in names if place < EVERY_PAGE else [n for n in names if n in MAIN]:
            _show(page, address, name)
            width, height = page.evaluate(SIZE)
            sizes.append(f"{name}-{view}\t{width}\t{height}")
            shown = FloatRect(x=0, y=0, width=width, height=min(height, HIGHEST))
            _save(page.screenshot(full_page=True, clip=shown), FOLDER / f"{name}-{view}.png")
        page.close()
    (FOLDER / "sizes.tsv").write_text("\n".join(sizes) + "\n", "utf-8")


def _for_docs(
    browser: Browser, address: str, views: Collection[str], names: Collection[str]
) -> None:
    """Take the pictures that the docs show."""
    for name, view in ((n, v) for v in views for n in names if f"{n}-{v}" in DOCS):
        page = browser.new_page(**VIEWS[view])
        _show(page, address, name)
        _save(page.screenshot(), DOCS_FOLDER / f"{name}-{view}.png")
        page.close()


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docs", action="store_true", help="only those in docs/images")
    parser.add_argument("names", nargs="*", metavar="NAME", help="as in tools/page_kinds.py")
    parser.add_argument("--view", action="append", choices=VIEWS, help="only these views")
    given = parser.parse_args()
    if unknown := set(given.names) - PAGES.keys():
        parser.error(f"there is no page {sorted(unknown)[0]!r}")
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("chromium is missing. On Debian: apt-get install chromium")
    take = _for_docs if given.docs else _whole_pages
    with server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        take(browser, address, given.view or list(VIEWS), given.names or list(PAGES))
        browser.close()


if __name__ == "__main__":
    main()
