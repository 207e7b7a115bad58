"""Each recommended proxy runs with the configuration in deploy/, in front of a real server."""

import re
from urllib.parse import quote

import pytest

from tests.operations import proxies
from tests.operations.replicas import haproxy, running
from tests.operations.traffic import LARGE_PATH
from tests.serving import Client, serve

LIMIT = 1000
PREPARE = {"nginx": proxies.nginx, "caddy": proxies.caddy, "apache2": proxies.apache2}


class Plain:
    """A client of a proxy without TLS."""

    def __init__(self, port):
        self._client = Client(port, host=proxies.SITE)

    def get(self, path, **fields):
        names = {name.replace("_", "-"): value for name, value in fields.items()}
        response = self._client.get(path, headers=names)
        return response.status_code, response.headers, response.data


@pytest.fixture(scope="module")
def server(release):
    options = ("--behind-proxy", "--metrics", f"--rate-limit={LIMIT}")
    with serve("--release", release.path, *options) as server:
        yield server


@pytest.fixture(scope="module", params=["haproxy", *PREPARE])
def site(request, program, server, tmp_path_factory):
    """A client of the site behind each proxy in turn."""
    found, upstream = program(request.param), f"127.0.0.1:{server.port}"
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "haproxy":
        proxy = haproxy(found, "haproxy.cfg", folder, "NMC", [upstream] * 3)
        with running(proxy):
            yield Plain(proxy.port)
        return
    proxies.certificate(folder)
    for path in (folder, folder.parent, folder.parent.parent):
        path.chmod(path.stat().st_mode | 0o055)  # Apache reads it as another user if we are root
    with proxies.running(found, PREPARE[request.param], folder, upstream) as port:
        yield proxies.Secure(port, folder)


pytestmark = pytest.mark.long


def test_page_comes_through_unchanged_and_can_be_confirmed(site, server):
    direct = server.client(host=proxies.SITE).get("/about")
    status, fields, body = site.get("/about")
    assert (status, body) == (200, direct.data)
    for name in ("ETag", "Content-Security-Policy", "X-Content-Type-Options", "Server-Timing"):
        assert (name in fields) == (name in direct.headers), name
    assert site.get("/about", If_None_Match=fields["ETag"])[0] == 304


def test_compressed_page_stays_compressed(site):
    assert site.get("/about", Accept_Encoding="gzip")[1]["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("path", ["/no/such/page", "/sparql?query=nonsense"])
def test_error_is_that_of_the_server(site, server, path):
    direct = server.client(host=proxies.SITE).get(path)
    assert site.get(path)[0] == direct.status_code
    assert site.get(path)[2] == direct.data


def test_address_in_a_query_string_arrives_as_it_was_sent(site, server):
    path = "/sparql?query=" + quote('SELECT ("a/b+c d%2F" AS ?x) {}', safe="") + "&format=csv"
    assert site.get(path)[2] == server.client().get(path).data == b"x\r\na/b+c d%2F\r\n"


def test_large_answer_is_complete(site, server):
    assert site.get(LARGE_PATH)[2] == server.client().get(LARGE_PATH).data


def test_metrics_are_kept_from_visitors(site):
    assert site.get("/metrics")[0] in {403, 404}


def test_address_that_a_visitor_invents_is_not_counted(site):
    answers = [site.get("/glossary", X_Forwarded_For=f"203.0.113.{n}") for n in (1, 2, 3)]
    left = [int(re.search(r";r=(\d+);", fields["RateLimit"])[1]) for _, fields, _ in answers]
    assert left[0] > left[1] > left[2] or left[2] > left[0]  # a new minute began
