"""What `nmc doctor` finds out by asking a running server, as its visitors reach it."""

from __future__ import annotations

import http.client
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import NamedTuple

SECONDS = 10.0
MOST_BYTES = 100_000
HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy")
LOCAL = ("http://127.0.0.1", "http://localhost", "http://[::1]")
CLOCK_SECONDS = 60.0
INVENTED = tuple(f"203.0.113.{number}" for number in range(1, 9))
"""Addresses for documentation (RFC 5737), which no visitor has: more than there are replicas."""
_REMAINING = re.compile(r";r=(\d+)")
_SITEMAP = re.compile(r"^Sitemap: (\S+)/sitemap\.xml$", re.M)


class Finding(NamedTuple):
    """The result of one check."""

    check: str
    ok: bool
    text: str


class Answer(NamedTuple):
    """A response to a check."""

    status: int
    headers: Message
    body: bytes


def ask(url: str, **fields: str) -> Answer:
    """Send a request, with header fields (underscores for hyphens); errors are answers too."""
    if not url.startswith(("http://", "https://")):
        raise ValueError("the address begins with neither http:// nor https://")
    names = {name.replace("_", "-"): value for name, value in fields.items()}
    request = urllib.request.Request(url, headers=names)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as response:  # noqa: S310
            return Answer(response.status, response.headers, response.read(MOST_BYTES))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read(MOST_BYTES))


def checks(url: str, release: str) -> Iterator[Finding]:
    """Check the server at `url`; `release` is the hash that it should serve, empty if unknown."""
    yield _checked("server", lambda: _ready(url, release))
    yield _checked("headers", lambda: _headers(url))
    yield _checked("clock", lambda: _clock(url))
    yield _checked("public address", lambda: _address(url))
    yield _checked("caching", lambda: _confirmed(url))
    yield _checked("clients", lambda: _counted(url))
    yield _checked("metrics", lambda: _metrics(url))
    yield _checked("TLS", lambda: _secure(url))


def _checked(check: str, run: Callable[[], tuple[bool, str]]) -> Finding:
    try:
        return Finding(check, *run())
    except (OSError, ValueError, AttributeError, http.client.HTTPException) as error:
        return Finding(check, False, f"no usable answer: {error}")


def _ready(url: str, release: str) -> tuple[bool, str]:
    answer = ask(f"{url}/readyz")
    found = json.loads(answer.body)
    if answer.status != 200:
        return False, f"status {answer.status}: {found.get('detail', 'not ready')}"
    served = str(found.get("release", ""))
    if release and served != release:
        return False, f"serves release {served[:12]}, not {release[:12]}; reload it (SIGHUP)"
    return True, f"ready, with release {served[:12]}"


def _headers(url: str) -> tuple[bool, str]:
    headers = ask(f"{url}/about").headers
    missing = [name for name in HEADERS if name not in headers]
    return not missing, f"missing: {', '.join(missing)}" if missing else "complete"


def _clock(url: str) -> tuple[bool, str]:
    """Compare the clock of the server with ours: certificates and limits depend on it."""
    date = ask(f"{url}/healthz").headers["Date"]
    if date is None:
        return True, "not checked: the response has no date"
    seconds = parsedate_to_datetime(date).timestamp() - time.time()
    apart = f"{abs(seconds):.0f} s {'ahead of' if seconds > 0 else 'behind'} this machine"
    return abs(seconds) <= CLOCK_SECONDS, apart


def _address(url: str) -> tuple[bool, str]:
    """Check that absolute links of the site begin with its public address."""
    named = _SITEMAP.search(ask(f"{url}/robots.txt").body.decode())
    if named is None:
        return False, "robots.txt names no site map"
    if named[1] == url:
        return True, f"links begin with {url}"
    return False, f"links begin with {named[1]}; set --base-url {url}"


def _confirmed(url: str) -> tuple[bool, str]:
    """Check that a proxy passes entity tags on, so that browsers needn't load pages again."""
    tag = ask(f"{url}/about").headers["ETag"]
    if tag is None:
        return False, "pages have no ETag; the proxy removes it"
    status = ask(f"{url}/about", If_None_Match=tag).status
    if status == 304:
        return True, "unchanged pages aren't sent again"
    return False, f"status {status} for an unchanged page; the proxy drops If-None-Match"


def _counted(url: str) -> tuple[bool, str]:
    """Check that visitors can't invent the address for which their requests are counted."""
    fields = [ask(f"{url}/about", X_Forwarded_For=a).headers["RateLimit"] for a in INVENTED]
    left = {int(found[1]) for text in fields if (found := _REMAINING.search(text or ""))}
    if not left:
        return True, "not limited (--rate-limit)"
    if len(left) > 1 or left == {0}:
        return True, "counted by an address that they can't invent"
    if url.startswith(LOCAL):
        return True, "not checked: this address isn't that of the proxy"
    return False, "visitors can invent X-Forwarded-For; have the proxy set it"


def _metrics(url: str) -> tuple[bool, str]:
    public = ask(f"{url}/metrics").status == 200
    if not public:
        return True, "visitors can't read /metrics"
    if url.startswith(LOCAL):
        return True, "served to this machine"
    return False, "visitors can read /metrics; refuse it in the proxy"


def _secure(url: str) -> tuple[bool, str]:
    if url.startswith(LOCAL):
        return True, "a local server"
    if not url.startswith("https://"):
        return False, "visitors aren't safe without https://"
    try:
        plain = "http://" + url.removeprefix("https://")
        with urllib.request.urlopen(plain, timeout=SECONDS) as response:
            found = str(response.url)
    except OSError:
        return True, "used; http:// isn't served"
    return found.startswith("https://"), f"http:// is redirected to {found}"
