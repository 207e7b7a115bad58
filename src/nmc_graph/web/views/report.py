"""Reporting a problem with a page, by e-mail or in an issue tracker."""

from __future__ import annotations

import re
from urllib.parse import quote

from flask import Blueprint, Response, request

from nmc_graph.errors import NotFoundError
from nmc_graph.iris import is_iri, path_of_iri
from nmc_graph.web import responses, urls
from nmc_graph.web.context import root, site
from nmc_graph.web.views.citation import label_of

blueprint = Blueprint("report", __name__)

MAX_PAGE = 500
"""Characters of a page's path; a longer one is left out of the report."""
_PATH = re.compile(r"/(?!/)[\w./?&=%:+,;~@-]*\Z", re.ASCII)


@blueprint.get("/report")
def report() -> Response:
    """Show a problem report with page and version filled in, to send by e-mail or as an issue."""
    about, page = request.args.get("about", ""), request.args.get("page", "")
    if about and not (is_iri(about) and path_of_iri(about)):
        raise NotFoundError(f"There is no data about {about} in this version.")
    label = label_of(about) if about else ""
    page = urls.href(about) if about else page if is_page(page) else ""
    subject = f"Problem with {label or page or 'the site'}"
    text = report_text(about, root() + page)
    settings = site().settings
    return responses.page(
        "report.html",
        about=about,
        label=label,
        page=page,
        text=text,
        email=mail_link(settings.contact, subject, text),
        issue=issue_link(settings.issues_url, subject, text),
    )


def is_page(text: str) -> bool:
    """Return whether a text from the URL can be the path of one of our pages."""
    return len(text) <= MAX_PAGE and bool(_PATH.match(text))


def report_text(about: str, address: str) -> str:
    """Return the lines of a report, with a page's address and the version filled in."""
    m = site().release.manifest
    lines = (f"Page: {address}", *([f"Record: {about}"] if about else []))
    return "\n".join(
        (
            *lines,
            f"Version: {m['version']} ({m['release']})",
            "",
            "What is wrong (please quote the line):",
            "",
            "What is right, and a published source for it:",
            "",
        )
    )


def mail_link(contact: str, subject: str = "", body: str = "") -> str:
    """Return a link to write to a contact: an e-mail, or its web page; empty if there is none."""
    if "@" not in contact or contact.startswith(("https://", "http://")):
        return contact
    address = "mailto:" + quote(contact, safe="@")
    return f"{address}?subject={quote(subject)}&body={quote(body)}" if subject else address


def issue_link(address: str, title: str, body: str) -> str:
    """Return the link to a new issue.

    `{title}` and `{body}` in the operator's address are replaced. Without them, the address gets
    the parameters `title` and `body`, as GitHub, Gitea and Forgejo read them.
    """
    if not address:
        return ""
    if "{title}" not in address and "{body}" not in address:
        address += ("&" if "?" in address else "?") + "title={title}&body={body}"
    return address.replace("{title}", quote(title, "")).replace("{body}", quote(body, ""))
