"""The ontology and the dataset: pages for people, RDF for programs, downloads."""

from __future__ import annotations

from flask import Blueprint, Response, request

from nmc_graph.errors import NotFoundError
from nmc_graph.export import mappings
from nmc_graph.formats import GRAPH_FORMATS, Format
from nmc_graph.iris import shorten
from nmc_graph.model.term_rules import rules
from nmc_graph.model.term_usage import usage
from nmc_graph.model.vocabulary import concept_schemes, ontology_document, ontology_terms
from nmc_graph.rdf.write import convert_triples
from nmc_graph.terms import DCAT, NMC, ONTOLOGY, OWL
from nmc_graph.web import responses, urls
from nmc_graph.web.context import DATASET, root, site
from nmc_graph.web.descriptions import dataset_description
from nmc_graph.web.http.negotiate import wants_page
from nmc_graph.web.views.dataset import dataset_page
from nmc_graph.web.views.dataset_sources import SORTS

blueprint = Blueprint("vocabulary", __name__)


@blueprint.get("/ontology", defaults={"suffix": ""})
@blueprint.get("/ontology.<suffix>")
@blueprint.get("/ontology/<path:module>", defaults={"suffix": ""})
def ontology(suffix: str, module: str = "") -> Response:
    """Return the ontology as a page; the ontology, or one of its modules or lists, as RDF."""
    module, suffix = _without_suffix(module, suffix)
    format_ = responses.wanted_format(GRAPH_FORMATS, suffix, html=True)
    if format_ is not None:
        return _ontology_rdf(module, format_)
    if module and not ontology_document(site().engine, module):
        raise _no_module(module)
    terms = ontology_terms(site().engine)
    groups = [
        (title, [t for t in terms if kind in map(shorten, t.many("rdf:type"))])
        for title, kind in (
            ("Classes", "owl:Class"),
            ("Relations", "owl:ObjectProperty"),
            ("Values", "owl:DatatypeProperty"),
        )
    ]
    response = responses.page(
        "ontology.html",
        groups=groups,
        schemes=concept_schemes(site().engine),
        usage=usage(site().engine),
        rules=rules(),
        mappings=mappings.names(),
        formats=GRAPH_FORMATS,
        shorten=shorten,
        nmc=NMC,
    )
    iri = f"{ONTOLOGY}/{module}" if module else ONTOLOGY
    formats = {urls.ontology(module, f.suffix): f.media_type for f in GRAPH_FORMATS}
    return responses.signpost(response, iri, [OWL + "Ontology"], formats)


def _without_suffix(module: str, suffix: str) -> tuple[str, str]:
    """Return a module and the suffix of a format, which may be at its end."""
    stem, _, end = module.rpartition(".")
    is_suffix = stem and end in {format_.suffix for format_ in GRAPH_FORMATS}
    return (stem, end) if is_suffix else (module, suffix)


def _ontology_rdf(module: str, format_: Format) -> Response:
    if same := responses.not_modified(format_.media_type, "ontology", module):
        return same
    body = ontology_document(site().engine, module)
    if not body:
        raise _no_module(module)
    converted = convert_triples(body, format_)
    response = responses.data(converted, format_.media_type, "ontology", module)
    return responses.signpost(response, f"{ONTOLOGY}/{module}" if module else ONTOLOGY, [], {})


def _no_module(module: str) -> NotFoundError:
    return NotFoundError(
        f"The ontology has no module or version {module[:60]!r}.", near=(urls.ontology(),)
    )


@blueprint.get("/dataset")
def dataset() -> Response:
    """Describe the dataset, as a page or in DCAT and VoID."""
    format_ = responses.wanted_format(GRAPH_FORMATS, html=True)
    base = root()
    if format_ is None:
        response = responses.page(
            "dataset.html",
            page=dataset_page(base, request.args.get("q", ""), request.args.get("sort", "title")),
            sorts={name: title for name, (title, _) in SORTS.items()},
        )
        formats = {urls.dataset(format=f.name): f.media_type for f in GRAPH_FORMATS}
        files = {
            urls.download(f["name"]): f["media_type"] for f in site().release.manifest["files"]
        }
        return responses.signpost(response, DATASET, [DCAT + "Dataset"], formats, files)
    body = dataset_description(site(), base, format_)
    response = responses.data(body, format_.media_type, "dataset", base)
    return responses.signpost(response, DATASET, [DCAT + "Dataset"], {})


@blueprint.get("/.well-known/void")
def well_known() -> Response:
    """Redirect to the description of the dataset (VoID, section 7.2)."""
    page_too = wants_page(request.headers.get("Accept", ""))
    format_ = responses.wanted_format(GRAPH_FORMATS, html=page_too)
    target = urls.dataset(format=format_.name) if format_ else urls.dataset()
    return Response(status=303, headers={"Location": target, "Vary": "Accept"})
