"""Take the pictures in docs/images: home and an entity page, two widths, two themes.

Usage: python tools/screenshots.py [FOLDER]. Needs Debian's chromium; serves the graph itself.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
PAGES = {
    "home": "/",
    "entity": "/page/collaborative/san-joaquin-county-stockton",
}
WIDTHS = (1280, 390)
THEMES = ("light", "dark")


@contextmanager
def server() -> Iterator[str]:
    """Serve the bundled graph on a free port and yield its address."""
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


def main() -> None:
    """Take every picture."""
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
                    page.screenshot(
                        path=folder / f"{name}-{width}-{theme}.png", full_page=width < 500
                    )
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
