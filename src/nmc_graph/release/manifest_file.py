"""What the manifest of a release must contain, and the checksum over it."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

MANIFEST = "manifest.json"
STEM = "nmc-graph"
FORMAT = 1
"""The format of release folders. A program refuses releases of a newer format."""
CHECKSUM = "checksum"
"""The member with the SHA-256 of all others."""
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_FILE_NAME = re.compile(rf"{STEM}\.[a-z]{{2,10}}\Z")
_TEXTS = ("version", "ontology_version", "fingerprint")
_OTHER_TEXTS = ("version", "fingerprint", "title")
_OTHER_COUNTS = ("triples", "quads", "duplicates")
_COUNTS = ("triples", "quads", "duplicates", "statements", "assertions")


def serialize(manifest: dict[str, Any]) -> str:
    """Return the text of a manifest, with its checksum added."""
    members = {name: value for name, value in manifest.items() if name != CHECKSUM}
    text = json.dumps(members, ensure_ascii=False, separators=(",", ":"))
    checksum = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return json.dumps({**members, CHECKSUM: checksum}, indent=2, ensure_ascii=False) + "\n"


def parse_manifest(text: bytes) -> dict[str, Any]:
    """Return a manifest. Raises ValueError, with the reason, if a release can't have it."""
    manifest = json.loads(text)
    if not isinstance(manifest, dict):
        raise ValueError("it isn't a JSON object")
    release_format = manifest.get("format")
    if type(release_format) is not int or release_format < 1:
        raise ValueError("it has no format version")
    if release_format > FORMAT:
        raise ValueError(
            f"format {release_format} is newer than this program, which reads format {FORMAT}; "
            "update nmc-graph"
        )
    _check_members(manifest)
    # Comparing the whole text also finds damage to the name of a member, or to the space between.
    if text != serialize(manifest).encode("utf-8", "surrogatepass"):
        raise ValueError("it doesn't match its own checksum")
    return manifest


def _check_members(manifest: dict[str, Any]) -> None:
    if not _is_sha256(manifest.get("release")):
        raise ValueError("`release` is not a SHA-256")
    other = "title" in manifest  # data that don't use the ontology have none of its counts
    for name in _OTHER_TEXTS if other else _TEXTS:
        if not isinstance(manifest.get(name), str | None) or name not in manifest:
            raise ValueError(f"`{name}` is missing or not a text")
    for name in _OTHER_COUNTS if other else _COUNTS:
        if type(manifest.get(name)) is not int or manifest[name] < 0:
            raise ValueError(f"`{name}` is missing or not a count")
    graphs, files = manifest.get("graphs"), manifest.get("files")
    if not isinstance(graphs, dict) or not all(type(n) is int for n in graphs.values()):
        raise ValueError("`graphs` is missing or not a map of counts")
    if not isinstance(files, list) or not all(map(_is_file_entry, files)):
        raise ValueError("`files` is missing or has an entry without name, size or SHA-256")
    if not {f"{STEM}.nq", f"{STEM}.nt"} <= {f["name"] for f in files}:
        raise ValueError(f"`files` lists no {STEM}.nq or no {STEM}.nt")


def _is_file_entry(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("name"), str)
        and _FILE_NAME.match(entry["name"]) is not None
        and type(entry.get("bytes")) is int
        and _is_sha256(entry.get("sha256"))
        and isinstance(entry.get("media_type"), str)
    )


def _is_sha256(value: object) -> bool:
    return isinstance(value, str) and _SHA256.match(value) is not None
