"""The address of one page of each kind, for pictures of them all."""

from __future__ import annotations

from urllib.parse import quote

BASE = "https://w3id.org/nmc"
ID = f"{BASE}/id"
_APPROACHES = f"{BASE}/concept/approach"
_CHART = (
    f"concerns={ID}/collaborative/san-jose&indicator={ID}/indicator/san-jose-violent-crime"
    "&measure=percent"
)
_ANSWER = quote("SELECT * { ?s a ?type } LIMIT 20")
_ERROR = quote("SELECT * { ?s ?p }")

THINGS = {
    "collaborative": "collaborative/milwaukee",
    "collaborative-east-lake": "collaborative/atlanta-east-lake",
    "entity": "collaborative/san-joaquin-county-stockton",
    "organization": "organization/community-partnership-for-families-of-san-joaquin",
    "person": "person/robina-asghar",
    "approach": "concept/approach/collective-impact",
    "focus-area": "concept/focus-area/violence-prevention",
    "indicator": "indicator/neighborhood-crime-rate",
    "indicator-many": "indicator/adjusted-cohort-graduation-rate",
    "observation": "assertion/bridgespan-follow-up-san-joaquin/crime-2013-14",
    "observation-change": "assertion/tmj4-2016/teen-birth-rate-15-17-milwaukee-2006-to-2015",
    "observation-level": "assertion/twincities-2013/teen-birth-rate-milwaukee-1991",
    "group-comparison": "assertion/cam-brief/snap-groups",
    "benchmark": "assertion/blade-2005/oh-naep-4read-2005",
    "comparison": "assertion/twincities-2013/milwaukee-beside-the-nation-1991",
    "goal": "assertion/rwjf-2012/goal-46-percent",
    "goal-assessment": "assertion/ahr-feb-2014/goal-six-districts-graduation-rate-2013-met",
    "position": "assertion/ssir-2015/position-milwaukee-ci",
    "membership": "assertion/ocdpitt/membership-milwaukee-public-schools",
    "founding": "assertion/jsonline-2016/founding-2008",
    "trait": "assertion/chr-2014/trait-partner-kinds",
    "change": "assertion/fox6-2013/change-goal-reached",
    "lesson": "assertion/ahr-five-years/lesson-resources",
    "critique": "assertion/berg-klc/critique-effect-doubted",
    "interest": "interest/abdul-latif-jameel-poverty-action-lab-in-camden",
    "place": "place/stockton",
    "study": "study/needle-moving-collaboratives",
    "wave": "wave/nmc-follow-up",
    "source": "source/bridgespan-follow-up-san-joaquin",
    "source-short": "source/acc-2012",
    "statement": "statement/bridgespan-follow-up-san-joaquin/s34",
    "excerpt": "excerpt/bridgespan-follow-up-san-joaquin/108-117",
    "site": "site/dorothy-l-jones-family-resource-center",
    "unit": "concept/unit/young-people",
    "dimension": "concept/dimension/systems-change",
    "role": "concept/role/backbone",
    "scheme": "concept/approach",
    "graph": "graph/san-joaquin",
}
"""One thing of each kind that has a page, and claims of several classes."""

LISTS = {
    f"browse-{name}": f"/browse/{name}"
    for name in (
        "organization", "person", "approach", "focus-area", "indicator", "place", "observation",
        "statement", "source",
    )
}  # fmt: skip

DOCS = {
    "docs-start": "/docs",
    "docs-tutorial": "/docs/tutorial",
    "docs-how-to": "/docs/how-to/use-from-r",
    "docs-reference": "/docs/reference/settings",
    "docs-decision": "/docs/adr/0037-charts-as-plain-svg",
    "docs-notebook": "/docs/notebooks/results-and-benchmarks",
    "docs-found": "/docs?q=backup",
    "docs-none": "/docs?q=zzzz",
}

PAGES = {
    "home": "/",
    "browse": "/browse/collaborative",
    "browse-table": "/browse/collaborative?view=table",
    "browse-narrowed": "/browse/statement?speaker=robina-asghar&voice=direct-quotation",
    "browse-none": "/browse/person?q=zzzz",
    **LISTS,
    "search": "/search?q=teen+pregnency",
    "search-topic": "/search?q=violent+crime",
    "search-none": "/search?q=zzzz",
    "search-empty": "/search",
    **{name: f"/page/{thing}" for name, thing in THINGS.items()},
    "entity-results": "/page/collaborative/san-joaquin-county-stockton#changed",
    "page-in-spanish": "/page/collaborative/milwaukee?lang=es",
    "results": "/results",
    "results-year": "/results?sort=year",
    "results-place": "/results?sort=place",
    "results-topic": "/results?topic=violent-crime&sort=change",
    "results-charts": "/results?view=charts&topic=violent-crime#group-1",
    "results-none": "/results?topic=violent-crime&state=maine",
    "chart": f"/results/chart?{_CHART}",
    "disagreements": "/disagreements",
    "disagreements-narrowed": "/disagreements?topic=teen-pregnancy",
    "gaps": "/gaps",
    "gaps-approach": "/gaps?map=approach",
    "compare-form": "/compare",
    "compare-approaches": f"/compare?a={_APPROACHES}/collective-impact"
    f"&b={_APPROACHES}/results-owned-community-change",
    "compare": f"/compare?a={ID}/collaborative/milwaukee&b={ID}/collaborative/memphis",
    "compare-three": f"/compare?a={ID}/collaborative/nashville&b={ID}/collaborative/memphis"
    f"&c={ID}/collaborative/cincinnati",
    "compare-transposed": f"/compare?a={ID}/collaborative/milwaukee"
    f"&b={ID}/collaborative/memphis&transpose=1",
    "approaches": "/approaches",
    "map": "/map",
    "map-topic": "/map?topic=violent-crime",
    "network": "/network",
    "network-projection": "/network?projection=shared-focus",
    "queries": "/queries",
    "query": "/queries/cq26",
    "query-form": "/queries/cq01",
    "sparql": "/sparql",
    "sparql-answer": f"/sparql?query={_ANSWER}",
    "sparql-error": f"/sparql?query={_ERROR}",
    "ontology": "/ontology",
    "data": "/dataset",
    "data-found": "/dataset?q=bridgespan",
    "tables": "/tables",
    "api": "/docs/api",
    **DOCS,
    "validate": "/validate",
    "reconcile-preview": f"/reconcile/preview?id={ID}/collaborative/milwaukee",
    "report": "/report?page=/about",
    "about": "/about",
    "method": "/method",
    "glossary": "/glossary",
    "help": "/help",
    "missing": "/page/person/robina-ashgar",
    "refused": "/results?page=x",
    "no-version": "/version/000000000000/about",
}

ERRORS = ("missing", "refused", "no-version", "sparql-error")
"""The pages that are errors."""
MAIN = (
    "home", "browse", "collaborative", "approach", "observation", "results", "results-charts",
    "disagreements", "gaps", "compare", "map", "network", "sparql-answer", "query-form", "data",
)  # fmt: skip
"""Pages that between them have nearly all components, for views with forced colors or zoom."""
