"""Write ontology/alignments/*.sssom.tsv from the Turtle files; `--check` compares.

People edit the Turtle; the tables repeat it in the format of mapping tools (SSSOM, Simple Standard
for Sharing Ontological Mappings, https://w3id.org/sssom/).
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, URIRef

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "ontology" / "alignments"
NMC = "https://w3id.org/nmc/ontology#"
OWN = "https://w3id.org/nmc/"
COLUMNS = (
    "subject_id", "subject_label", "predicate_id", "object_id", "mapping_justification",
    "subject_type", "comment",
)  # fmt: skip
MATCHES = (
    SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch,
)  # fmt: skip
NARROWER = (RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, OWL.equivalentProperty)
PREFIXES = {
    "owl": str(OWL), "rdfs": str(RDFS), "semapv": "https://w3id.org/semapv/vocab/",
    "skos": str(SKOS), "sssom": "https://w3id.org/sssom/",
}  # fmt: skip
TYPES = {
    OWL.Class: "owl class", OWL.ObjectProperty: "owl object property",
    OWL.DatatypeProperty: "owl data property", SKOS.Concept: "skos concept",
}  # fmt: skip


def own_terms() -> rdflib.Graph:
    """Return our terms and concepts, for labels and types."""
    graph = rdflib.Graph().parse(ROOT / "ontology" / "nmc.ttl")
    for path in sorted((ROOT / "ontology" / "schemes").glob("*.ttl")):
        graph.parse(path)
    return graph


def blocks(text: str) -> Iterator[tuple[str, rdflib.Graph]]:
    """Yield each paragraph of a Turtle file: its comment and its triples."""
    prefixes = "\n".join(re.findall(r"^@prefix .*", text, re.M))
    for paragraph in re.sub(r"^@prefix .*\n", "", text, flags=re.M).split("\n\n"):
        remark = " ".join(re.findall(r"^# (.*)", paragraph, re.M))
        yield remark, rdflib.Graph().parse(data=f"{prefixes}\n{paragraph}", format="turtle")


def mappings(graph: rdflib.Graph) -> Iterator[tuple[URIRef, URIRef, URIRef]]:
    """Yield the mappings: matches, and our terms that are narrower than another vocabulary's."""
    for s, p, o in graph:
        outside = not str(o).startswith(OWN) or "/ntee-major-group/" in str(o)
        if outside and (p in MATCHES or (p in NARROWER and str(s).startswith(OWN))):
            yield s, p, o


def table(path: Path, terms: rdflib.Graph) -> str:
    """Return the SSSOM table of one alignment file."""
    text = path.read_text("utf-8")
    whole = rdflib.Graph().parse(data=text, format="turtle")
    (ontology,) = whole.subjects(RDF.type, OWL.Ontology)
    names = {str(iri): p for p, iri in whole.namespaces()}
    names |= {iri: p for p, iri in PREFIXES.items()}
    used: dict[str, str] = {}

    def curie(iri: URIRef) -> str:
        space = max((n for n in names if str(iri).startswith(n)), key=len)
        used[names[space]] = space
        return f"{names[space]}:{str(iri).removeprefix(space)}"

    rows = []
    for remark, graph in blocks(text):
        for s, p, o in mappings(graph):
            label = terms.value(s, RDFS.label) or terms.value(s, SKOS.prefLabel) or ""
            kind = next((TYPES[t] for t in TYPES if (s, RDF.type, t) in terms), "")
            justified = curie(URIRef(PREFIXES["semapv"] + "ManualMappingCuration"))
            rows.append((curie(s), str(label), curie(p), curie(o), justified, kind, remark))

    head = {
        "mapping_set_id": f"{OWN}mappings/{path.stem}.sssom.tsv",
        "mapping_set_version": f'"{whole.value(ontology, OWL.versionInfo)}"',
        "mapping_set_title": f'"{whole.value(ontology, DCTERMS.title)}"',
        "mapping_set_description": f'"{whole.value(ontology, DCTERMS.description)}"',
        "license": str(whole.value(ontology, DCTERMS.license)),
        "publication_date": str(whole.value(ontology, DCTERMS.issued)),
    }
    out = io.StringIO()
    out.write("#curie_map:\n")
    out.writelines(f"#  {p}: {iri}\n" for p, iri in sorted(used.items()))
    out.writelines(f"#{name}: {value}\n" for name, value in head.items())
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(sorted(rows))
    return out.getvalue()


def tables() -> dict[Path, str]:
    """Return every table by its file."""
    terms = own_terms()
    return {
        path.with_name(f"{path.stem}.sssom.tsv"): table(path, terms)
        for path in sorted(FOLDER.glob("*.ttl"))
    }


def main() -> None:
    """Write the tables, or with `--check` exit with the names of stale ones."""
    stale = [
        path
        for path, text in tables().items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    if "--check" in sys.argv:
        if stale:
            names = ", ".join(p.name for p in stale)
            sys.exit(f"Out of date: {names}. Run .venv/bin/python tools/sssom.py")
        return
    for path in stale:
        path.write_text(tables()[path], "utf-8")


if __name__ == "__main__":
    main()
