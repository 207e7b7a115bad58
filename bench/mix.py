"""The query mix: library queries and typical queries of researchers, in standard SPARQL.

All of them run over the release's triples in the default graph. Library queries are read from the
library by name, with parameters from the generated data, so they are always the current ones.
"""

from __future__ import annotations

from dataclasses import dataclass

from nmc_graph.config import bundle_root
from nmc_graph.model.library import Library
from nmc_graph.terms import PREFIXES

_USED = ("nmc", "skos", "dcterms", "org", "foaf", "schema", "oa", "rdfs")
_HEAD = "".join(f"PREFIX {p}: <{PREFIXES[p]}>\n" for p in _USED)
_ID = "https://w3id.org/nmc/id/"
ENTITY = _ID + "collaborative/g000005"


@dataclass(frozen=True)
class Query:
    """One query of the mix."""

    name: str
    kind: str
    text: str
    graph: bool = False
    """Whether it is a CONSTRUCT or DESCRIBE."""
    comparable: bool = True
    """Whether the standard defines its result (it doesn't for DESCRIBE)."""


# Queries of researchers: name, kind, text.
_OWN = (
    ("facts-of-one", "lookup", f"SELECT ?p ?o {{ <{ENTITY}> ?p ?o }}"),
    ("first-fifty-by-name", "list", """
SELECT ?c ?name { ?c a nmc:Collaborative ; skos:prefLabel ?name } ORDER BY ?name ?c LIMIT 50"""),
    ("facet-focus-areas", "facet", """
SELECT ?area (COUNT(DISTINCT ?c) AS ?n) {
  ?f a nmc:Focus ; nmc:concerns ?c ; nmc:hasFocusArea ?area } GROUP BY ?area ORDER BY ?area"""),
    ("facet-approach-and-stance", "facet", """
SELECT ?approach ?stance (COUNT(*) AS ?n) {
  ?p a nmc:ApproachPosition ; nmc:hasApproach ?approach ; nmc:hasStance ?stance }
GROUP BY ?approach ?stance ORDER BY ?approach ?stance"""),
    ("average-change-by-approach", "average", """
SELECT ?approach (AVG(?percent) AS ?mean) (COUNT(?percent) AS ?n) {
  ?p a nmc:ApproachPosition ; nmc:concerns ?c ; nmc:hasApproach ?approach .
  ?o a nmc:ChangeObservation ; nmc:concerns ?c ; nmc:percentChange ?percent }
GROUP BY ?approach ORDER BY ?approach"""),
    ("average-change-by-focus-area", "average", """
SELECT ?area (AVG(?percent) AS ?mean) (COUNT(?percent) AS ?n) {
  ?f a nmc:Focus ; nmc:concerns ?c ; nmc:hasFocusArea ?area .
  ?o a nmc:ChangeObservation ; nmc:concerns ?c ; nmc:percentChange ?percent }
GROUP BY ?area ORDER BY ?area"""),
    ("focus-below-a-broader-area", "path", """
SELECT (COUNT(DISTINCT ?c) AS ?n) {
  ?f nmc:hasFocusArea/skos:broader* <https://w3id.org/nmc/concept/focus-area/health> ;
    nmc:concerns ?c }"""),
    ("words-in-statements", "text", """
SELECT ?s ?says { ?s a nmc:Statement ; dcterms:description ?says
  FILTER(CONTAINS(LCASE(STR(?says)), "rowan")) } ORDER BY ?s LIMIT 100"""),
    ("names-by-pattern", "text", """
SELECT ?o ?name { ?o a org:Organization ; skos:prefLabel ?name
  FILTER(REGEX(STR(?name), "^Oak .*0-3$")) } ORDER BY ?o"""),
    ("missing-by-indicator", "missing", """
SELECT ?indicator (COUNT(?o) AS ?all) (SUM(?m) AS ?missing) {
  ?o nmc:hasIndicator ?indicator ; nmc:hasDataStatus ?status
  BIND(IF(?status = <https://w3id.org/nmc/concept/data-status/reported>, 0, 1) AS ?m) }
GROUP BY ?indicator ORDER BY ?indicator"""),
    ("twenty-largest-falls", "top", """
SELECT ?c ?indicator ?percent {
  ?o a nmc:ChangeObservation ; nmc:concerns ?c ; nmc:hasIndicator ?indicator ;
    nmc:percentChange ?percent } ORDER BY ?percent ?c ?indicator LIMIT 20"""),
    ("founded-by-decade", "dates", """
SELECT ?decade (COUNT(?c) AS ?n) { ?c a nmc:Collaborative ; nmc:startYear ?year
  BIND(FLOOR(?year / 10) AS ?decade) } GROUP BY ?decade ORDER BY ?decade"""),
    ("who-sits-at-the-same-table", "hops", f"""
SELECT DISTINCT ?other {{
  ?m a nmc:Membership ; org:organization <{ENTITY}> ; org:member ?shared .
  ?n a nmc:Membership ; org:member ?shared ; org:organization ?other
  FILTER(?other != <{ENTITY}>) }} ORDER BY ?other"""),
    ("two-tables-away", "hops", f"""
SELECT (COUNT(DISTINCT ?far) AS ?n) {{
  ?m1 a nmc:Membership ; org:organization <{ENTITY}> ; org:member ?a .
  ?m2 a nmc:Membership ; org:member ?a ; org:organization ?near .
  ?m3 a nmc:Membership ; org:organization ?near ; org:member ?b .
  ?m4 a nmc:Membership ; org:member ?b ; org:organization ?far }}"""),
    ("none-missing-not-exists", "not exists", """
SELECT (COUNT(?c) AS ?n) { ?c a nmc:Collaborative FILTER NOT EXISTS {
  ?o nmc:concerns ?c ; nmc:hasComparability <https://w3id.org/nmc/concept/comparability/not-assessable>
} }"""),
    ("none-missing-minus", "not exists", """
SELECT (COUNT(?c) AS ?n) { ?c a nmc:Collaborative MINUS {
  ?o nmc:concerns ?c ; nmc:hasComparability <https://w3id.org/nmc/concept/comparability/not-assessable>
} }"""),
    ("statements-by-voice", "facet", """
SELECT ?voice (COUNT(?s) AS ?n) { ?s a nmc:Statement ; nmc:hasVoice ?voice }
GROUP BY ?voice ORDER BY ?voice"""),
)  # fmt: skip

