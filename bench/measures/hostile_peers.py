"""The same hostile queries against each engine, side by side, into bench/hostile.md."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast
from urllib.parse import urlencode

from bench.attacks import ATTACKS
from bench.engines import ENDPOINT, OURS, OXIGRAPH, Engine
from bench.engines.base import Endpoint, HttpEndpoint
from bench.engines.ours import Ours
from bench.inputs import ROOT, Input
from bench.mix import ENTITY
from bench.processes import Server, family
from bench.results import machine, versions

PATH = ROOT / "bench" / "hostile.md"
SECONDS, OTHER_SECONDS, AFTER_SECONDS = 15.0, 10.0, 5.0
"""How long an attack, a simple query meanwhile, and one afterward may take."""
MAX_BYTES = 4 * 1024**3
"""Memory at which we end a server, to protect the machine."""
QUERY_SECONDS = "5"
SIMPLE = f"SELECT ?p ?o {{ <{ENTITY}> ?p ?o }} LIMIT 1"
_HEAD = """# Hostile queries, side by side

Written by `make bench BENCH='--only hostile'`: {when}, {machine}, load of the machine before \
{load:.0f}.
{versions}.

Each engine runs on loopback over the same {triples:,} triples, with its default limits; nmc-graph \
has `--query-timeout {limit}`. Every query is sent alone. The client leaves after {seconds:g} s. \
Half a second after the attack, another client sends a simple query. We end a server that takes \
more than {gigabytes:g} GB. One that ended, or that doesn't answer a simple query within {after:g} \
s after the attack, is started again.

- **answer**: the status and the time until the whole response.
- **others**: how long the simple query of another client took meanwhile.
- **memory**: the most that the server took, with all of its processes (PSS).

"""


@dataclass
class Outcome:
    """What one attack did to a server."""

    answer: str
    others: str
    peak_bytes: int
    after: str = ""
    """What was wrong with the server afterward, if anything."""

    @property
    def is_up(self) -> bool:
        """Whether the server can be attacked again without a new start."""
        return not self.after

    def cells(self) -> str:
        """Return three cells of a table."""
        answer = f"{self.answer}; **{self.after}**" if self.after else self.answer
        return f"{answer} | {self.others} | {self.peak_bytes / 1e6:,.0f} MB"


@dataclass
class Victim:
    """An engine under attack; `start` runs it again if it doesn't survive."""

    engine: Engine
    data: Input
    stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    endpoint: HttpEndpoint | None = None

    def start(self) -> None:
        """Start it, or start it again."""
        self.stack.close()
        if isinstance(self.engine, Ours):
            running: AbstractContextManager[Endpoint] = self.engine.serve(
                self.data, "--query-timeout", QUERY_SECONDS
            )
        else:
            running = self.engine.serve(self.data)
        self.endpoint = cast("HttpEndpoint", self.stack.enter_context(running))

    def attack(self, query: str | bytes) -> Outcome:
        """Send a hostile query and watch the server meanwhile."""
        assert self.endpoint
        server, path = self.endpoint.server, self.endpoint.path
        over, peak = threading.Event(), [0]
        watcher = threading.Thread(target=_watch, args=(server, over, peak))
        watcher.start()
        with ThreadPoolExecutor(2) as clients:
            attack = clients.submit(_send, server.port, path, query, SECONDS)
            time.sleep(0.5)
            other = clients.submit(_send, server.port, path, SIMPLE, OTHER_SECONDS)
            outcome = Outcome(_in_words(attack), _in_words(other, short=True), 0)
        over.set()
        watcher.join()
        status, _ = _send(server.port, path, SIMPLE, AFTER_SECONDS)
        outcome.peak_bytes = peak[0]
        if peak[0] > MAX_BYTES:
            outcome.after = "ended by us: too much memory"
        elif status == CLOSED:
            outcome.after = "the server ended"
        elif status != 200:
            outcome.after = "then no simple query was answered"
        return outcome


