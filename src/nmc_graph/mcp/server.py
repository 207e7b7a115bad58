"""The server: the tools and resources under the names by which a language model calls them."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any, ParamSpec

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

from nmc_graph import __version__
from nmc_graph.errors import NmcError
from nmc_graph.formats import get
from nmc_graph.mcp.answers import Json, Tools
from nmc_graph.model.vocabulary import ontology_document
from nmc_graph.rdf.write import convert_triples
from nmc_graph.terms import PREFIXES

INSTRUCTIONS = """Evidence on needle-moving community collaboratives. Every claim has a speaker, \
a source, and how much of the source was read. Sources disagree in places; answers list claims \
that differ, and none is preferred: report both. A missing value is not zero. When you use a \
figure, cite its source and IRI. An answer with "truncated": true is incomplete."""
P = ParamSpec("P")


def make_server(tools: Tools) -> MCPServer[Any]:
    """Return a server with all tools and resources."""
    server: MCPServer[Any] = MCPServer(
        "nmc-graph", instructions=INSTRUCTIONS, version=__version__, log_level="WARNING"
    )
    for name, (tool, text) in _tools(tools).items():
        server.tool(name=name, description=text)(_explained(tool))
    _add_resources(server, tools)
    return server


def _tools(tools: Tools) -> dict[str, tuple[Callable[..., Json], str]]:
    return {
        "search": (
            tools.search,
            "Find things by words: collaboratives, people, organizations, measures, sources and "
            "claims. `kind` (such as collaborative) shows all pages of one kind.",
        ),
        "describe": (
            tools.describe,
            "All facts and claims about one thing by its IRI, each claim with speaker, source, "
            "place in the text, reading extent, and the claims it differs from.",
        ),
        "list_questions": (
            tools.questions,
            "The ready-made questions of the library with their parameters; `topic` narrows them.",
        ),
        "ask_question": (
            tools.ask,
            "Run a ready-made question by name. A parameter that is an IRI may be short, such as "
            "id/collaborative/memphis.",
        ),
        "compare": (tools.compare, "Claims about two to four things (IRIs) side by side."),
        "results": (
            tools.results,
            "Measured changes and values with benchmarks' years, speaker, source and reading "
            "extent. `collaborative` and `measure` are parts of their names.",
        ),
        "sparql": (
            tools.sparql,
            "Run a read-only SPARQL 1.1 query. Read the resource nmc://schema first. Select the "
            "IRI of claims, and their sources are added.",
        ),
    }


def _explained(tool: Callable[P, Json]) -> Callable[P, Json]:
    """Return a tool whose errors say what to do."""

    @functools.wraps(tool)
    def explained(*args: P.args, **options: P.kwargs) -> Json:
        try:
            return tool(*args, **options)
        except NmcError as error:
            raise ToolError(f"{error} {error.hint}".strip()) from None

    return explained


def _add_resources(server: MCPServer[Any], tools: Tools) -> None:
    @server.resource("nmc://schema", mime_type="text/turtle")
    def schema() -> str:
        """Return the ontology: classes and properties with definitions, in Turtle."""
        return convert_triples(ontology_document(tools.engine), get("turtle")).decode()

    @server.resource("nmc://prefixes", mime_type="application/json")
    def prefixes() -> str:
        """Return the prefixes of the graph's terms."""
        return json.dumps(PREFIXES)

    @server.resource("nmc://questions", mime_type="application/json")
    def questions() -> str:
        """Return the library of questions with their queries."""
        return json.dumps({q.name: q.text for q in tools.library.queries.values()})
