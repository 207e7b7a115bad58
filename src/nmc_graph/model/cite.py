"""How to cite the data about a thing: in words, as BibTeX, as CSL-JSON.

The hash of the release replaces a date, since it identifies exactly this data.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

AUTHORS = "nmc-graph contributors"
TITLE = "Needle-moving collaboratives: a knowledge graph"


@dataclass(frozen=True)
class Citation:
    """One reference in three forms."""

    plain: str
    bibtex: str
    csl_json: str


def cite(iri: str, label: str, version: str, release: str) -> Citation:
    """Return the reference for a thing of a release; an empty label cites the whole data set."""
    name = " ".join(label.split())
    of = f"Version {version}, release {release[:12]}"
    title = f"{name}. In: {TITLE}" if name else TITLE
    plain = (f"{AUTHORS}. “{name}.” In {TITLE}. " if name else f"{AUTHORS}. {TITLE}. ") + (
        f"{of}. {iri}"
    )
    key = re.sub(r"[^a-z0-9]+", "-", iri.removeprefix("https://w3id.org/nmc/").lower()).strip("-")
    fields = {
        "author": "{" + AUTHORS + "}",
        "title": "{" + _tex(title) + "}",
        "version": version,
        "note": f"Release {release[:12]}. License: CC BY 4.0",
        "url": iri,
    }
    bibtex = f"@misc{{nmc-{key[:80]},\n" + "".join(f"  {k} = {{{v}}},\n" for k, v in fields.items())
    csl = {
        "id": iri,
        "type": "dataset",
        "title": name or TITLE,
        **({"container-title": TITLE} if name else {}),
        "author": [{"literal": AUTHORS}],
        "version": version,
        "note": f"Release {release}",
        "URL": iri,
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }
    return Citation(plain, bibtex + "}\n", json.dumps([csl], indent=1, ensure_ascii=False) + "\n")


def _tex(text: str) -> str:
    """Return text with all characters escaped that TeX treats specially."""
    return re.sub(
        r"[\\{}$&#_%~^]",
        lambda m: {
            "\\": r"\textbackslash ",
            "~": r"\textasciitilde ",
            "^": r"\textasciicircum ",
        }.get(m[0], "\\" + m[0]),
        text,
    )
