"""Take pictures of every kind of page in two widths and two themes, or those that the docs show.

Usage: python tools/screenshots.py [--docs] [NAME ...]. Needs Debian's chromium; serves the graph
itself. Pictures of whole pages go into build/screenshots, with a list of their sizes; with --docs,
the first screens that the docs show go into docs/images. Names limit it to some pages.
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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ID = "https://w3id.org/nmc/id"
PAGES = {
    "home": "/",
    "browse": "/browse/collaborative",
    "browse-table": "/browse/collaborative?view=table",
    "search": "/search?q=teen+pregnency",
    "collaborative": "/page/collaborative/milwaukee",
    "entity": "/page/collaborative/san-joaquin-county-stockton",
    "organization": "/page/organization/community-partnership-for-families-of-san-joaquin",
    "person": "/page/person/robina-asghar",
    "approach": "/page/concept/approach/collective-impact",
    "focus-area": "/page/concept/focus-area/violence-prevention",
    "indicator": "/page/indicator/neighborhood-crime-rate",
    "observation": "/page/assertion/bridgespan-follow-up-san-joaquin/crime-2013-14",
    "place": "/page/place/stockton",
    "study": "/page/study/needle-moving-collaboratives",
    "wave": "/page/wave/nmc-follow-up",
    "source": "/page/source/bridgespan-follow-up-san-joaquin",
    "statement": "/page/statement/bridgespan-follow-up-san-joaquin/s34",
    "results": "/results",
    "results-topic": "/results?topic=violent-crime&sort=change",
    "results-charts": "/results?view=charts&topic=violent-crime",
    "chart": f"/results/chart?concerns={ID}/collaborative/san-jose"
    f"&indicator={ID}/indicator/san-jose-violent-crime&measure=percent",
    "disagreements": "/disagreements",
    "gaps": "/gaps",
    "gaps-approach": "/gaps?map=approach",
    "compare-form": "/compare",
    "compare-approaches": f"/compare?a={ID[:-3]}/concept/approach/collective-impact"
    f"&b={ID[:-3]}/concept/approach/results-owned-community-change",
    "compare": f"/compare?a={ID}/collaborative/milwaukee&b={ID}/collaborative/memphis",
    "approaches": "/approaches",
    "map": "/map",
    "network": "/network",
    "queries": "/queries",
    "query": "/queries/cq26",
    "query-form": "/queries/cq01",
    "sparql": "/sparql",
    "sparql-answer": "/sparql?query=SELECT%20%2A%20%7B%20%3Fs%20a%20%3Ftype%20%7D%20LIMIT%2020",
    "sparql-error": "/sparql?query=SELECT%20%2A%20%7B%20%3Fs%20%3Fp%20%7D",
    "ontology": "/ontology",
    "data": "/dataset",
    "tables": "/tables",
    "api": "/docs/api",
    "validate": "/validate",
    "report": "/report?page=/about",
    "about": "/about",
    "method": "/method",
    "glossary": "/glossary",
    "help": "/help",
    "missing": "/page/person/robina-ashgar",
}
DOCS = (
    "home-1280-light",
    "collaborative-1280-light",
    "results-charts-1280-light",
    "gaps-1280-light",
)
"""The pictures that the README shows."""
WIDTHS = (1280, 390)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WAIT = {"sparql": 1500, "network": 1500}
"""Milliseconds until the scripts of a page have drawn their parts."""
COLORS = 128
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
    page.goto(address + PAGES[name])
    if name == "entity":
        page.locator("details.evidence > summary").nth(1).click()
    page.wait_for_timeout(WAIT.get(name, 0))


def _views(browser: Browser) -> Iterator[tuple[str, Page]]:
    """Yield the end of a picture's name, and a page of this width and theme."""
    for theme in THEMES:
        for width in WIDTHS:
            page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
            yield f"{width}-{theme}", page
            page.close()


def _whole_pages(browser: Browser, address: str, names: Sequence[str]) -> None:
    """Take a picture of each whole page, and list how wide and high it is."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    sizes = []
    for view, page in _views(browser):
        for name in names:
            _show(page, address, name)
            width, height = page.evaluate(SIZE)
            sizes.append(f"{name}-{view}\t{width}\t{height}")
            shown = FloatRect(x=0, y=0, width=width, height=min(height, HIGHEST))
            _save(page.screenshot(full_page=True, clip=shown), FOLDER / f"{name}-{view}.png")
    (FOLDER / "sizes.tsv").write_text("\n".join(sizes) + "\n", "utf-8")


def _for_docs(browser: Browser, address: str, names: Sequence[str]) -> None:
    """Take the pictures that the docs show."""
    for view, page in _views(browser):
        for name in names:
            if f"{name}-{view}" in DOCS:
                _show(page, address, name)
                _save(page.screenshot(), DOCS_FOLDER / f"{name}-{view}.png")


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docs", action="store_true", help="only those in docs/images")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {', '.join(PAGES)}")
    given = parser.parse_args()
    if unknown := set(given.names) - PAGES.keys():
        parser.error(f"there is no page {sorted(unknown)[0]!r}")
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("chromium is missing. On Debian: apt-get install chromium")
    take = _for_docs if given.docs else _whole_pages
    with server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        take(browser, address, given.names or list(PAGES))
        browser.close()


if __name__ == "__main__":
    main()
