"""What requests of several tests are about: one entity, queries for it, headers and formats."""

SJ = "collaborative/san-joaquin-county-stockton"
HTML = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PARSERS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
    "application/trig": "trig",
    "application/n-quads": "nquads",
}
NAMED = f"<https://w3id.org/nmc/id/{SJ}>"
SELECT = (
    f"SELECT ?s {{ VALUES ?s {{ {NAMED} }} ?s a <https://w3id.org/nmc/ontology#Collaborative> }}"
)
CONSTRUCT = f"CONSTRUCT WHERE {{ {NAMED} a <https://w3id.org/nmc/ontology#Collaborative> }}"
