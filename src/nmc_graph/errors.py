"""Every error the program raises on purpose.

The exit code is that of the command line. The HTTP status is what a server answers with.

NmcError                    base of all errors                             exit 2  HTTP 400
├── UsageError              unknown name, missing parameter, wrong value   exit 2  HTTP 400
│   ├── NotAcceptable       no available format is acceptable              exit 2  HTTP 406
│   ├── NotInXml            value or property that XML can't express       exit 2  HTTP 406
│   ├── UnsupportedContent  request body of a type that can't be a query   exit 2  HTTP 415
│   └── BodyRefused         request body can't be read                     exit 2  HTTP 400
│       ├── BodyTooLarge    request body over the size limit               exit 2  HTTP 413
│       ├── BodyTooSlow     request body not complete in time              exit 2  HTTP 408
│       └── UnreadableBody  request body compressed in an unknown way      exit 2  HTTP 415
├── SourceError             file can't be read as RDF                      exit 2  HTTP 400
├── DocumentError           document's text can't be read                  exit 2  HTTP 400
├── WorkbookError           file can't be read as a workbook               exit 2  HTTP 400
├── ReleaseError            no usable release in this folder               exit 2  HTTP 400
│   └── DoesNotConform      source files break a rule; nothing written     exit 1  HTTP 400
├── NotFoundError           no such entity, query or file                  exit 2  HTTP 404
├── LeftOutError            removed on request                             exit 2  HTTP 410
├── QueryError              query not accepted; nothing was evaluated      exit 2  HTTP 400
│   ├── QuerySyntaxError    query doesn't parse                            exit 2  HTTP 400
│   ├── UpdateRefused       update sent to a read-only graph               exit 2  HTTP 403
│   ├── ServiceRefused      SERVICE names an endpoint that isn't allowed   exit 2  HTTP 400
│   ├── FunctionRefused     call to a function outside the standard        exit 2  HTTP 400
│   ├── TooComplex          nested too deep, or too many parts             exit 2  HTTP 400
│   └── FormatMismatch      table format for a graph, or the reverse       exit 2  HTTP 406
├── StorageError            disk full, or no permission to write           exit 3  HTTP 507
└── EngineError             accepted query stopped by the engine           exit 3  HTTP 503
    ├── QueryTimeout        time limit reached                             exit 3  HTTP 503
    ├── EngineBusy          no worker became free in time                  exit 3  HTTP 503
    ├── ResultTooLarge      result over the size limit                     exit 3  HTTP 413
    ├── WorkerDied          worker process crashed on the query            exit 3  HTTP 500
    │   └── WorkerGone      worker ended before it got the query           exit 3  HTTP 500
    ├── EngineFault         known fault of the engine in this query        exit 3  HTTP 422
    │   └── SortFault       values that the engine can't sort              exit 3  HTTP 422
    └── ServerError         remote SPARQL server refused or failed         exit 3  HTTP 503
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


class NmcError(Exception):
    """Base of all errors. `str()` is a sentence for people, `hint` says what to do next."""

    exit_code = 2
    status = 400

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(NmcError):
    """An unknown name, a missing parameter or a wrong value."""


def require(library: str, message: str, *, hint: str) -> None:
    """Raise UsageError if a library that comes with an extra isn't installed."""
    if find_spec(library) is None:
        raise UsageError(message, hint=hint)


class NotInXml(UsageError):
    """XML can't express a value or a property, so another format is needed."""

    status = 406


class SourceError(NmcError):
    """A file can't be read as RDF; the message gives path, line, column and reason."""

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
    """The folder has no usable release."""


class NotFoundError(NmcError):
    """There is no such entity, query or file; `near` lists similar names."""

    status = 404

    def __init__(
        self, message: str, *, near: tuple[str, ...] = (), hint: str = "", iri: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.near = near
        self.iri = iri
        """The IRI without data, if one was asked for."""


class LeftOutError(NmcError):
    """The entity was removed for good on request."""

    status = 410


class QueryError(NmcError):
    """The query isn't accepted; nothing was evaluated."""


class QuerySyntaxError(QueryError):
    """The query doesn't parse; `excerpt` shows the line with a caret under the column."""

    def __init__(self, reason: str, *, line: int, column: int, excerpt: str) -> None:
        super().__init__(f"line {line}, column {column}: {reason}")
        self.reason, self.line, self.column, self.excerpt = reason, line, column, excerpt


class UpdateRefused(QueryError):
    """An update was sent; the graph is read-only."""

    status = 403


class ServiceRefused(QueryError):
    """The query uses SERVICE with an endpoint that the operator hasn't allowed."""


class FormatMismatch(QueryError):
    """The client asked for a graph in a table format, or for a table in a graph format."""

    status = 406


class StorageError(NmcError):
    """A disk is full, or a file or folder can't be written or read."""

    exit_code = 3
    status = 507


class EngineError(NmcError):
    """The engine or a limit stopped an accepted query."""

    exit_code = 3
    status = 503


class QueryTimeout(EngineError):
    """The time limit was reached before the answer was complete."""


class ResultTooLarge(EngineError):
    """The result is over the size limit. A retry can't help, so there is no Retry-After."""

    status = 413


class WorkerDied(EngineError):
    """The process that evaluated the query crashed on it."""

    status = 500


class EngineFault(EngineError):
    """The query always triggers a known fault of the engine."""

    status = 422


class SortFault(EngineFault):
    """The engine can't sort the values of this query."""


class EngineBusy(EngineError):
    """No worker became free in the time that a query may wait."""