# Library queries: name, kind, parameters.
_LIBRARY = (
    ("cq02", "lookup", {"collaborative": ENTITY}),
    ("cq03", "lookup", {"collaborative": ENTITY}),
    ("cq06", "lookup", {"collaborative": ENTITY}),
    ("entity-summary", "lookup", {"entity": ENTITY}),
    ("statements-by-place-in-text", "list", {"source": _ID + "source/g000005"}),
    ("cq11", "list", {}),
    ("cq12", "missing", {}),
    ("cq13", "missing", {}),
    ("cq15", "average", {}),
    ("cq24", "facet", {}),
    ("cq27", "list", {}),
    ("missing-data", "missing", {}),
)

_GRAPHS = (
    ("evidence-of-one", "construct", f"""
CONSTRUCT {{ ?a ?p ?o . ?s ?q ?t }} {{
  ?a nmc:concerns <{ENTITY}> ; nmc:hasEvidence ?s ; ?p ?o . ?s ?q ?t }}"""),
    ("edges-of-the-network", "construct", """
CONSTRUCT { ?member org:memberOf ?whole } {
  ?m a nmc:Membership ; org:member ?member ; org:organization ?whole }"""),
    ("describe-one", "describe", f"DESCRIBE <{ENTITY}>"),
)  # fmt: skip


def queries() -> list[Query]:
    """Return all queries of the mix."""
    library = Library(bundle_root() / "queries")
    return [
        *(Query(n, k, _HEAD + t.strip()) for n, k, t in _OWN),
        *(Query(n, k, library[n].filled(**v)) for n, k, v in _LIBRARY),
        *(
            Query(n, k, _HEAD + t.strip(), graph=True, comparable=k != "describe")
            for n, k, t in _GRAPHS
        ),
    ]
