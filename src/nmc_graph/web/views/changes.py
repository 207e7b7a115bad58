"""What changed: a feed of the releases that this server has."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, Response
from markupsafe import escape

from nmc_graph.release.manifest_file import MANIFEST
from nmc_graph.web import responses, urls
from nmc_graph.web.context import TITLE, root, site
from nmc_graph.web.views.dataset import StoredRelease, stored_releases

blueprint = Blueprint("changes", __name__)

ATOM = "application/atom+xml"


@blueprint.get("/changes.atom")
def feed() -> Response:
    """List the releases as an Atom feed, the newest first."""
    path = site().release.path
    found = [(_built(path.parent / one.hash, path), one) for one in stored_releases(path)]
    found.sort(key=lambda item: (item[0], item[1].current), reverse=True)
    address = root() + urls.changes()
    entries = "".join(_entry(date, one) for date, one in found)
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>{escape(address)}</id><title>{escape(TITLE)}: releases</title>"
        f'<link rel="self" href="{escape(address)}"/><updated>{found[0][0]}</updated>'
        f"<author><name>nmc-graph contributors</name></author>{entries}</feed>"
    )
    return responses.data(xml.encode(), ATOM, xml)


def _built(folder: Path, current: Path) -> str:
    """Return when a release was built, in UTC."""
    manifest = (folder if folder.is_dir() else current) / MANIFEST
    return datetime.fromtimestamp(int(manifest.stat().st_mtime), UTC).isoformat()


def _entry(date: str, one: StoredRelease) -> str:
    title = f"Version {one.version}, release {one.hash[:12]}"
    text = f"{one.triples:,} triples, {one.statements:,} statements."
    return (
        f"<entry><id>urn:sha256:{escape(one.hash)}</id><title>{escape(title)}</title>"
        f'<updated>{date}</updated><link href="{escape(root() + urls.dataset())}"/>'
        f"<summary>{escape(text)}</summary></entry>"
    )
