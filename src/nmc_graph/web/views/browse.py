"""Lists with facets: as pages, as data, and as the query that selects the same things."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, request

from nmc_graph.errors import NotFoundError, UsageError
from nmc_graph.formats import GRAPH_FORMATS
from nmc_graph.index.facet_counts import FacetCounts
from nmc_graph.index.listing import MAX_TEXT, SORTS, Cell, Entry, Listing
from nmc_graph.model.facets import Facet
from nmc_graph.model.kinds import LISTED, Kind
from nmc_graph.model.normalize import cleaned
from nmc_graph.model.table_rows import as_csv, spreadsheet_safe
from nmc_graph.web import responses, urls
from nmc_graph.web.context import site
from nmc_graph.web.http.negotiate import by_suffix, wants_page
from nmc_graph.web.views.search import page_number

blueprint = Blueprint("browse", __name__)

PAGE = 50
MAX_ROWS = 10_000
"""Maximum number of entries in one page of JSON."""
MAX_PAGE = 1_000_000
SHOWN_VALUES = 7
"""Values of a facet that are shown before it is expanded."""
VIEWS = ("cards", "table")
_KINDS = tuple(LISTED.values())
_OWN = {"q", "sort", "page", "view", "limit", "format"}


class Address:
    """The URL of a list: the current selection, and the URLs of other selections."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.text = cleaned(request.args.get("q", ""), MAX_TEXT)
        self.sort = request.args.get("sort", "name")
        self.view = request.args.get("view", "")
        self.chosen = {f.name: keys for f in kind.facets if (keys := request.args.getlist(f.name))}

    def to(self, suffix: str = "", **changed: object) -> str:
        """Return the path of this selection with parameters changed, or removed by None."""
        fields: dict[str, Any] = {"q": self.text, **self.chosen, "sort": self.sort}
        fields |= {"view": self.view, **changed}
        if fields["sort"] == "name":
            fields["sort"] = ""
        return urls.browse(self.kind.name, suffix, **fields)

    @functools.cached_property
    def _start(self) -> str:
        """The path of this selection, up to where a parameter is added."""
        path = self.to()
        return f"{path}&" if "?" in path else f"{path}?"

    def toggle(self, facet: str, key: str) -> str:
        """Return the path with a value added, or removed if it is chosen."""
        keys = self.chosen.get(facet)
        if keys is None:  # like most of the hundred values that a page offers
            return self._start + urls.field(facet, key)
        changed: dict[str, Any] = {
            facet: [k for k in keys if k != key] if key in keys else [*keys, key]
        }
        return self.to(**changed)

    def page(self, number: int) -> str:
        """Return the path of a page of this selection."""
        return self.to(page=number)

    def listing(self, size: int) -> Listing:
        """Return the requested page of this selection."""
        page = page_number(request.args.get("page", ""), MAX_PAGE)
        return site().lists.listing(
            self.kind, self.chosen, text=self.text, sort=self.sort, page=page, size=size
        )

    @property
    def is_plain(self) -> bool:
        """Whether nothing is selected; crawlers should only index such lists."""
        return not (self.chosen or self.text)


@blueprint.get("/browse")
@blueprint.get("/browse/<name>")
def browse(name: str = "collaborative") -> Response:
    """List the things of one kind, filtered by facets, as a page or (by suffix) as data."""
    stem, _, suffix = name.partition(".")
    kind = LISTED.get(stem)
    if kind is None:
        raise NotFoundError(
            f"There is no list of {stem[:60]!r}.",
            near=tuple(map(urls.browse, LISTED)),
            hint="These lists exist:",
        )
    address = Address(kind)
    wanted = suffix or request.args.get("format", "")
    if not wanted and wants_page(request.headers.get("Accept", "")):
        return _page(address)
    return _data(address, wanted)


def _page(address: Address) -> Response:
    kind = address.kind
    listing = address.listing(PAGE)
    if address.view not in VIEWS:
        address.view = ""
    response = responses.page(
        "browse.html",
        kind=kind,
        kinds=_KINDS,
        address=address,
        listing=listing,
        columns=_columns(listing),
        view=address.view or ("cards" if kind.as_cards else "table"),
        shown_values=SHOWN_VALUES,
        max_text=MAX_TEXT,
        query=urls.query_path(listing.selection.query()),
        sorts=[s for s in SORTS if listing.has_years or "year" not in s],
    )
    if not address.is_plain:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _columns(listing: Listing) -> tuple[Facet, ...]:
    """Return the facets for which any entry on this page has a value."""
    present = {name for entry in listing.entries for name, _ in entry.cells}
    return tuple(o.facet for o in listing.offered if o.facet.name in present)


