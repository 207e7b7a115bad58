"""Header fields that every answer has, and those of an answer that can be kept."""

from __future__ import annotations

CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # Read-only and without cookies, so any site may read.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Server-Timing",
}
KEEP_SECONDS = 300
RETRY_SECONDS = 5


def of_data(media_type: str, etag: str) -> list[tuple[str, str]]:
    """Return the fields of data that depend on the release and on what `etag` was made from."""
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return [
        ("Content-Type", media_type + charset),
        ("ETag", f'"{etag}"'),
        ("Cache-Control", f"public, max-age={KEEP_SECONDS}"),
        ("Vary", "Accept"),
        *ALWAYS.items(),
    ]


def of_problem(status: int) -> list[tuple[str, str]]:
    """Return the fields of an error in RFC 9457's form."""
    fields = [("Content-Type", "application/problem+json"), ("Cache-Control", "no-store")]
    if status == 503:
        fields.append(("Retry-After", str(RETRY_SECONDS)))
    return [*fields, ("Vary", "Accept"), *ALWAYS.items()]
