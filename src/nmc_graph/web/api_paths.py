"""The table behind /openapi.json: what each path takes and returns. A test finds missing rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode

from nmc_graph.export.result_set import XLSX
from nmc_graph.formats import FORMATS, GRAPH_FORMATS, RESULT_FORMATS
from nmc_graph.model.differences import FIGURE, KIND, MEASURE, PLACE, VIEWS, YEARS
from nmc_graph.model.kinds import GROUPS, LISTED
from nmc_graph.model.offered_queries import SHORTEST
from nmc_graph.model.result_choice import DIRECTIONS
from nmc_graph.model.result_rows import GROUPINGS, SORTS
from nmc_graph.model.tables import TABLES
from nmc_graph.web.permalink import encode

HTML, JSON, CSV, TEXT = "text/html", "application/json", "text/csv", "text/plain"
RDF = tuple(f.media_type for f in GRAPH_FORMATS)
ROWS = tuple(f.media_type for f in RESULT_FORMATS)
PAGE_AND_TABLE = (HTML, JSON, CSV)
SHEET = (*PAGE_AND_TABLE, XLSX.media_type)
SUFFIXES = [f.suffix for f in GRAPH_FORMATS]
SAMPLE = {"kind": "collaborative", "slug": "memphis"}
_CITATIONS = ("application/x-bibtex", "application/vnd.citationstyles.csl+json",
              "application/x-research-info-systems", TEXT)  # fmt: skip


_NAMES = {
    HTML: "html", JSON: "json", CSV: "csv", **{f.media_type: f.name for f in FORMATS},
    XLSX.media_type: "xlsx", "application/graphml+xml": "graphml",
    "application/gexf+xml": "gexf", "image/svg+xml": "svg", "image/png": "png",
    "application/sparql-query": "rq",
}  # fmt: skip
"""The name of each media type in `format`."""


@dataclass(frozen=True)
class ApiPath:
    """A path of the web view: what it takes and returns."""

    types: tuple[str, ...]
    """Media types of a successful response."""
    reads: str = ""
    """Names of the query parameters; `PARAMETERS` describes them."""
    path: str = ""
    """The path in the description, if it isn't that of the route."""
    values: dict[str, list[str]] = field(default_factory=dict)
    """The values that a part of the path or a parameter may have."""
    samples: dict[str, str] = field(default_factory=dict)
    """Parts of the path with too many values to list, and an example of each."""
    statuses: tuple[int, ...] = (200,)
    required: frozenset[str] = frozenset()
    """Names of query parameters that must be there."""

    @property
    def formats(self) -> list[str]:
        """The names that `format` may have."""
        return [_NAMES[name] for name in self.types or (HTML, *RDF)]


class Described(NamedTuple):
    """A query parameter."""

    text: str
    schema: dict[str, Any]
    example: Any = None
    """A path stands for an address of this server."""


