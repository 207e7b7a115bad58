"""The prose linter flags phrases that read like a translation, and lets plain English pass."""

import pytest

from tools.prose.__main__ import files, main
from tools.prose.labels import query, turtle
from tools.prose.passages import Piece, javascript, markdown, passage, python
from tools.prose.rules import check
from tools.prose.templates import template

FLAGGED = [
    ("Of one page the text is at hand.", "at hand"),
    ("The index is made anew at each start.", "anew"),
    ("The container reaches nobody.", "nobody"),
    ("Somebody has to read the page again.", "Somebody"),
    ("A slow client held up everybody.", "everybody"),
    ("Whoever serves a release makes the index.", "Whoever"),
    ("It answers from the files such as there are.", "such as there are"),
    ("The page lists the files that there are.", "that there are"),
    ("It keeps that which was asked before.", "that which"),
    ("The value 'x' is no page.", "is no page"),
    ("These bytes are no UTF-8.", "are no UTF"),
    ("An answer that is none of an error.", "is none of"),
    ("The error is told of the query as it was sent.", "told"),
    ("The header tells which format is meant.", "tells"),
    ("The number stands under the property of that kind.", "stands"),
    ("The index lies in the cache folder.", "lies in"),
    ("The catalog is written beside the release.", "beside"),
    ("The comment says what holds.", "what holds"),
    ("The results page shows what came of it.", "came of"),
    ("A mark leads to the community.", "leads to"),
    ("Each worker has a pipe of its own.", "of its own"),
    ("This many milliseconds of ours are Python.", "of ours"),
    ("The query goes on for ever.", "for ever"),
    ("A finding says how to mend it.", "mend"),
    ("The page says so, and the table says why.", "says so, and the table says"),
    ("Each row is what is said of one place.", "is said of"),
    ("A part of the report is had by itself.", "is had"),
    ("All but two tests ran.", "All but"),
    ("A connection that is used by others, hence the lock.", "hence"),
    ("It finds the very place in the text.", "the very"),
    ("Everything else is sent as it is.", "as it is"),
    ("The process died of a deep query.", "died of"),
    ("It runs one check, one after the other.", "one after the other"),
    ("The door answers from its cache.", "The door"),
    ("Take the data away in six formats.", "Take the data away"),
    ("Find out who and what hangs together.", "hangs together"),
    ("Each claim rests on a statement.", "rests on"),
    ("Who asks to be left out is removed.", "Who asks"),
    ("The server would fetch an URL.", "an URL"),
    ("The colour of each line.", "colour"),
    ("The pupils moved towards the center.", "pupils"),
]

PLAIN = [
    "There is no release in this folder.",
    "The connection is no longer open, and no one reads from it.",
    "The error tells the reader what to change.",
    "The flag tells the kernel to use large pages.",
    "A stand-alone server, and what the letters stand for.",
    "The source code lies mostly in one folder.",
    "The query holds a lock for ten milliseconds.",
    "A worker is killed at its deadline, and a new one takes its place.",
    "Each worker has its own pipe.",
    "Two words beat a clause in headings.",
    "Take the first row, and then the next.",
    "Open the front door; the garage has two doors.",
    "Who serves readers when a replica is down?",
    "Write to a URL that ends in `/sparql`.",
    "Call `tell()` and `mend` in `colour.py`.",
    "See [the page](docs/at-hand-anew.md).",
    "The page says who made each claim.",
    "A process per chart, started on demand.",
    "The columns are called color and license.",
    "It stands out because it is the only red line.",
    "The program is as fast as it is small.",
]


def phrases(text):
    return [f.phrase for f in check("x.md", passage("prose", [Piece(text, 1, 1)]))]


@pytest.mark.parametrize(("text", "phrase"), FLAGGED)
def test_a_phrase_that_reads_like_a_translation_is_flagged(text, phrase):
    assert phrase in phrases(text)


@pytest.mark.parametrize("text", PLAIN)
def test_plain_english_passes(text):
    assert phrases(text) == []


def test_a_heading_has_at_most_seven_words():
    long = "# One two three four five six seven eight\n"
    assert [f.instead for f in check("x.md", next(markdown(long)))] == [
        "a heading has at most 7 words"
    ]
    assert list(check("x.md", next(markdown("# One two three four five six seven\n")))) == []


def test_a_phrase_across_two_lines_is_reported_where_it_starts():
    (paragraph,) = markdown("\nThe text is at\nhand, and so on.\n")
    (finding,) = check("x.md", paragraph)
    assert str(finding).startswith("x.md:2:13: \u201cat hand\u201d: available")


