"""Every address of the web view: routes declare them, all else prints them by these functions."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from nmc_graph.iris import iri_of_path, path_of_iri
from nmc_graph.web.http.parameters import ReadParameters, first_part

HOME = "/"


class Route:
    """The path of a page or of a folder of pages; calling it prints an address."""

    def __init__(self, path: str, reads: str | None = None) -> None:
        """Name a path, and the parameters that are read below it: None if any may be."""
        self.path = path
        self.reads = None if reads is None else frozenset(reads.split())

    def __call__(
        self, name: str = "", suffix: str = "", *, fragment: str = "", **query: object
    ) -> str:
        """Return the address of the page, or of `name` in the folder; empty parameters left out."""
        path = f"{self.path}/{name}" if name else self.path
        fields = {key: value for key, value in query.items() if value}
        return (
            path
            + (f".{suffix}" if suffix else "")
            + (f"?{urlencode(fields, doseq=True)}" if fields else "")
            + (f"#{fragment}" if fragment else "")
        )


approaches = Route("/approaches", "a b format")
browse = Route("/browse")
compare = Route("/compare", "a b c d format")
context = Route("/context.jsonld", "")
dataset = Route("/dataset", "format")
download = Route("/download", "")
entity = Route("/entity", "uri")
map_ = Route("/map", "format")
network = Route("/network", "projection format")
ontology = Route("/ontology", "format")
queries = Route("/queries")
report = Route("/report", "about")
results = Route("/results", "focus topic approach concerns indicator measure unit page format")
search = Route("/search", "q kind page format")
sitemap = Route("/sitemap.xml", "part")
sparql = Route("/sparql")
static = Route("/static", "")
suggest = Route("/suggest", "q")
tables = Route("/tables", "excel")
terms = Route("/terms.json", "")
void = Route("/.well-known/void", "format")
_cite, _data, _page = Route("/cite", ""), Route("/data", "derived"), Route("/page", "lang")
COLLABORATIVES = browse("collaborative")
"""The list that leads into the data."""
LICENSES = static("licenses.txt")


def href(iri: str) -> str:
    """Return the address for an IRI: a path here for ours, itself for the web, else nothing.

    An IRI of another scheme (`javascript:` above all) never becomes a link.
    """
    path = path_of_iri(iri)
    if path is not None:
        return path
    return iri if iri.startswith(("http://", "https://", "tel:", "mailto:")) else ""


def _thing(iri: str) -> str:
    """Return what stands for one of our IRIs in paths; empty for the ontology and other IRIs."""
    path = path_of_iri(iri) or ""
    return path.removeprefix("/id/").lstrip("/") * path.startswith(("/id/", "/concept/", "/graph/"))


def iri_of(thing: str) -> str:
    """Return the IRI for what stands for it in paths: `person/x`, `concept/role/backbone`."""
    return iri_of_path(thing if thing.startswith(("concept/", "graph/")) else f"id/{thing}")


def data_path(iri: str, suffix: str) -> str:
    """Return the path of a thing's data in a format; empty for an IRI without data here."""
    thing = _thing(iri)
    return _data(thing, suffix) if thing else ""


def page_path(iri: str, language: str = "") -> str:
    """Return the path of a thing's page, in a language if one is given."""
    thing = _thing(iri)
    return _page(thing, lang=language) if thing else ""


def citation_path(iri: str, suffix: str) -> str:
    """Return the path of a thing's reference; for an empty IRI that of the whole data set."""
    return _cite(_thing(iri) or "dataset", suffix)


def query_path(text: str, **more: str) -> str:
    """Return the path that opens a query in the form."""
    return f"{sparql()}?" + urlencode({"query": text, **more}, quote_via=quote)


def read_parameters() -> ReadParameters:
    """Return for the first part of each path what is read below it."""
    routes = [route for route in globals().values() if isinstance(route, Route)]
    known = {first_part(r.path): r.reads for r in routes if r.reads is not None and r is not void}
    things = dict.fromkeys(("id", "concept", "graph"), frozenset({"format"}))
    return {"": frozenset(), **known, **things}
