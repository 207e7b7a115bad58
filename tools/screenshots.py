"""Take the screenshots in docs/images: every kind of page, two widths, two themes.

Usage: python tools/screenshots.py [FOLDER]. Needs Debian's chromium; serves the graph itself.
"""

from __future__ import annotations

import io
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

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
    "compare": f"/compare?a={ID}/collaborative/milwaukee&b={ID}/collaborative/memphis",
    "approaches": "/approaches",
    "map": "/map",
    "network": "/network",
    "queries": "/queries",
    "query": "/queries/cq26",
    "sparql": "/sparql",
    "ontology": "/ontology",
    "data": "/dataset",
    "about": "/about",
    "method": "/method",
    "glossary": "/glossary",
    "help": "/help",
    "missing": "/page/person/robina-ashgar",
}
WIDTHS = (1280, 390)
THEMES = ("light", "dark")
WAIT = {"sparql": 1500, "network": 1500}
"""Milliseconds until the scripts of a page have drawn their parts."""
COLORS = 128


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


def main() -> None:
    """Take every screenshot."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("chromium is missing. On Debian: apt-get install chromium")
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images")
    folder.mkdir(parents=True, exist_ok=True)
    with server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for theme in THEMES:
            for width in WIDTHS:
                page = browser.new_page(
                    viewport={"width": width, "height": 900}, color_scheme=theme
                )
                for name, path in PAGES.items():
                    page.goto(address + path)
                    if name == "entity":
                        page.locator("details.evidence > summary").nth(1).click()
                    page.wait_for_timeout(WAIT.get(name, 0))
                    _save(page.screenshot(), folder / f"{name}-{width}-{theme}.png")
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
