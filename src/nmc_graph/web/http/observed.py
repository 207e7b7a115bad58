"""What a web process does around each request: limit clients, count requests, write the log."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import IO, Any

from nmc_graph.web.http.gateway import Gateway, Scope
from nmc_graph.web.http.headers import ALWAYS
from nmc_graph.web.http.messages import Headers
from nmc_graph.web.http.metrics import MEDIA_TYPE, Metrics
from nmc_graph.web.http.parameters import first_part
from nmc_graph.web.http.problem import problem_details, problem_response, title_of
from nmc_graph.web.http.rate_limit import RateLimit
from nmc_graph.web.http.recorder import Recorder

METRICS_PATH = "/metrics"
UNLIMITED = ("/healthz", "/readyz", METRICS_PATH)
"""Paths of monitoring, which are never limited."""
SAVE_SECONDS = 2.0


@dataclass(frozen=True)
class Observation:
    """What is observed, and how."""

    routes: frozenset[str]
    """First parts of paths that are counted by name; all others are counted together."""
    release: str
    metrics: Metrics | None = None
    rate_limit: RateLimit | None = None
    behind_proxy: bool = False
    """Whether the last address of X-Forwarded-For is the client."""
    log: IO[str] | None = None
    with_details: bool = False
    """Whether the log has addresses and query strings."""
    on_start: Callable[[asyncio.AbstractEventLoop], None] = field(default=lambda loop: None)


class Observed:
    """An RSGI application around the gateway."""

    def __init__(self, gateway: Gateway, observation: Observation) -> None:
        self._gateway, self._observation = gateway, observation
        self._observes = bool(observation.metrics or observation.rate_limit or observation.log)

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Prepare the event loop; granian calls this when it starts."""
        self._observation.on_start(loop)
        if self._observation.metrics:
            loop.call_later(SAVE_SECONDS, self._save, loop)

    def _save(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._observation.metrics:
            self._observation.metrics.save()
            loop.call_later(SAVE_SECONDS, self._save, loop)

    def __rsgi__(self, scope: Scope, protocol: Any) -> Coroutine[Any, Any, None]:
        """Handle one request; if nothing is observed, only the gateway does."""
        if self._observes and scope.proto == "http":
            return self._observe(scope, protocol)
        return self._gateway.__rsgi__(scope, protocol)

    async def _observe(self, scope: Scope, protocol: Any) -> None:
        observation = self._observation
        started = time.perf_counter()
        recorder = Recorder(protocol)
        if observation.log:
            recorder.fields.append(("X-Request-Id", uuid.uuid4().hex))
        try:
            if not self._answered_here(scope, recorder):
                await self._gateway.__rsgi__(scope, recorder)
        finally:
            self._record(scope, recorder, time.perf_counter() - started)

    def _answered_here(self, scope: Scope, recorder: Recorder) -> bool:
        """Answer a request for the metrics, or from a client with too many; else return False."""
        observation = self._observation
        if scope.path == METRICS_PATH and observation.metrics:
            fields = [("Content-Type", MEDIA_TYPE), ("Cache-Control", "no-store"), *ALWAYS.items()]
            body = observation.metrics.text(observation.release).encode()
            recorder.response_bytes(200, fields, body)
            return True
        if observation.rate_limit and scope.path not in UNLIMITED:
            allowed, fields = observation.rate_limit.count(self._client(scope))
            recorder.fields += fields
            if not allowed:
                detail = "This address has sent too many requests in the last minute."
                problem = problem_details(429, detail)
                recorder.response_bytes(
                    429, problem_response(problem).headers, json.dumps(problem).encode()
                )
                return True
        return False

    def _client(self, scope: Scope) -> str:
        """Return the address of the client."""
        if self._observation.behind_proxy:
            forwarded: Headers = [
                (n, v) for n, v in scope.headers.items() if n.lower() == "x-forwarded-for"
            ]
            if forwarded:  # the last address is the one that our own proxy saw
                return forwarded[-1][1].rpartition(",")[2].strip()
        return scope.client.rpartition(":")[0]

    def _record(self, scope: Scope, recorder: Recorder, seconds: float) -> None:
        observation = self._observation
        first = first_part(scope.path)
        route = first if first in observation.routes else "other"
        if observation.metrics:
            observation.metrics.add(
                route or "home", recorder.status, seconds, recorder.size, cached=recorder.cached
            )
        if observation.log:
            line = self._line(scope, recorder, f"/{route}" if route != "other" else route, seconds)
            print(json.dumps(line), file=observation.log, flush=True)

    def _line(
        self, scope: Scope, recorder: Recorder, route: str, seconds: float
    ) -> dict[str, object]:
        """Return the line of the log for a request: no query and no address by default."""
        line: dict[str, object] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "id": next((v for n, v in recorder.fields if n == "X-Request-Id"), ""),
            "method": scope.method[:20],
            "route": route,
            "status": recorder.status,
            "ms": round(seconds * 1000, 1),
            "bytes": recorder.size,
            "cache": "hit" if recorder.cached else "miss",
        }
        if recorder.status >= 400:
            line["refused"] = title_of(recorder.status)
        if self._observation.with_details:
            line["client"] = self._client(scope)
            line["target"] = f"{scope.path}?{scope.query_string}"[:2000]
        return line
