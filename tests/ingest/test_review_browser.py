"""The review page in a real browser, by keyboard alone, with the process killed in between."""

import json
import re
import subprocess
import sys
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.ingest.figures import DOCUMENTS

pytestmark = [
    pytest.mark.browser,
    # The browser's own pipes are left to the end of the process.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
OUT = "reviewed.ttl"


@contextmanager
def reviewing(folder, release):
    """Run `nmc ingest --review` and yield the process and the address of its page."""
    process = subprocess.Popen(
        [
            sys.executable, "-m", "nmc_graph", "ingest", str(DOCUMENTS / "harrow-vale.txt"),
            "--review", "--out", OUT, "--release", str(release.path),
        ],
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        seen = ""
        for line in process.stderr:
            seen += line
            if found := re.search(r"http://127\.0\.0\.1:\d+/\S+/", line):
                yield process, found[0]
                break
        else:
            pytest.fail(seen)
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    page = context.new_page()
    yield page
    context.close()


def go_to(page, kind):
    """Press j until the current statement is of a kind, and isn't decided."""
    page.keyboard.press("Home")
    for _ in range(60):
        here = page.locator("#items > li[aria-current]")
        is_open = here.get_attribute("data-status") == "open"
        if is_open and here.get_attribute("data-kind") == kind:
            return int(here.get_attribute("data-number"))
        page.keyboard.press("j")
    pytest.fail(f"j did not reach {kind}")


def status_of(page, number):
    return page.locator(f"#items > li[data-number='{number}']").get_attribute("data-status")


def wait_for(page, number, status):
    page.locator(f"#items > li[data-number='{number}'][data-status='{status}']").wait_for()


def test_a_draft_is_reviewed_by_keyboard_alone_and_goes_on_after_a_crash(
    page, tmp_path, release, faults
):
    keys = page.keyboard
    with reviewing(tmp_path, release) as (process, address):
        page.goto(address)
        page.locator("#items > li").first.wait_for()
        assert faults(page) == []
        name = go_to(page, "name")
        keys.press("a")
        wait_for(page, name, "accepted")
        dropped = go_to(page, "role")
        keys.press("d")
        wait_for(page, dropped, "dropped")
        keys.press("u")
        wait_for(page, dropped, "open")

        focus = go_to(page, "focus")
        keys.press("e")
        page.locator("#items form").wait_for()
        tab_to(page, page.locator("#items form [name='choice:value']"))
        keys.type("youth gun")
        tab_to(page, page.get_by_role("button", name="Change and accept"))
        keys.press("Enter")
        wait_for(page, focus, "accepted")

        changed = go_to(page, "change")
        keys.press("e")
        form = page.locator("#items form")
        form.wait_for()
        keys.press("Control+a")
        keys.type("Arrests of young people fell.")
        tab_to(page, form.locator("[name='value:value']"))
        keys.press("Control+a")
        keys.type("many")
        page.get_by_text("isn't a number").wait_for()
        keys.press("Control+a")
        keys.type("-30")
        keys.press("Enter")
        wait_for(page, changed, "accepted")
        process.kill()

    with reviewing(tmp_path, release) as (_, address):
        page.goto(address)
        page.get_by_text("goes on where it was left").wait_for()
        assert status_of(page, changed) == status_of(page, name) == "accepted"

        before = page.locator("#items > li").count()
        go_to(page, "unplaced")
        focus_text(page)
        keys.press("ArrowRight")
        keys.press("ArrowRight")
        keys.press("s")
        expect(page.locator("#items > li")).to_have_count(before + 1)
        focus_text(page)
        for _ in range(3):
            keys.press("Shift+ArrowRight")
        keys.press("n")
        expect(page.locator("#items > li")).to_have_count(before + 2)
        page.locator("#items form textarea").wait_for()
        keys.type("An added statement.")
        keys.press("Tab")
        keys.press("Enter")
        page.locator(
            "#items > li:has-text('An added statement.')[data-status='accepted']"
        ).wait_for()

        keys.press("w")
        page.locator("#saved[open]").wait_for(timeout=60_000)  # validation reads all data
        assert "+" in page.locator("#diff").text_content()
        assert "nothing to fix" in page.locator("#findings").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert faults(page, colors=True) == []
        keys.press("Escape")
    with reviewing(tmp_path, release):
        pass  # a review can go on although its result was saved
    saved = (tmp_path / OUT).read_text("utf-8")
    assert "nmc:percentChange -30.0" in saved
    assert "c-focus-area:youth-gun-violence" in saved
    assert "An added statement." in saved
    assert json.loads((tmp_path / f"{OUT}.review.json").read_text("utf-8"))["entries"]


def tab_to(page, element):
    """Reach an element by Tab."""
    for _ in range(14):
        page.keyboard.press("Tab")
        if element.evaluate("e => e === document.activeElement"):
            return
    pytest.fail(f"Tab did not reach {element}")


def focus_text(page):
    """Reach the text by Tab, without a mouse."""
    for _ in range(40):
        if page.evaluate("document.activeElement.id") == "text":
            return
        page.keyboard.press("Tab")
    pytest.fail("Tab did not reach the text")
