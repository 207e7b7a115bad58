"""What every page needs but no visitor should wait for: compiled templates, and whole-release data.

It is kept in the cache of this user, so that it is made once for each release and program, not by
each web process. One web process makes it just after it starts.
"""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import suppress
from pathlib import Path

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from nmc_graph.config import cache_home
from nmc_graph.errors import NmcError
from nmc_graph.model.comparisons import every as comparisons
from nmc_graph.model.disagreements import disagreements
from nmc_graph.model.gaps import gap_map
from nmc_graph.model.places import communities
from nmc_graph.model.remembered import private_folder, share
from nmc_graph.model.result_choice import Choice, filters
from nmc_graph.model.results import results
from nmc_graph.model.stories import stories
from nmc_graph.model.term_usage import usage
from nmc_graph.program import program_hash
from nmc_graph.release.locks import LOCK
from nmc_graph.web.context import SiteContext
from nmc_graph.web.descriptions import dataset_contents
from nmc_graph.web.views.network import network_view

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

FOLDER = "computed"
KEPT = 8
"""Folders that are kept, the last used first."""
_TEMPLATES, _DONE = "templates", "done"


class _Bytecode(FileSystemBytecodeCache):
    """Compiled templates in a folder that may be full or removed."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def use(app: Flask) -> None:
    """Have an application read and write what is prepared for its release."""
    context: SiteContext = app.extensions["nmc"]
    if templates := folder_for(_TEMPLATES):
        app.jinja_env.bytecode_cache = _Bytecode(str(templates))
    if context.is_ours and (folder := _folder(context)):
        for engine in (context.engines.pages, context.engines.downloads):
            share(engine, folder)


def start(app: Flask) -> None:
    """Prepare in a thread what is missing."""
    threading.Thread(target=prepare, args=(app,), name="prepare", daemon=True).start()


def prepare(app: Flask) -> None:
    """Prepare what is missing, unless another process does it."""
    context: SiteContext = app.extensions["nmc"]
    folder = _folder(context)
    if folder is None or fcntl is None or (folder / _DONE).exists():
        return
    with suppress(OSError), (folder / LOCK).open("ab") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            if context.is_ours:
                _compute(context)
            for name in app.jinja_env.list_templates():
                app.jinja_env.get_template(name)
        except (NmcError, RuntimeError):
            return  # a query took too long, or the server ends; pages do it themselves then
        (folder / _DONE).touch()


def _folder(context: SiteContext) -> Path | None:
    """Return the folder of a release, or that of templates if only they are prepared."""
    return folder_for(context.release.hash[:32] if context.is_ours else _TEMPLATES)


def folder_for(name: str) -> Path | None:
    """Return the folder for a purpose of this program; it is marked as used."""
    with suppress(OSError, RuntimeError):  # no home folder
        whole = private_folder(cache_home() / FOLDER)
        folder = whole and private_folder(whole / f"{program_hash()[:12]}-{name}")
        if whole and folder:
            os.utime(folder)
            _forget_all_but_last(whole)
            return folder
    return None


def _forget_all_but_last(whole: Path) -> None:
    with suppress(OSError):  # another process removes some too
        folders = sorted(whole.iterdir(), key=lambda f: f.stat().st_mtime, reverse=True)
        for folder in folders[KEPT:]:
            shutil.rmtree(folder, ignore_errors=True)


def _compute(context: SiteContext) -> None:
    engine = context.engines.pages
    results(engine, Choice())
    filters(engine)
    disagreements(engine)
    comparisons(engine)
    gap_map(engine, "community")
    gap_map(engine, "approach")
    stories(engine)
    communities(engine)
    network_view(engine)
    usage(engine)
    dataset_contents(context)
