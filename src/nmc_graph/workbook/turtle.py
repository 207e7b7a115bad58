"""An import as Turtle in the form of the files in `data/`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from nmc_graph.rdf.ntriples import plain
from nmc_graph.rdf.turtle import Graph, Part, document
from nmc_graph.terms import (
    DCTERMS,
    HAS_EVIDENCE,
    ID,
    IS_ASSERTED_BY,
    NMC,
    PREF_LABEL,
    SKOS,
    XSD,
)
from nmc_graph.workbook.importing import Imported
from nmc_graph.workbook.names import group_of, short
from nmc_graph.workbook.sheets import SHEETS

_FIRST = (SKOS + "inScheme", PREF_LABEL, SKOS + "altLabel", DCTERMS + "title",
          DCTERMS + "identifier")  # fmt: skip
_LAST = (IS_ASSERTED_BY, NMC + "hasVoice", NMC + "supportsProperty", NMC + "hasExcerpt",
         HAS_EVIDENCE)  # fmt: skip
_DECIMAL = f'"^^<{XSD}decimal>'


def as_turtle(imported: Imported, header: str) -> bytes:
    """Return what a workbook states: things first, then claims and statements by source."""
    graph = {s: {p: _bare(terms) for p, terms in b.items()} for s, b in imported.graph.items()}
    claims_first = sorted(SHEETS, key=lambda sheet: sheet.kind != "assertion")
    order = dict.fromkeys((*_FIRST, *(c.iri for sheet in claims_first for c in sheet.columns)))
    first = [p for p in order if p not in _LAST]
    return document(graph, _parts(graph), header, first, _LAST)


def _bare(terms: Sequence[str]) -> list[str]:
    """Return terms with decimals as Turtle writes them without quotation marks."""
    return [
        f'{t[: -len(_DECIMAL)]}.0{_DECIMAL}' if t.endswith(_DECIMAL) and "." not in
        t[: -len(_DECIMAL)] else t
        for t in terms
    ]  # fmt: skip


def _parts(graph: Graph) -> Iterator[Part]:
    by_source: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(
        lambda: defaultdict(list)
    )
    things: list[str] = []
    for subject in graph:
        kind, rest = group_of(subject[1:-1]), short(subject[1:-1])
        if kind in {"assertion", "statement", "source"}:
            by_source[rest.partition("/")[0]][kind].append(subject)
        else:
            things.append(subject)
    yield Part("==== Entities ====", things)
    for source, kinds in sorted(by_source.items()):
        yield Part(f"==== {_title(graph, source)} ====", kinds["source"] or kinds["assertion"])
        yield Part("-- Claims --", kinds["assertion"])
        yield Part("-- What the source says --", kinds["statement"])


def _title(graph: Graph, source: str) -> str:
    """Return the title and ID of a source for a heading."""
    block: Mapping[str, Sequence[str]] = graph.get(f"<{ID}source/{source}>", {})
    titles = [plain(t) for t in block.get(f"<{DCTERMS}title>", ())]
    if not titles:
        return source
    return f"{' '.join(titles[0].split())} ({source})"
