"""Querying a server that a test has set up, and the simplest correct result."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

from nmc_graph.engine.remote.endpoint import endpoint
from nmc_graph.engine.remote.engine import RemoteEngine
from nmc_graph.formats import get
from tests.remote.servers import say

JSON = "application/sparql-results+json"
ONE = json.dumps(
    {"head": {"vars": ["n"]}, "results": {"bindings": [{"n": {"type": "literal", "value": "1"}}]}}
).encode()
QUERY = "SELECT ?n { ?s ?p ?n }"


async def on_a_loop(engine, query):
    try:
        return await engine.query_async(query, results=get("csv"))
    finally:
        await engine.close_async()


def ask(url, query=QUERY, *, on_loop=False, environment=None, **options):
    engine = RemoteEngine(endpoint(url, environment or {}), **({"timeout": 5} | options))
    try:
        if on_loop:
            # In a separate thread: a browser of other tests may run an event loop in this one.
            with ThreadPoolExecutor(1) as thread:
                return thread.submit(asyncio.run, on_a_loop(engine, query)).result()
        return engine.query(query, results=get("csv"))
    finally:
        engine.close()


def well(handler, _):
    say(handler, 200, ONE, Content_Type=JSON)


def broken_off(handler, _):
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(ONE)
    handler.close_connection = True
