"""A script of another site reads the data with the browser's own `fetch`."""

import http.server
import threading

import pytest

PERSON = "person/robina-asghar"
LONG_ACCEPT = "text/turtle;q=0.9, " + ", ".join(f"application/x-invented-{n}" for n in range(9))
FETCH = """async ({url, headers}) => {
  const answer = await fetch(url, {headers});
  return {status: answer.status, type: answer.headers.get("content-type"),
          etag: answer.headers.get("etag"), length: (await answer.arrayBuffer()).byteLength};
}"""


class EmptyPage(http.server.BaseHTTPRequestHandler):
    """A page without content, of a site that has nothing to do with ours."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Another site</title>")

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def other_page(browser):
    """A browser's page on another origin."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), EmptyPage) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{other.server_port}/")
        yield page
        page.close()
        other.shutdown()


@pytest.mark.browser
@pytest.mark.parametrize(
    "path",
    [
        f"/id/{PERSON}", f"/data/{PERSON}.ttl", "/ontology", "/dataset", "/browse/person.ttl",
        "/download/nmc-graph.nt", "/sparql?query=DESCRIBE%20%3Ca%3Ab%3E", "/.well-known/void",
    ],
)  # fmt: skip
def test_another_site_reads_our_data(nmc_server, other_page, path):
    assert len(LONG_ACCEPT) > 128, "so long that the browser asks for permission first"
    url = nmc_server.url + path
    headers = {"Accept": LONG_ACCEPT, "Content-Type": "text/plain;charset=utf-8"}
    answer = other_page.evaluate(FETCH, {"url": url, "headers": headers})
    assert answer["status"] == 200
    assert answer["etag"]
    known = other_page.evaluate(
        FETCH, {"url": url, "headers": headers | {"If-None-Match": answer["etag"]}}
    )
    assert known["status"] in {200, 304}  # a browser may answer 200 from its own cache
