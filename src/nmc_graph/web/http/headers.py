"""Header fields: for every response, for cacheable responses, for CORS preflights."""

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
    """Return our Content-Security-Policy, with sources added to some directives.

    `policy(style_src="'unsafe-inline'")` is for a page with a library that writes styles into the
    document (the query editor). Every other page has the policy without additions, so it loads only
    our own scripts and styles, and sends no requests to other hosts.
    """
    added = {name.replace("_", "-"): sources for name, sources in more.items()}
    return "; ".join(
        f"{n} {v} {added[n]}" if n in added else f"{n} {v}" for n, v in _POLICY.items()
    )


def framed_policy() -> str:
    """Return the policy of a page that any site may show in a frame; it has no script."""
    return policy().replace("frame-ancestors 'none'", "frame-ancestors *")


ALWAYS = {
    "Content-Security-Policy": policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # Data is public and there are no cookies, so any site may read it.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Server-Timing",
}
PREFLIGHT_HEADERS = (
    "Accept, Accept-Language, Accept-Profile, Authorization, Cache-Control, Content-Encoding, "
    "Content-Type, If-Modified-Since, If-None-Match, Prefer, Profile, Range, X-Requested-With"
)
"""Fields that a script of another site may send: all that we read, and harmless ones."""
POSTED_TO = ("/sparql", "/validate", "/reconcile")
"""Paths that accept POST."""
CACHE_SECONDS = 300
_CACHED = ("Cache-Control", f"public, max-age={CACHE_SECONDS}")
_OF_ALL = (("Vary", "Accept"), *ALWAYS.items())
RETRY_SECONDS = 5


def allowed_methods(path: str) -> str:
    """Return the value of `Allow` for a path."""
    return "GET, HEAD, POST, OPTIONS" if path in POSTED_TO else "GET, HEAD, OPTIONS"


def for_preflight(path: str) -> list[tuple[str, str]]:
    """Return the fields of a response to OPTIONS (Fetch Standard, CORS preflight)."""
    methods = allowed_methods(path)
    return [
        ("Allow", methods),
        ("Access-Control-Allow-Methods", methods),
        ("Access-Control-Allow-Headers", PREFLIGHT_HEADERS),
        ("Access-Control-Max-Age", "86400"),
        *ALWAYS.items(),
    ]


def for_data(media_type: str, etag: str = "") -> list[tuple[str, str]]:
    """Return the fields of a data response, which may be cached only if it has an `etag`."""
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    content_type = ("Content-Type", media_type + charset)
    if not etag:
        return [content_type, ("Cache-Control", "no-store"), *_OF_ALL]
    return [content_type, ("ETag", f'"{etag}"'), _CACHED, *_OF_ALL]


def for_problem(status: int) -> list[tuple[str, str]]:
    """Return the fields of an error response (RFC 9457)."""
    fields = [("Content-Type", "application/problem+json"), ("Cache-Control", "no-store")]
    if status == 503:
        fields.append(("Retry-After", str(RETRY_SECONDS)))
    return [*fields, *_OF_ALL]
