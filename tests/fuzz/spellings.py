"""Queries that ask for SERVICE in ways that a guard may overlook, and some that only seem to."""

LOOK_ALIKES = [
    "SELECT * { BIND('SERVICE <ADDRESS> { }' AS ?x) }",
    'SELECT * { BIND("""a "quote" SERVICE <ADDRESS> { } """ AS ?x) }',
    "SELECT * { BIND('it\\'s SERVICE <ADDRESS> {' AS ?x) }",
    "SELECT * { ?s <http://e/SERVICE> ?o }",
    "SELECT * { ?s <http://e/SERVICE#> ?o . ?o ?p ?s }",
    "SELECT * { GRAPH <http://e/service/x?y> { ?s ?p ?o } }",
    "SELECT ?service ?SERVICE { ?service ?p ?SERVICE }",
    "SELECT ?x_service { ?x_service ?p ?o . { ?a ?b ?c } }",
    "PREFIX ex: <http://e/> SELECT * { ?s ex:service ?o . ?s ex:SERVICE <ADDRESS> . { ?s ?p ?o } }",
    "PREFIX ex: <http://e/> SELECT * { ?s ex:service ?o { ?s ?p ?o } }",
    "PREFIX service: <http://e/> SELECT * { ?s service:service ?o }",
    "PREFIX service: <http://e/> SELECT * { GRAPH service:x { ?s ?p ?o } }",
    "PREFIX myservice: <http://e/> SELECT * { ?s ?p myservice:x { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o } # SERVICE <ADDRESS> { ?s ?p ?o }",
    "# SERVICE <ADDRESS> { }\nSELECT * { ?s ?p _:service }",
    "SELECT * { ?s ?p 'x'@service FILTER(1<2 && 3>2) }",
    "ASK { FILTER(CONTAINS('SERVICE', 'service')) }",
]

_PROLOGUES = [
    "PREFIX : <ADDRESS>\n",
    "PREFIX x: <ADDRESS> PREFIX : <ADDRESS>\n",
    "PREFIX x: <ADDRESS> PREFIX service: <ADDRESS> PREFIX : <ADDRESS>\n",
    "PREFIX bad: <http://e:1>PREFIX x:<ADDRESS>PREFIX :<ADDRESS>",
    "BASE <ADDRESS> PREFIX x: <> PREFIX : <a>\n",
]
_BEFORE = [
    "",
    "?s ?p ?o . ",
    "?s ?p ?o FILTER(1<2)",
    "FILTER(1<2)FILTER(2>1)",
    "FILTER(1<2&&3>2)",
    "?s ?p 1e5",
    "?s ?p 1.",
    "?s ?p true",
    "?s ?p x:a.b.",
    "?s ?p bad:",
    "?s ?p 'it\\'s' ",
    "?s ?p '' .",
    "BIND('\\u0027' AS ?q1)",
    "VALUES ?v {'''}'} ",
    'VALUES ?v {"""}"} ',
    "{ } UNION { } ",
    "OPTIONAL { } ",
    "?s (x:a|^x:b)* ?o ",
    "BIND(1<2 AS ?c)",
    "?s ?p <ADDRESS>",
    "VALUES ?e { <ADDRESS> } ",
    "?s ?p 'x'@en ",
    "?s ?p ?o # '\n",
]
_GAPS = ["", " ", "\n", "\t", "#\n", "#>\n", "#'\n", '#"""\n', " # } SILENT\r", "\r\n"]
_ENDPOINTS = ["<ADDRESS>", ":a", "x:a", ":", "x:", "?e", "<a>", "<#>", "service:a", "SILENT:a"]
_BODIES = ["{ ?a ?b ?c }", "{}", "{ { ?a ?b 'x' } }", "{ ?a ?b '}' }", "{ SERVICE <ADDRESS> { } }"]
_AFTER = [
    "",
    " ?s ?p ''",
    "#\\uD800'''\n",
    ' #\\uD800"""\n',
    "BIND('\\u0027' AS ?q2)",
    "#>\n",
    " .",
]
_AROUND = [
    "{ %s }",
    "OPTIONAL { %s }",
    "GRAPH ?g { %s }",
    "{ SELECT * { %s } }",
    "?s ?p ?o MINUS { %s }",
    "FILTER EXISTS { %s }",
]
_SIGNS = "<>#'\"\\{}():.?;|@ \n"


def _cased(random, word):
    spelled = "".join(random.choice((c.lower(), c.upper())) for c in word)
    if random.random() < 0.05:
        at = random.randrange(len(spelled))
        spelled = spelled[:at] + f"\\u{ord(spelled[at]):04X}" + spelled[at + 1 :]
    return spelled


def _gap(random):
    return "".join(random.choice(_GAPS) for _ in range(random.choice((1, 1, 2))))


def _clause(random):
    silent = _cased(random, "SILENT") + _gap(random) if random.random() < 0.4 else ""
    keyword = _cased(random, "SERVICE") + _gap(random)
    return keyword + silent + random.choice(_ENDPOINTS) + _gap(random) + random.choice(_BODIES)


def service_query(random, address):
    """Return a query with a SERVICE clause somewhere, sometimes with a character changed."""
    inner = random.choice(_BEFORE) + random.choice(("", "", " ")) + _clause(random)
    inner += random.choice(_AFTER)
    for _ in range(random.choice((0, 0, 1, 2))):
        inner = random.choice(_AROUND) % inner
    query = random.choice(_PROLOGUES) + random.choice(("SELECT * { %s }", "ASK{%s}")) % inner
    if random.random() < 0.3:
        at = random.randrange(len(query))
        query = query[:at] + random.choice(_SIGNS) + query[at + random.choice((0, 1)) :]
    return query.replace("ADDRESS", address)