def _data(address: Address, wanted: str) -> Response:
    """Return the selection as JSON, CSV, RDF or SPARQL."""
    unknown = set(request.args) - _OWN - {f.name for f in address.kind.facets}
    if unknown:
        raise UsageError(
            f"This list has no parameter {min(unknown)[:40]!r}.",
            hint=f"It has: {', '.join([*(f.name for f in address.kind.facets), *sorted(_OWN)])}.",
        )
    key = ("browse", wanted, request.query_string.decode("latin-1"))
    if wanted in {"", "json", "application/json"}:
        return _json(address, key)
    if wanted in {"csv", "text/csv"}:
        entries = site().lists.entries(
            address.kind, address.chosen, text=address.text, sort=address.sort
        )
        return responses.data(as_csv(_csv_rows(address.kind, entries)), "text/csv", *key)
    selection = site().lists.listing(address.kind, address.chosen, text=address.text).selection
    if wanted in {"rq", "application/sparql-query"}:
        return responses.data(selection.query().encode(), "application/sparql-query", *key)
    format_ = by_suffix(wanted, GRAPH_FORMATS)
    # It may be large, so downloads have separate workers.
    body = site().engines.downloads.query(selection.construct(), graph=format_).body
    return responses.data(body, format_.media_type, *key)


def _json(address: Address, key: tuple[str, ...]) -> Response:
    limit = page_number(request.args.get("limit") or "1000", MAX_ROWS)
    listing = address.listing(limit)
    content = {
        "kind": address.kind.name,
        "title": address.kind.plural,
        "total": listing.total,
        "page": listing.page,
        "pages": listing.pages,
        "limit": limit,
        "q": listing.selection.text or None,
        "selected": address.chosen,
        "sort": address.sort,
        "items": [_item(entry) for entry in listing.entries],
        "facets": [_facet(offered) for offered in listing.offered],
        "sparql": listing.selection.query(),
    }
    body = json.dumps(content, ensure_ascii=False).encode()
    response = responses.data(body, "application/json", *key)
    links = [
        f'<{address.to("json", limit=limit, page=page)}>; rel="{rel}"'
        for rel, page in (("prev", listing.page - 1), ("next", listing.page + 1))
        if 1 <= page <= listing.pages
    ]
    response.headers["X-Total-Count"] = str(listing.total)
    if links:
        response.headers["Link"] = ", ".join(links)
    return response


def _item(entry: Entry) -> dict[str, object]:
    def cell(c: Cell) -> dict[str, str]:
        parts = {"iri": c.iri, "detail": c.detail}
        return {"label": c.label, **{k: v for k, v in parts.items() if v}}

    return {
        "iri": entry.iri,
        "label": entry.label,
        "url": urls.href(entry.iri),
        "note": entry.note or None,
        "year": entry.year,
        "values": {name: [cell(c) for c in cells] for name, cells in entry.cells},
    }


def _facet(offered: FacetCounts) -> dict[str, object]:
    return {
        "name": offered.facet.name,
        "title": offered.facet.title,
        "not_offered": offered.more,
        "values": [
            {
                "key": v.key,
                "label": v.label,
                "count": v.things,
                "chosen": v.chosen,
                "depth": v.depth,
            }
            for v in offered.values
        ],
    }


def _csv_rows(kind: Kind, entries: Iterable[Entry]) -> Iterator[Sequence[object]]:
    """Yield a selection with labels and IRIs; several values are joined by `; `."""
    facets = [f.name for f in kind.facets]
    yield ["iri", "label", "note", "year", *(c for f in facets for c in (f, f"{f}_iri"))]
    for entry in entries:
        values = dict(entry.cells)
        cells = [cell for facet in facets for cell in _joined(values, facet)]
        label, note = spreadsheet_safe(entry.label), spreadsheet_safe(entry.note)
        yield [entry.iri, label, note, "" if entry.year is None else entry.year, *cells]


def _joined(cells: Mapping[str, tuple[Cell, ...]], facet: str) -> tuple[str, str]:
    values = cells.get(facet, ())
    iris = " ".join(filter(None, (i for c in values for i in (c.iri, c.detail))))
    return spreadsheet_safe("; ".join(c.label for c in values)), iris
