"""Running a query in this program, in Oxigraph alone and in rdflib, with comparable rows."""

import json
import warnings
from collections import Counter

import pyoxigraph as ox
import rdflib

from nmc_graph.engine import EmbeddedEngine
from tests.fuzz.queries import PREFIX

XSD = "http://www.w3.org/2001/XMLSchema#"


def _term(kind, value, datatype, language):
    if kind != "literal":
        return (kind, value)
    if datatype == XSD + "double":
        return (kind, float(value), datatype)  # rdflib writes 2.0e0 as 2.0
    return (kind, value, "" if language else datatype or XSD + "string", (language or "").lower())


class Engines:
    """One small graph in each engine."""

    def __init__(self, quads, folder):
        text = PREFIX + "".join(f"{g} {{ {s} {p} {o} }}\n" for s, p, o, g in quads)
        self.store = ox.Store()
        self.store.load(text.encode(), format=ox.RdfFormat.TRIG)
        path = folder / "data.nq"
        self.store.dump(str(path), format=ox.RdfFormat.N_QUADS)
        self.embedded = EmbeddedEngine(path)
        self.rdflib = rdflib.Dataset(default_union=True)
        self.rdflib.parse(data=text, format="trig")

    def close(self):
        self.embedded.close()

    def ours(self, query):
        """Return what this program answers."""
        answer = json.loads(self.embedded.query(query).body)
        if "boolean" in answer:
            return answer["boolean"]
        return Counter(
            frozenset(
                (name, _term(c["type"], c["value"], c.get("datatype"), c.get("xml:lang")))
                for name, c in row.items()
            )
            for row in answer["results"]["bindings"]
        )

    def alone(self, query):
        """Return the result of Oxigraph for the unchanged query."""
        result = self.store.query(query, use_default_graph_as_union=True)
        if isinstance(result, ox.QueryBoolean):
            return bool(result)
        names = [v.value for v in result.variables]
        return Counter(
            frozenset((n, _oxigraph_term(row[n])) for n in names if row[n] is not None)
            for row in result
        )

    def theirs(self, query):
        """Return what rdflib answers."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = self.rdflib.query(query)
            if result.type == "ASK":
                return bool(result.askAnswer)
            rows = Counter(
                frozenset(
                    (str(n), _rdflib_term(term)) for n, term in row.items() if term is not None
                )
                for row in result.bindings
            )
        if "GROUP BY" in query:
            del rows[frozenset()]  # without solutions rdflib makes a group of none
        return rows


def _oxigraph_term(term):
    if isinstance(term, ox.NamedNode):
        return _term("uri", term.value, None, None)
    return _term("literal", term.value, term.datatype.value, term.language)


def _rdflib_term(term):
    if isinstance(term, rdflib.URIRef):
        return _term("uri", str(term), None, None)
    return _term("literal", str(term), term.datatype and str(term.datatype), term.language)
