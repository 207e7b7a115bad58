"""The built files: names that change with the content, long caching, requested compression."""

import re

import pytest

from nmc_graph.web import assets
from nmc_graph.web.http.headers import policy


def test_built_files_are_cached_forever(client):
    names = assets.manifest()
    assert {"site.css", "site.js", "icon.svg"} <= names.keys()
    for plain, name in names.items():
        assert re.search(r"-[0-9a-zA-Z]{8,10}\.\w+\Z", name), plain
        answer = client.get("/static/" + name)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.data == (assets.FOLDER / name).read_bytes()


@pytest.mark.parametrize("coding", ["br", "gzip", "zstd"])
def test_stylesheet_is_sent_as_compressed_by_the_build(client, coding):
    name = assets.manifest()["site.css"]
    answer = client.get("/static/" + name, headers={"Accept-Encoding": coding})
    assert answer.headers["Content-Encoding"] == coding
    assert answer.data == (assets.FOLDER / f"{name}.{coding}").read_bytes()
    again = client.get(
        "/static/" + name,
        headers={"Accept-Encoding": coding, "If-None-Match": answer.headers["ETag"]},
    )
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["nothing.css", "manifest.json", "sources.sha256", "..%2fapp.py"])
def test_other_files_are_not_served(client, name):
    assert client.get("/static/" + name).status_code == 404


def test_licenses_of_bundled_files_are_served(client):
    text = client.get("/static/licenses.txt").text
    assert "SIL Open Font License" in text


def test_looser_policy_changes_one_directive():
    plain, loose = policy(), policy(style_src="'unsafe-inline'")
    assert "unsafe" not in plain
    assert "style-src 'self' 'unsafe-inline';" in loose
    assert "script-src 'self';" in loose
