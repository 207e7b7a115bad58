"""Header fields that every answer has, and those of an answer that can be kept."""

from __future__ import annotations

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def policy(**more: str) -> str:
    """Return a Content-Security-Policy: ours, with sources added to single directives.

    `policy(style_src="'unsafe-inline'")` is for a page whose library writes styles into the
    document (the query editor); every other page has the policy without additions, so that no
    script or style that is not a file of ours can run, and nothing is asked of another host.
    """
    added = {name.replace("_", "-"): sources for name, sources in more.items()}
    return "; ".join(
        f"{n} {v} {added[n]}" if n in added else f"{n} {v}" for n, v in _POLICY.items()
    )


ALWAYS = {
    "Content-Security-Policy": policy(),
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