CLOSED, SILENT = 0, -1


def _send(port: int, path: str, query: str | bytes, seconds: float) -> tuple[int, float]:
    """Return status and seconds; CLOSED without an answer, SILENT if it takes too long."""
    started = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    fields = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/sparql-results+json",
        "Cache-Control": "no-cache",
    }
    try:
        connection.request("POST", path, urlencode({"query": query}), fields)
        response = connection.getresponse()
        while response.read(2**16):
            if time.perf_counter() - started > seconds:
                return SILENT, seconds
        return response.status, time.perf_counter() - started
    except TimeoutError:
        return SILENT, seconds
    except (OSError, http.client.HTTPException):
        return CLOSED, time.perf_counter() - started
    finally:
        connection.close()


def _in_words(sent: Future[tuple[int, float]], *, short: bool = False) -> str:
    status, seconds = sent.result()
    took = f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"
    if status == SILENT:
        return f"over {seconds:g} s" if short else f"none in {seconds:g} s"
    if status == CLOSED:
        return f"closed after {took}"
    return took if short and status == 200 else f"{status}, {took}"


def _watch(server: Server, over: threading.Event, peak: list[int]) -> None:
    """Note the most memory that a server takes, and end it if that is too much."""
    while not over.wait(0.1):
        peak[0] = max(peak[0], server.resident())
        if peak[0] > MAX_BYTES:
            for pid in family(server.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            return


@contextlib.contextmanager
def _listener() -> Iterator[tuple[str, list[int]]]:
    """Yield the URL of a place that no query should reach, and a list that counts visits."""
    visits: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as place:

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    place.accept()[0].close()
                    visits.append(1)

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{place.getsockname()[1]}/", visits
        place.shutdown(socket.SHUT_RDWR)


def _visiting(url: str) -> dict[str, str]:
    return {
        "SERVICE, an address nearby": f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
        "FROM, an address nearby": f"SELECT * FROM <{url}> {{ ?s ?p ?o }}",
    }


def outcomes(engine: Engine, data: Input) -> dict[str, Outcome]:
    """Attack one engine with everything."""
    victim, found = Victim(engine, data), dict[str, Outcome]()
    with victim.stack, _listener() as (url, visits):
        victim.start()
        for name, query in {**ATTACKS, **_visiting(url)}.items():
            visits.clear()
            found[name] = victim.attack(query)
            if visits:
                found[name].answer += "; **it visited the address**"
            print(f"  {engine.name}: {name}: {found[name].cells()}", flush=True)
            if not found[name].is_up:
                victim.start()
    return found


def write(size: str) -> str:
    """Attack each engine, write the table, and return the totals as a sentence."""
    data, load = Input(size), os.getloadavg()[0]
    engines = [e for e in (OURS, OXIGRAPH, ENDPOINT) if not e.missing()]
    found = {engine.name: outcomes(engine, data) for engine in engines}
    head = _HEAD.format(
        when=datetime.now(UTC).strftime("%Y-%m-%d"), machine=machine(), load=load,
        versions=versions(),
        triples=data.release.manifest["triples"], limit=QUERY_SECONDS, seconds=SECONDS,
        gigabytes=MAX_BYTES / 1024**3, after=AFTER_SECONDS,
    )  # fmt: skip
    lines = [
        "| query | " + " | ".join(f"{name}: answer | others | memory" for name in found) + " |",
        "|---" * (1 + 3 * len(found)) + "|",
        *(
            f"| {name} | " + " | ".join(found[e][name].cells() for e in found) + " |"
            for name in next(iter(found.values()))
        ),
    ]
    totals = "; ".join(
        f"{name} had to be started again {sum(not o.is_up for o in those.values())} times"
        for name, those in found.items()
    )
    count = len(ATTACKS) + len(_visiting(""))
    text = f"{head}Of {count} queries: {totals}.\n\n" + "\n".join(lines) + "\n"
    PATH.write_text(text, "utf-8")
    return totals