def test_code_blocks_and_tables_of_a_page_are_read_apart():
    page = "Prose.\n```sh\necho anew\n```\n| one | nobody |\n|---|---|\n- an item\n  that goes on\n"
    assert [p.text.strip() for p in markdown(page)] == [
        "Prose.", "one", "nobody", "an item that goes on",
    ]  # fmt: skip


def test_python_is_read_for_docstrings_comments_sentences_and_test_names():
    code = (
        '"""One docstring,\nover two lines.\n\nIts second paragraph."""\n'
        "x = 1  # a comment\n"
        "# a block\n# of two lines\n"
        'raise ValueError(f"The value {x!r} is not a "\n    "page number.")\n'
        'QUERY = "SELECT * WHERE { ?s ?p ?o told us }"\nKEY = "told"\n'
        "def test_what_the_name_says():\n    pass\n"
    )
    read = [(p.kind, p.text.replace("\u2026", "")) for p in python(code)]
    assert read == [
        ("comment", "a comment"),
        ("comment", "a block of two lines"),
        ("docstring", "One docstring, over two lines."),
        ("docstring", "Its second paragraph."),
        ("string", "The value  is not a  page number."),
        ("name", "test what the name says"),
    ]
    (name,) = [p for p in python(code) if p.kind == "name"]
    assert name.position(5) == (12, 10)


def test_scripts_are_read_for_their_comments():
    script = 'let a = "// no comment"; // a comment\n/* two\n   lines */\n'
    assert [p.text for p in javascript(script)] == ["a comment", "two lines"]


def test_templates_are_read_for_what_visitors_see():
    page = (
        "{# A comment for engineers. #}\n"
        '{% block title %}A title{% endblock %}<h1 title="A hint here">The\n  heading</h1>\n'
        "<p>One <a href='/x'>linked</a> word, {{ number }} more{% if x %} or less{% endif %}.</p>\n"
        "<p>{{ 'one row' if n == 1 else 'all rows' }}{% if n %}Some{% else %}None{% endif %}</p>\n"
        "<script>let told = 1</script><code>anew</code>\n"
    )
    read = [(p.kind, " ".join(p.text.replace("\u2026", "").split())) for p in template(page)]
    assert read == [
        ("comment", "A comment for engineers."),
        ("prose", "A title"),
        ("string", "A hint here"),
        ("heading", "The heading"),
        ("prose", "One linked word, more or less."),
        ("string", "one row"),
        ("string", "all rows"),
        ("prose", "Some"),
        ("prose", "None"),
    ]


def test_labels_and_titles_of_queries_are_read():
    data = (
        'ex:a skos:prefLabel "one word"@en ; dcterms:issued "2012-02"^^xsd:gYearMonth .\n'
        "# ==== A comment ====\n"
        'ex:b rdfs:seeAlso "https://example.org/a b" ; skos:note "Two \\"words\\" here." .\n'
    )
    assert [p.text.strip() for p in turtle(data)] == [
        "one word", "==== A comment ====", 'Two \\"words\\" here.',
    ]  # fmt: skip
    source = 'source:a a nmc:Source ;\n  dcterms:title "Towards a Test" .\n'
    heading = "# ==== Towards a Test (a) ====\n"
    assert not list(turtle(source + heading))
    assert list(turtle("<x> a owl:Ontology .\n" + source))
    header = "#+ summary: A title\n#+ tags:\n#+   - x\nSELECT ?told { ?s ?p ?told }\n"
    assert [p.text for p in query(header)] == ["A title"]


def test_a_phrase_in_a_template_is_reported_where_it_starts():
    page = '<p>\n  The text <em>is at</em>\n  hand.</p>\n<img alt="It stands there">\n'
    found = [finding for passage in template(page) for finding in check("x.html", passage)]
    assert [(f.line, f.column, f.phrase) for f in found] == [(2, 19, "at hand"), (4, 14, "stands")]


def test_findings_fail_and_name_their_place(tmp_path, monkeypatch, capsys):
    page = tmp_path / "page.md"
    monkeypatch.setattr("tools.prose.__main__.ROOT", tmp_path)
    monkeypatch.setattr("tools.prose.__main__.files", lambda: ["page.md"])
    page.write_text("Read again.\nGone for ever.\n")
    assert main([]) == 1
    assert "page.md:2:6: \u201cfor ever\u201d" in capsys.readouterr().out
    page.write_text("Read again.\n")
    assert main([]) == 0


def test_the_linter_reads_every_kind_of_file():
    names = files()
    assert len(names) > 250
    for needed in ("README.md", "CHANGELOG.md", "docs/tutorial.md", "Makefile", "bench/run.py",
                   "src/nmc_graph/errors.py", "tests/conftest.py", "tools/docs.py",
                   "src/nmc_graph/web/frontend/js/editor.js"):  # fmt: skip
        assert needed in names
