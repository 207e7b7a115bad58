"""Reviewing a draft: decisions, undo, saving and resuming, and who may use the page."""

import json

import pytest

from nmc_graph.errors import UsageError
from nmc_graph.ingest.draft import draft_of
from nmc_graph.ingest.extract import extract
from nmc_graph.ingest.gazetteer import load
from nmc_graph.ingest.readers import read
from nmc_graph.ingest.review import Review
from nmc_graph.ingest.trig import as_turtle
from nmc_graph.web.review import create_review_app
from tests.ingest.figures import DOCUMENTS

HOST = "127.0.0.1:1234"


@pytest.fixture
def review(tmp_path):
    return begin(tmp_path)


def begin(folder):
    document = read(DOCUMENTS / "harrow-vale.txt")
    items = extract(document, load())
    return Review(
        document, items, folder / "review.json", lambda kept: as_turtle(draft_of(document, kept))
    )


def number_of(review, kind, n=0):
    return [e.item.number for e in review.entries if e.item.kind == kind][n]


def statuses(review):
    return {e.item.number: e.status for e in review.entries}


def test_only_accepted_items_are_in_the_result(review):
    focus, backbone = number_of(review, "focus"), number_of(review, "backbone")
    review.accept(focus)
    review.drop(backbone)
    result = review.result().decode()
    assert "youth-violence" in result
    assert "Harrow Vale Youth Compact" not in result
    assert "-" in review.diff()


def test_a_change_is_validated_and_accepted(review):
    number = number_of(review, "change")
    wrong = {"gist": "Arrests fell.", "values": {"value": "lots", "start": "1066", "end": "x"}}
    assert review.problems_of(number, wrong).keys() == {"value", "start", "end"}
    with pytest.raises(UsageError, match="isn't a number"):
        review.change(number, wrong)
    review.change(number, {"gist": "Arrests fell by 32 percent.", "values": {"value": "−32"}})
    review.accept(number_of(review, "name"))
    assert "nmc:percentChange -32.0" in review.result().decode()


def test_a_copied_sentence_is_refused(review):
    copied = "Schools that were data rich got the most visits."
    found = review.problems_of(number_of(review, "focus"), {"gist": copied})
    assert "Use your own words" in found["gist"]


def test_an_item_is_split_and_one_added_from_a_selection(review):
    number = number_of(review, "report")
    span = review.entries[0].item.spans[0]
    entry = next(e for e in review.entries if e.item.number == number)
    start, end = entry.item.spans[0]
    second = review.split(number, start + 13)
    spans = {e.item.number: e.item.spans[0] for e in review.entries}
    assert spans[number] == (start, start + 13)
    assert spans[second] == (start + 14, end)
    text = review.document.text
    place = text.index("suspensions cut by half since 2010")
    added = review.add("change", place, place + 35)
    new = next(e.item for e in review.entries if e.item.number == added)
    assert (new.values["value"], new.values["start"]) == (-50.0, 2010)
    with pytest.raises(UsageError, match="Select some text"):
        review.add("focus", span.start, span.start)


def test_undo_takes_back_one_action_after_the_other_also_after_resuming(review, tmp_path):
    before = statuses(review)
    first, second = list(before)[:2]
    review.drop(first)
    once = statuses(review)
    review.drop(second)
    again = begin(tmp_path)
    assert again.resumed
    again.undo()
    assert statuses(again) == once
    again.undo()
    assert statuses(again) == before
    with pytest.raises(UsageError, match="nothing to undo"):
        again.undo()


def test_a_damaged_or_foreign_session_is_refused_and_kept(review, tmp_path):
    review.drop(number_of(review, "focus"))
    file = tmp_path / "review.json"
    content = json.loads(file.read_text("utf-8"))
    for wrong in ("{", json.dumps({**content, "sha256": "0" * 64})):
        file.write_text(wrong, "utf-8")
        with pytest.raises(UsageError, match="review"):
            begin(tmp_path)
        assert file.read_text("utf-8") == wrong


@pytest.fixture
def client(review, tmp_path):
    app = create_review_app(review, tmp_path / "out.ttl", "secret", {HOST}, lambda path: [])
    return app.test_client()


def ask(client, path, *, host=HOST, origin=f"http://{HOST}", body=None, type_="application/json"):
    base = f"http://{host}"
    if body is None:
        return client.get(path, base_url=base)
    headers = {"Origin": origin} if origin else {}
    return client.post(path, base_url=base, headers=headers, data=body, content_type=type_)


UNDO = '{"action": "undo"}'


@pytest.mark.parametrize(
    ("path", "options", "status"),
    [
        ("/secret/", {}, 200),
        ("/secret/state", {}, 200),
        ("/", {}, 404),
        ("/wrong/state", {}, 404),
        ("/secret/state", {"host": "evil.test:1234"}, 403),
        ("/secret/do", {"body": UNDO, "origin": "http://evil.test"}, 403),
        ("/secret/do", {"body": UNDO, "origin": f"https://{HOST}"}, 403),
        ("/secret/do", {"body": UNDO, "origin": "null"}, 403),
        ("/secret/do", {"body": UNDO, "origin": ""}, 403),
        ("/secret/do", {"body": UNDO, "type_": "text/plain"}, 415),
        ("/secret/do", {"body": UNDO}, 400),
        ("/secret/do", {"body": "[]"}, 400),
        ("/secret/do", {"body": '{"action": "drop", "number": true}'}, 400),
        ("/secret/do", {"body": '{"action": "drop", "number": 9999}'}, 400),
        ("/secret/do", {"body": '{"action": "add", "kind": "x", "start": 0, "end": 9}'}, 400),
        ("/secret/do", {"body": '{"a": "' + "x" * 300_000 + '"}'}, 413),
        ("/secret/do", {"body": '{"action": "drop", "number": 1}'}, 200),
    ],
)
def test_only_the_page_itself_may_use_the_review(client, path, options, status):
    answer = ask(client, path, **options)
    assert answer.status_code == status
    if status >= 400:
        assert answer.json["error"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in answer.headers
