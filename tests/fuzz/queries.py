"""Small random graphs, and random queries over them."""

import re

PREFIX = "PREFIX : <http://e/>\nPREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
NODES = [":a", ":b", ":c", ":d", ":e"]
PREDICATES = [":p", ":q", ":r"]
GRAPHS = [":g", ":h"]
LITERALS = ["1", "2", "10", "1.5", '"1"', '"2"', '"x"', '"x"@en', '"x"@fr', "true", "2.0e0",
            '"2020-01-01"^^xsd:date', '"2021-01-01"^^xsd:date']  # fmt: skip
VARIABLES = ["?v", "?w", "?x", "?y", "?z"]


def dataset(random):
    """Return quads as text; no triple is in both graphs."""
    graphs = {}
    for _ in range(random.randrange(6, 22)):
        triple = (random.choice(NODES), random.choice(PREDICATES), _object(random))
        graphs[triple] = random.choice(GRAPHS)
    return sorted((*triple, graph) for triple, graph in graphs.items())


def _object(random):
    return random.choice(NODES) if random.random() < 0.65 else random.choice(LITERALS)


class Generator:
    """Writes queries; `kinds` says which parts there may be."""

    def __init__(self, random, kinds=None):
        self.random = random
        self.kinds = kinds or ["triples", "optional", "union", "filter", "exists", "not_exists",
                               "minus", "bind", "values", "graph", "subselect", "path"]  # fmt: skip

    def query(self):
        """Return a query of any form that gives a table or a truth value."""
        group = self.group(2)
        choice = self.random.random()
        if choice < 0.08:
            return f"{PREFIX}ASK {group}"
        if choice < 0.16:
            key = self.random.choice(VARIABLES)
            return f"{PREFIX}SELECT {key} (COUNT(*) AS ?n) {group} GROUP BY {key}"
        if choice < 0.22:
            return f"{PREFIX}SELECT (COUNT(DISTINCT {self.random.choice(VARIABLES)}) AS ?n) {group}"
        distinct = "DISTINCT " if self.random.random() < 0.15 else ""
        names = " ".join(self.random.sample(VARIABLES, 3)) if choice < 0.5 else "*"
        return f"{PREFIX}SELECT {distinct}{names} {group}"

    def group(self, depth):
        """Return a group in braces."""
        parts = [self.triples()]
        for _ in range(self.random.choice((0, 1, 1, 2))):
            kind = self.random.choice(self.kinds)
            if depth or kind in {"triples", "filter", "bind", "values", "path"}:
                parts.append(getattr(self, kind)(depth - 1))
        return "{ " + " ".join(parts) + " }"

    def term(self, *, literals=False):
        """Return a variable, or a node or literal."""
        if self.random.random() < 0.65:
            return self.random.choice(VARIABLES)
        return _object(self.random) if literals else self.random.choice(NODES)

    def triples(self, depth=0):
        return " ".join(
            f"{self.term()} {self._verb()} {self.term(literals=True)} ."
            for _ in range(self.random.choice((1, 1, 2)))
        )

    def _verb(self):
        return self.random.choice((*PREDICATES, *PREDICATES, self.random.choice(VARIABLES)))

    def path(self, depth):
        return f"{self.term()} {self._path(2)} {self.term(literals=True)} ."

    def _path(self, depth):
        if depth == 0:
            return self.random.choice(PREDICATES)
        inner = self._path(depth - 1)
        other = self._path(depth - 1)
        negated = self.random.choice(("!:p", "!(:p|:q)"))
        return self.random.choice(
            (inner, f"^({inner})", f"({inner}/{other})", f"({inner}|{other})", f"({inner})*",
             f"({inner})+", f"({inner})?", negated)
        )  # fmt: skip

    def optional(self, depth):
        return f"OPTIONAL {self.group(depth)}"

    def union(self, depth):
        return f"{self.group(depth)} UNION {self.group(depth)}"

    def minus(self, depth):
        return f"MINUS {self.group(depth)}"

    def exists(self, depth):
        return f"FILTER EXISTS {self.group(depth)}"

    def not_exists(self, depth):
        return f"FILTER NOT EXISTS {self.group(depth)}"

    def absence(self):
        """Return a query with a NOT EXISTS as people write it, which may become a MINUS."""
        thing, other = self.random.sample(VARIABLES, 2)
        link = f"{other} {self.random.choice(PREDICATES)} {thing}"
        pattern = f"{link} ; {self._verb()} {_object(self.random)}"
        if self.random.random() < 0.3:
            pattern += f" . {self.term()} {self._verb()} {self.term(literals=True)}"
        filters = f"FILTER NOT EXISTS {{ {pattern} }}"
        first = f"{thing} {self._verb()} {self.term(literals=True)} ."
        kind = getattr(self, self.random.choice(self.kinds))(1)
        parts = [first, filters, kind if self.random.random() < 0.6 else ""]
        self.random.shuffle(parts)
        return f"{PREFIX}SELECT * {{ {' '.join(parts)} }}"

    def graph(self, depth):
        return f"GRAPH {self.random.choice((*GRAPHS, '?v', '?z'))} {self.group(depth)}"

    def filter(self, depth):
        return f"FILTER({self._condition(2)})"

    def _condition(self, depth):
        variable = self.random.choice(VARIABLES)
        other = self.random.choice((self.random.choice(VARIABLES), self.random.choice(LITERALS)))
        simple = self.random.choice(
            (f"BOUND({variable})", f"isIRI({variable})", f"isLiteral({variable})",
             f"{variable} = {other}", f"{variable} != {other}",
             f"STRLEN(STR({variable})) < 12",
             f"sameTerm({variable}, {other})", f"{variable} IN ('x', 1, :a)",
             f"STR({variable}) = '1'", f"DATATYPE({variable}) = xsd:integer")
        )  # fmt: skip
        if depth and self.random.random() < 0.3:
            joined = self.random.choice(("&&", "||"))
            return f"{simple} {joined} {self._condition(depth - 1)}"
        return f"!({simple})" if self.random.random() < 0.15 else simple

    def bind(self, depth):
        value = self.random.choice(("1", "STR(?v)", "?v", ":a", "BOUND(?w)", "COALESCE(?x, 2)"))
        return f"BIND({value} AS ?new{self.random.randrange(10**6)})"

    def values(self, depth):
        one, two = self.random.sample(VARIABLES, 2)
        if self.random.random() < 0.5:
            rows = " ".join(_object(self.random) for _ in range(3))
            return f"VALUES {one} {{ {rows} }}"
        rows = " ".join(
            f"({_object(self.random)} {self.random.choice(('UNDEF', _object(self.random)))})"
            for _ in range(2)
        )
        return f"VALUES ({one} {two}) {{ {rows} }}"

    def subselect(self, depth):
        key = self.random.choice(VARIABLES)
        # Variables that are not selected have unique names, since rdflib joins by those too.
        group = re.sub(rf"(?!\{key}\b)\?([v-z])\b", r"?\1_inner", self.group(depth))
        return self.random.choice(
            (f"{{ SELECT {key} {group} }}", f"{{ SELECT DISTINCT {key} {group} }}")
        )
