"""What the clients of a soak send: pages, queries and files with one right answer, and nonsense."""

from __future__ import annotations

from tests.hostile.observe import ENTITY, GOOD

PAGES = (
    "/healthz",
    "/",
    "/help",
    "/glossary",
    "/approaches",
    "/queries",
    "/browse/collaborative",
    "/search?q=milwaukee",
    "/sparql",
    ENTITY,
    "/page/collaborative/milwaukee",
    "/page/concept/approach/collective-impact",
)
"""Pages that are cheap to make."""

_NMC = "https://w3id.org/nmc/ontology#"
QUERIES = (
    GOOD,
    f"ASK {{ ?s a <{_NMC}Collaborative> }}",
    f"SELECT ?s {{ ?s a <{_NMC}Collaborative> }} ORDER BY ?s",
    "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY ?c",
    f"SELECT ?s ?y {{ ?s <{_NMC}startYear> ?y }} ORDER BY ?s ?y LIMIT 100",
    "SELECT ?s ?name { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?name } "
    "ORDER BY ?name ?s LIMIT 200",
)

DATA = (
    "/download/nmc-graph.nq",
    "/download/nmc-graph.ttl",
    "/data/collaborative/milwaukee.jsonld",
    "/browse/statement.ttl?limit=300",
    "/results.csv",
    "/network.graphml",
    "/network.svg",
    "/tables/collaboratives.csv",
    "/queries/cq04.csv",
    "/sitemap.xml",
)
"""Files, lists and drawings, of which some take long to make."""

BROKEN = (
    b"GARBAGE\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
    b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET //elsewhere.example HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /nothing-here HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-A: " + b"y" * 1_000_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-A: y\r\n" * 1_000 + b"\r\n",
    b"BREW / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET /sparql?query=%FF%FE HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /sparql?query=DROP%20ALL HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /page/%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
)
"""Requests to which an error is the right answer."""
