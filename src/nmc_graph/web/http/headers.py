"""Header fields: those of every answer, of answers that can be cached, of CORS preflights."""

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
PREFLIGHT_HEADERS = (
    "Accept, Accept-Language, Accept-Profile, Authorization, Cache-Control, Content-Encoding, "
    "Content-Type, If-Modified-Since, If-None-Match, Prefer, Profile, Range, X-Requested-With"
)
"""What a script of another site may send: every field that means something here or is harmless."""
POSTED_TO = ("/sparql", "/validate")
"""Paths that take POST."""
CACHE_SECONDS = 300
_CACHED = ("Cache-Control", f"public, max-age={CACHE_SECONDS}")
_OF_ALL = (("Vary", "Accept"), *ALWAYS.items())
RETRY_SECONDS = 5


def allowed_methods(path: str) -> str:
    """Return the value of `Allow` for a path."""
    return "GET, HEAD, POST, OPTIONS" if path in POSTED_TO else "GET, HEAD, OPTIONS"


def for_preflight(path: str) -> list[tuple[str, str]]:
    """Return the fields of the answer to OPTIONS (Fetch Standard, CORS preflight)."""
    methods = allowed_methods(path)
    return [
        ("Allow", methods),
        ("Access-Control-Allow-Methods", methods),
        ("Access-Control-Allow-Headers", PREFLIGHT_HEADERS),
        ("Access-Control-Max-Age", "86400"),
        *ALWAYS.items(),
    ]


def for_data(media_type: str, etag: str = "") -> list[tuple[str, str]]:
    """Return the fields of data; with `etag` it may be cached, without it must not be."""
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    content_type = ("Content-Type", media_type + charset)
    if not etag:
        return [content_type, ("Cache-Control", "no-store"), *_OF_ALL]
    return [content_type, ("ETag", f'"{etag}"'), _CACHED, *_OF_ALL]


def for_problem(status: int) -> list[tuple[str, str]]:
    """Return the fields of an error in the form of RFC 9457."""
    fields = [("Content-Type", "application/problem+json"), ("Cache-Control", "no-store")]
    if status == 503:
        fields.append(("Retry-After", str(RETRY_SECONDS)))
    return [*fields, ("Vary", "Accept"), *ALWAYS.items()]
