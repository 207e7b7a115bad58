"""What a result says, in our words: figures and names carry over, sentences don't."""

from __future__ import annotations

from nmc_graph.ingest.results import Result

_STATUS = {
    "missing": "Data are not available",
    "not-comparable": "Data are not comparable",
    "not-obtained": "Data could not be obtained",
    "not-collected": "Data were not collected",
}


def gist_of_result(result: Result) -> str:
    """Return a sentence such as "Truancy fell by 12 percent from 2008 to 2012."."""
    years = _years(result)
    if result.kind == "missing":
        return f"{_STATUS[result.status]}{years}."
    subject = result.indicator[:1].upper() + result.indicator[1:] or "A measure that isn't named"
    qualifier = f"{result.qualifier.replace('-', ' ')} ".lstrip()
    if result.kind == "level":
        return f"{subject}: {qualifier}{number(result.value)} {result.unit}{years}.".replace(
            "  ", " "
        )
    parts = []
    if result.value is not None:
        unit = "percentage points" if result.unit == "points" else "percent"
        verb = "fell" if result.value < 0 else "rose"
        parts.append(f"{verb} by {qualifier}{number(abs(result.value))} {unit}")
    if result.before is not None and result.after is not None:
        verb = "" if parts else "went "
        levels = f"{verb}from {number(result.before)} to {number(result.after)}"
        parts.append(f"{levels} {result.level_unit}".rstrip())
    return f"{subject} {', '.join(parts)}{years}."


def number(value: float | None) -> str:
    """Return a number as people write it."""
    return "" if value is None else f"{value:,.10g}"


def _years(result: Result) -> str:
    start, end = result.start, result.end
    if result.printed_time:
        return f" for {result.printed_time}"
    if start and end and start != end:
        return f" from {start} to {end}"
    if end and (start == end or result.kind == "level"):
        return f" in {end}"
    if start:
        return f" since {start}"
    return f" by {end}" if end else ""
