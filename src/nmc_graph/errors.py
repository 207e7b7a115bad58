"""Everything the program raises on purpose.

NmcError
├── UsageError          the call itself does not fit                      exit 2, HTTP 400
├── SourceError         a file cannot be read: path, line, column         exit 2
├── ReleaseError        there is no usable release at that place          exit 2
├── NotFoundError       no such entity, query or file; near names         exit 2, HTTP 404
├── LeftOutError        somebody asked that this be taken out             exit 2, HTTP 410
├── QueryError          the query cannot be accepted
│   ├── QuerySyntaxError    line, column and a caret                      exit 2, HTTP 400
│   ├── UpdateRefused       an update was sent to a read-only endpoint    exit 2, HTTP 403
│   ├── ServiceRefused      SERVICE would make the server fetch an URL    exit 2, HTTP 400
│   └── FormatMismatch      a table format asked of a graph, or reverse   exit 2, HTTP 406
└── EngineError         the engine or a limit stopped an accepted query   exit 3
├── QueryTimeout        the deadline passed                           HTTP 503
├── ResultTooLarge      the result passed the size limit              HTTP 413
├── WorkerDied          the evaluator died of the query               HTTP 500
├── EngineFault         the evaluator can't answer this query         HTTP 422
└── EngineBusy          no worker became free in time                 HTTP 503
"""

from __future__ import annotations

from pathlib import Path


class NmcError(Exception):
    """Base of all errors; `str()` is a sentence for people, `hint` says what to do next."""

    exit_code = 2
    status = 400

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(NmcError):
    """The call does not fit: an unknown name, a missing parameter, a wrong value."""


class SourceError(NmcError):
    """A file cannot be read as RDF; says where and why."""

    def __init__(
        self,
        path: Path,
        reason: str,
        *,
        line: int | None = None,
        column: int | None = None,
        hint: str = "",
    ) -> None:
        place = str(path) + (f":{line}" if line else "") + (f":{column}" if line and column else "")
        super().__init__(f"{place}: {reason}", hint=hint)
        self.path, self.reason, self.line, self.column = path, reason, line, column


class ReleaseError(NmcError):
    """No usable release at the place that was named."""


class NotFoundError(NmcError):
    """Nothing of that name; `near` holds names that are close."""

    status = 404

    def __init__(self, message: str, *, near: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.near = near


class LeftOutError(NmcError):
    """Something was here and was taken out for good, since somebody asked for it."""

    status = 410


class QueryError(NmcError):
    """The query cannot be accepted; nothing was evaluated."""


class QuerySyntaxError(QueryError):
    """The query does not parse; `excerpt` shows the line with a caret under the column."""

    def __init__(self, reason: str, *, line: int, column: int, excerpt: str) -> None:
        super().__init__(f"line {line}, column {column}: {reason}")
        self.reason, self.line, self.column, self.excerpt = reason, line, column, excerpt


class UpdateRefused(QueryError):
    """An update was sent; the graph is read-only."""

    status = 403


class ServiceRefused(QueryError):
    """The query asks for SERVICE, which would make the server fetch an URL."""


class FormatMismatch(QueryError):
    """A table format was asked of a graph, or a graph format of a table."""

    status = 406


class EngineError(NmcError):
    """An accepted query was stopped by the engine or a limit."""

    exit_code = 3
    status = 503


class QueryTimeout(EngineError):
    """The deadline passed before the answer was complete."""


class ResultTooLarge(EngineError):
    """The result passed the size limit. Asking again gives the same: no Retry-After."""

    status = 413


class WorkerDied(EngineError):
    """The process that evaluated the query died of it."""

    status = 500


class EngineFault(EngineError):
    """The evaluator has an error that this query brings out, every time."""

    status = 422


class SortFault(EngineFault):
    """The evaluator can't sort the values of this query."""


class EngineBusy(EngineError):
    """No worker became free within the time that a request waits."""
