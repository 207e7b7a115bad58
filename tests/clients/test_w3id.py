"""Apache follows the redirects for w3id.org as they are deposited."""

import http.client
import os
import socket
import subprocess
import time
from pathlib import Path

import pytest

RULES = Path(__file__).parents[2] / "src" / "nmc_graph" / "export" / "publication" / "w3id.htaccess"
SITE = "http://127.0.0.1:8000"
CONFIGURATION = """
ServerRoot "{folder}"
ServerName localhost
Listen 127.0.0.1:{port}
PidFile "{folder}/pid"
ErrorLog "{folder}/errors"
DocumentRoot "{folder}/www"
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule rewrite_module {modules}/mod_rewrite.so
<Directory "{folder}/www">
  AllowOverride All
  Options FollowSymLinks
  Require all granted
</Directory>
"""
MODULES = "/usr/lib/apache2/modules"


@pytest.fixture(scope="module")
def port(program, tmp_path_factory):
    """The port of an Apache whose folder nmc/ has the rules."""
    apache, folder = program("apache2"), tmp_path_factory.mktemp("apache")
    (folder / "www" / "nmc").mkdir(parents=True)
    (folder / "www" / "nmc" / ".htaccess").write_bytes(RULES.read_bytes())
    for path in (folder, folder.parent, folder.parent.parent):
        path.chmod(path.stat().st_mode | 0o055)  # Apache reads it as another user if we are root
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    text = CONFIGURATION.format(folder=folder, port=number, modules=MODULES)
    if os.geteuid() == 0:
        text += "User www-data\nGroup www-data\n"
    (folder / "httpd.conf").write_text(text)
    arguments = [apache, "-f", folder / "httpd.conf", "-D", "FOREGROUND"]
    with subprocess.Popen(arguments, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(number, process)
            yield number
        finally:
            process.terminate()


def wait_for(port, process):
    for _ in range(100):
        assert process.poll() is None, "Apache ended"
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("Apache doesn't answer")


@pytest.mark.parametrize(("path", "status", "target"), [
    ("", 303, "/dataset"),
    ("id/person/robina-asghar", 302, "/id/person/robina-asghar"),
    ("id/assertion/x/y-1.2", 302, "/id/assertion/x/y-1.2"),
    ("concept/approach/collective-impact", 302, "/concept/approach/collective-impact"),
    ("graph/derived", 302, "/graph/derived"),
    ("ontology", 302, "/ontology"),
    ("ontology.ttl", 302, "/ontology.ttl"),
    ("ontology/alignments/cids", 302, "/ontology/alignments/cids"),
    ("mappings/cids.sssom.tsv", 302, "/mappings/cids.sssom.tsv"),
    ("dataset", 302, "/dataset"),
    ("context.jsonld", 302, "/context.jsonld"),
    ("ontology?format=turtle", 302, "/ontology?format=turtle"),
    ("queries/cq02", 302, "/queries/cq02"),
    ("sparql?query=ASK%7B%7D", 302, "/sparql?query=ASK%7B%7D"),
    (".well-known/sparql-examples", 302, "/.well-known/sparql-examples"),
    (".well-known/other", 404, None),
    ("elsewhere", 404, None),
    ("id/", 404, None),
    ("ontologyx", 404, None),
])  # fmt: skip
def test_path_is_redirected(port, path, status, target):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", f"/nmc/{path}")
    response = connection.getresponse()
    assert response.status == status
    assert response.headers["Location"] == (SITE + target if target else None)
    connection.close()
