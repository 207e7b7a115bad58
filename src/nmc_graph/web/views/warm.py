"""Charts drawn before anybody asks: a while after the start, by one process, with low priority."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

from flask import Flask

from nmc_graph.web import urls
from nmc_graph.web.views.drawing import drawer

WAIT_SECONDS = 4.0
"""Not at once: the first visitors come first."""
PAGES = (urls.results(), urls.approaches())


def warm(app: Flask, shared: Path) -> threading.Thread:
    """Have the charts of a release drawn in the background, and return the thread that does it.

    Of all the processes that share the folder only the first does it; what was drawn at an
    earlier start is found in the cache, and nothing is drawn again.
    """
    thread = threading.Thread(target=_draw, args=(app, shared), daemon=True)
    thread.start()
    return thread


def _draw(app: Flask, shared: Path) -> None:
    time.sleep(WAIT_SECONDS)
    try:
        (shared / "charts-are-being-drawn").touch(exist_ok=False)
        drawer().polite = True
        for page in PAGES:
            app.test_client().get(page)
    except OSError:
        pass  # another process does it, or the server has ended
    except Exception:  # a picture that is not ready is drawn when it is asked for
        logging.getLogger(__name__).exception("charts were not drawn in advance")
    finally:
        drawer().polite = False
