"""Paths of every kind, on which rules about all paths are tested."""

PERSON = "/id/person/robina-asghar"
PAGE = "/page/person/robina-asghar"
DATA = "/data/person/robina-asghar.ttl"
HTML = {"Accept": "text/html"}
PATHS = (
    "/", "/sparql", PERSON, PAGE, DATA, "/ontology", "/ontology.ttl", "/dataset", "/browse/person",
    "/browse/person.csv", "/download/nmc-graph.nt", "/search?q=crime", "/suggest?q=crime",
    "/results", "/gaps", "/disagreements", "/approaches", "/compare", "/map", "/network",
    "/queries", "/queries/cq04.csv", "/healthz", "/robots.txt", "/.well-known/void", "/prefixes",
    "/nothing/here",
)  # fmt: skip
