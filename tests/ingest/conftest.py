"""The browser and axe-core of the web tests, for the review page."""

from tests.web.conftest import browser, faults  # noqa: F401 - fixtures
