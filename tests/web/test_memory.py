"""What a page needed is freed when it is sent, and doesn't wait for the garbage collector."""

import gc

import pytest
from werkzeug.test import create_environ

from nmc_graph.web.http import wsgi

FEW = 45
"""The objects that routing and the encoder of JSON leave behind are 41."""
PAGES = (
    "/",
    "/page/collaborative/milwaukee",
    "/browse/organization",
    "/browse/statement",
    "/search?q=crime",
)


@pytest.fixture
def only_new_objects():
    """The collector runs when it is called, and looks at what was made since."""
    gc.disable()
    gc.freeze()
    yield
    gc.unfreeze()
    gc.enable()


@pytest.mark.parametrize("path", PAGES)
def test_page_leaves_few_objects_to_the_garbage_collector(app, path, only_new_objects):
    def ask():
        environ = create_environ(path, headers={"Accept": "text/html"})
        assert wsgi.call(app.wsgi_app, environ).status == 200

    ask()
    gc.collect()
    ask()
    assert gc.collect() < FEW
