"""extruct, which reads what pages say to search engines, finds the dataset and its things."""

from importlib.metadata import version

import extruct
import httpx
import pytest

from tests.clients.record import record

LICENSE = "https://creativecommons.org/licenses/by/4.0/"
PAGES = {
    "the dataset": ("/dataset", "Dataset"),
    "a collaborative": ("/page/collaborative/milwaukee", "Project"),
}
"""What a page is about: its path, and the class of the thing in schema.org."""


@pytest.mark.parametrize("what", PAGES)
def test_extruct_reads_what_a_page_is_about(nmc_server, what):
    path, kind = PAGES[what]
    page = httpx.get(nmc_server.url + path, headers={"Accept": "text/html"}, trust_env=False)
    (document,) = extruct.extract(page.text, syntaxes=["json-ld"])["json-ld"]
    thing = document.get("mainEntity", document)
    assert (thing["@type"], document["license"]) == (kind, LICENSE)
    record(
        tool="extruct",
        version=version("extruct"),
        did=f"read the JSON-LD on the page of {what}",
        got=f"a {kind} of schema.org with {len(thing) - 2} properties",
    )