_TEXT: dict[str, Any] = {"type": "string", "maxLength": 200}
_PAGE: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": 1_000_000}
_IRI: dict[str, Any] = {"type": "string", "format": "uri", "maxLength": 2000}
_CHART = frozenset(["concerns", "indicator", "measure", "unit"])
_MEASURES = ["level", "percent", "points"]
_NASHVILLE = "https://w3id.org/nmc/id/collaborative/nashville"
_GRADUATION = "https://w3id.org/nmc/id/indicator/nashville-high-school-graduation-rate"
_MEMPHIS = "https://w3id.org/nmc/id/collaborative/memphis"
_CHART_PATH = "/results/chart?" + urlencode(
    {"concerns": _NASHVILLE, "indicator": _GRADUATION, "measure": "level", "unit": "percent"}
)
PARAMETERS: dict[str, Described] = {
    "q": Described("Words to look for.", _TEXT, "crime"),
    "kind": Described("Only things of this kind.", {"type": "string", "enum": list(GROUPS)}),
    "page": Described("Number of the page.", _PAGE, 1),
    "limit": Described("Rows on a page.", {**_PAGE, "maximum": 10_000}, 10),
    "tag": Described("Only queries on this topic.", _TEXT, "results"),
    "a": Described("The first thing to compare, by its IRI.", _IRI, _MEMPHIS),
    "b": Described("The second thing to compare, by its IRI.", _IRI, _NASHVILLE),
    "community": Described("Only what is about this collaborative, by its IRI.", _IRI, _NASHVILLE),
    "map": Described("What the columns are.", {"type": "string"}, "community"),
    "maxheight": Described("The most pixels from top to bottom.", _PAGE, 400),
    "maxwidth": Described("The most pixels from side to side.", _PAGE, 600),
    "url": Described("The address of a chart of this site.", _IRI, _CHART_PATH),
    "uri": Described("Any absolute IRI; it is never fetched.", _IRI, _MEMPHIS),
    "excel": Described("Any value: with a mark that Excel needs to read accents.", _TEXT),
    "derived": Described("Any value: with terms of other vocabularies too.", _TEXT),
    "tree": Described("Any value: JSON-LD nested in the thing.", _TEXT),
    "sort": Described("The order.", {"type": "string", "enum": ["name", "-name"]}, "name"),
    "topic": Described("Only results on this topic, by its name.", _TEXT, "violent-crime"),
    "design": Described("Only comparisons of this design.", _TEXT, "comparison-group"),
    "direction": Described("Only such changes.", {"type": "string", "enum": list(DIRECTIONS)}),
    "group": Described("What results are grouped by.", {"type": "string"}, "community"),
    "concerns": Described("The IRI of a collaborative.", _IRI, _NASHVILLE),
    "indicator": Described("The IRI of an indicator.", _IRI, _GRADUATION),
    "measure": Described("What is drawn.", {"type": "string", "enum": _MEASURES}, "level"),
    "unit": Described("The unit of a level.", _TEXT, "percent"),
    "queries": Described(
        "Names to match, as JSON.", {"type": "string"}, '{"q0": {"query": "Strive Together"}}'
    ),
    "extend": Described("Things and properties to fetch, as JSON.", {"type": "string"}),
    "id": Described("The IRI of a thing.", _IRI, _MEMPHIS),
    "type": Described("The IRI of a class.", _IRI, "https://w3id.org/nmc/ontology#Collaborative"),
    "prefix": Described("What was typed.", _TEXT, "mil"),
    "query": Described("A SPARQL 1.1 query.", {"type": "string"}, SHORTEST),
    "default-graph-uri": Described("A graph of the default graph.", _IRI),
    "named-graph-uri": Described("A named graph.", _IRI),
    "timeout": Described("Seconds; can only lower the limit.", {"type": "number", "minimum": 0.1}),
    "format": Described("Name of a format; beats Accept.", {"type": "string"}),
}
API: dict[str, ApiPath | None] = {
    "/": ApiPath((HTML,)),
    "/.well-known/sparql-examples": ApiPath(RDF, "format"),
    "/.well-known/void": ApiPath((), statuses=(303,)),
    "/about": ApiPath((HTML,)),
    "/approaches": ApiPath(PAGE_AND_TABLE, "format"),
    "/approaches/<name>.vl.json": ApiPath(
        (JSON,), path="/approaches/{name}.vl.json", values={"name": ["approaches", "communities"]}
    ),
    "/browse": ApiPath(PAGE_AND_TABLE, "q sort page"),
    "/browse/<name>": ApiPath(
        (*PAGE_AND_TABLE, *RDF, "application/sparql-query"), "q sort page limit format",
        values={"name": list(LISTED)},
    ),
    "/changes.atom": ApiPath(("application/atom+xml",)),
    "/cite/<path:rest>": ApiPath(
        _CITATIONS, path="/cite/{kind}/{slug}.{suffix}", samples=SAMPLE,
        values={"suffix": ["bib", "json", "ris", "txt"]},
    ),
    "/compare": ApiPath(SHEET, "a b excel format"),
    "/concept/<path:rest>": ApiPath(
        (), path="/concept/{scheme}/{slug}", statuses=(303,),
        samples={"scheme": "role", "slug": "backbone"},
    ),
    "/context.jsonld": ApiPath(("application/ld+json",)),
    "/data/<path:rest>": ApiPath(
        RDF, "derived tree", path="/data/{kind}/{slug}.{suffix}",
        samples=SAMPLE, values={"suffix": SUFFIXES},
    ),
    "/dataset": ApiPath((HTML, *RDF), "format"),
    "/disagreements": ApiPath(SHEET, "community kind page excel format",
                              values={"kind": [FIGURE, YEARS, PLACE, KIND, MEASURE, VIEWS]}),
    "/docs": ApiPath((HTML,), "q"),
    "/docs/<path:name>": ApiPath((HTML,), path="/docs/{name}", samples={"name": "tutorial"},
                                 statuses=(200, 301)),
    "/docs/api": ApiPath((HTML,)),
    "/download/<name>": ApiPath((*RDF,), samples={"name": "nmc-graph.nt"}),
    "/embed/<release>/chart": None,  # /oembed returns its address
    "/entity": ApiPath((HTML, *RDF), "uri format", statuses=(200, 303),
                       required=frozenset({"uri"})),
    "/favicon.ico": None,
    "/gaps": ApiPath(SHEET, "map excel format", values={"map": ["community", "approach"]}),
    "/glossary": ApiPath((HTML,)),
    "/graph/<path:rest>": ApiPath((), path="/graph/{name}", statuses=(303,),
                                  samples={"name": "derived"}),
    "/healthz": ApiPath((TEXT,)),
    "/help": ApiPath((HTML,)),
    "/id/<path:rest>": ApiPath((), "format", path="/id/{kind}/{slug}", samples=SAMPLE,
                               statuses=(301, 303)),
    "/map": ApiPath(PAGE_AND_TABLE, "format"),
    "/mappings/<name>": ApiPath(("text/tab-separated-values",), samples={"name": "cids.sssom.tsv"}),
    "/method": ApiPath((HTML,)),
    "/network": ApiPath(
        (*PAGE_AND_TABLE, "application/graphml+xml", "application/gexf+xml", "image/svg+xml",
         "image/png"), "format",
    ),
    "/oembed": ApiPath((JSON,), "url maxwidth maxheight", required=frozenset({"url"})),
    "/openapi.json": ApiPath(("application/vnd.oai.openapi+json",)),
    "/ontology": ApiPath((HTML, *RDF), "format"),
    "/ontology/<path:module>": ApiPath((HTML, *RDF), "format", path="/ontology/{module}",
                                       samples={"module": "axioms"}),
    "/page/<path:rest>": ApiPath((HTML,), path="/page/{kind}/{slug}", samples=SAMPLE,
                                 statuses=(200, 301)),
    "/prefixes": ApiPath((JSON, *RDF), "format"),
    "/q/<code>": ApiPath((), samples={"code": encode(SHORTEST)}, statuses=(302,)),
    "/queries": ApiPath((HTML, JSON), "tag format"),
    "/queries/<name>": None,  # each query has its own path, from its header
    "/readyz": ApiPath((JSON,)),
    "/reconcile": ApiPath((JSON,), "queries extend"),
    "/reconcile/flyout": ApiPath((JSON,), "id", required=frozenset({"id"})),
    "/reconcile/preview": ApiPath((HTML,), "id", required=frozenset({"id"})),
    "/reconcile/properties": ApiPath((JSON,), "type limit"),
    "/reconcile/suggest/<kind>": ApiPath(
        (JSON,), "prefix limit", values={"kind": ["entity", "property", "type"]}
    ),
    "/report": ApiPath((HTML,)),
    "/results": ApiPath((*SHEET, "application/sparql-query"),
                        "topic design direction concerns indicator sort group page excel format",
                        values={"sort": list(SORTS), "group": list(GROUPINGS)}),
    "/results/chart": ApiPath((HTML,), "concerns indicator measure unit", required=_CHART),
    "/results/chart.vl.json": ApiPath((JSON,), "concerns indicator measure unit",
                                      required=_CHART),
    "/robots.txt": ApiPath((TEXT,)),
    "/search": ApiPath((HTML, JSON), "q kind page format"),
    "/sitemap.xml": ApiPath(("application/xml",)),
    "/sparql": ApiPath(
        (HTML, *ROWS, *RDF), "query default-graph-uri named-graph-uri format timeout"
    ),
    "/static/<name>": None,
    "/suggest": ApiPath((JSON,), "q"),
    "/tables": ApiPath((HTML,)),
    "/tables/<name>": ApiPath(
        (CSV, XLSX.media_type, "application/sparql-query"), "excel",
        path="/tables/{name}.{suffix}",
        values={"name": list(TABLES), "suffix": ["csv", "xlsx", "rq"]},
    ),
    "/terms.json": ApiPath((JSON,)),
    "/validate": ApiPath((HTML,)),
    "/version/<release>": None,  # these two return what the path after the release does
    "/version/<release>/<path:path>": None,
}  # fmt: skip
"""A row for each route, by its rule; None leaves it out."""
