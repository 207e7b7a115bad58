"""`nmc diff`: changes by entity, as JSON and as RDF Patch, blank nodes by isomorphism."""

import json

import pytest

from nmc_graph.diff.compare import compare
from nmc_graph.diff.reading import read_sides
from nmc_graph.diff.words import Words, as_patch
from nmc_graph.pipeline import build, bundled_release
from tests.commands import nmc

BEFORE = """@prefix a: <https://w3id.org/nmc/id/assertion/page/> .
@prefix collaborative: <https://w3id.org/nmc/id/collaborative/> .
@prefix nmc: <https://w3id.org/nmc/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <http://example.org/> .
collaborative:mill a nmc:Collaborative ; skos:prefLabel "Mill County"@en .
a:fall a nmc:ChangeObservation ; nmc:concerns collaborative:mill ;
  nmc:startYear 2004 ; nmc:endYear 2011 ; nmc:percentChange -65.0 .
a:goal a nmc:Goal ; nmc:concerns collaborative:mill ; nmc:targetValue 3.5 .
:book :author [ :name "Ada" ; :knows [ :name "Ben" ] ] , [ :name "Cy" ] .
"""


def sides(tmp_path, after, before=BEFORE):
    """Return the difference between two files, and what puts it into words."""
    one, other = tmp_path / "before.ttl", tmp_path / "after.ttl"
    one.write_text(before, "utf-8")
    other.write_text(after, "utf-8")
    first, second = read_sides(one, other)
    return compare(first.graph, second.graph), Words({**first.labels, **second.labels})


def test_changed_figure_in_words(tmp_path):
    found, words = sides(tmp_path, BEFORE.replace("-65.0", "-56.0"))
    assert list(words.lines(found)) == [
        "Mill County",
        "  result 2004\N{EN DASH}2011: percent change changed from \N{MINUS SIGN}65 to "
        "\N{MINUS SIGN}56",
        "",
        "1 entity changed: 1 triple added, 1 removed.",
    ]


CHANGES = {
    "removed": ("a:goal a nmc:Goal ; nmc:concerns collaborative:mill ; nmc:targetValue 3.5 .\n",
                "", "  goal removed: target value 3.5"),
    "added": ("a:goal", "a:more a nmc:Focus ; nmc:concerns collaborative:mill .\na:goal",
              "  focus area added"),
    "renamed": ('"Mill County"', '"Mill"', "  pref label changed from “Mill County” to “Mill”"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_change_is_one_line(tmp_path, name):
    old, new, line = CHANGES[name]
    found, words = sides(tmp_path, BEFORE.replace(old, new))
    assert line in list(words.lines(found))


def test_order_layout_and_names_of_blank_nodes_make_no_difference(tmp_path):
    after = BEFORE.replace(
        ':book :author [ :name "Ada" ; :knows [ :name "Ben" ] ] , [ :name "Cy" ] .',
        '_:x :knows _:y . _:z :name "Cy" . :book :author _:z , _:x . '
        '_:y :name "Ben" . _:x :name "Ada" .',
    )
    found, words = sides(tmp_path, after)
    assert not found
    assert list(words.lines(found)) == ["No differences."]


def test_change_in_one_blank_node_leaves_the_others_alone(tmp_path):
    before = ':a :p [ :n "1" ] . :b :p [ :n "2" ] . :c :p [ :n "2" ] .'
    prefix = "@prefix : <http://example.org/> .\n"
    found, _ = sides(tmp_path, prefix + before.replace('"1"', '"9"'), prefix + before)
    assert len(found.added) == len(found.removed) == 2
    assert {s for s, _, _ in found.added if s.startswith("<")} == {"<http://example.org/a>"}


def test_patch_turns_the_first_into_the_second(tmp_path):
    found, _ = sides(tmp_path, BEFORE.replace("-65.0", "-56.0").replace('"Mill County"', '"Mill"'))
    first, second = read_sides(tmp_path / "before.ttl", tmp_path / "after.ttl")
    lines = as_patch(found).splitlines()
    assert (lines[0], lines[-1]) == ("TX .", "TC .")
    state = triples(first)
    for line in lines[1:-1]:
        (state.remove if line.startswith("D ") else state.add)(line[2:])
    assert state == triples(second)


def triples(side):
    return {f"{s} {p} {o} ." for s, b in side.graph.items() for p, os in b.items() for o in os}


MORE = """
collaborative:dell a nmc:Collaborative ; skos:prefLabel "Dell * <b>County</b>"@en .
a:dell-1 a nmc:Goal ; nmc:concerns collaborative:dell .
a:dell-2 a nmc:LevelObservation ; nmc:concerns collaborative:dell .
a:dell-3 a nmc:LevelObservation ; nmc:concerns collaborative:dell .
""" + "".join(f"a:l{n} a nmc:Lesson ; nmc:concerns collaborative:mill .\n" for n in range(6))


def test_changelog_from_two_releases_grows_at_the_top(tmp_path):
    releases = []
    for name, text in (("old", BEFORE), ("new", BEFORE.replace("-65.0", "-56.0") + MORE)):
        (tmp_path / f"{name}.ttl").write_text(text, "utf-8")
        releases.append(build([tmp_path / f"{name}.ttl"], tmp_path / name, strict=False).path)
    log = tmp_path / "CHANGELOG.md"
    for heading in ("First", "Second"):
        done = nmc("diff", *releases, "--changelog", log, "--heading", heading)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    text = log.read_text("utf-8")
    assert text.index("## Second") < text.index("## First")
    lines = text[text.index("## First") :].splitlines()
    assert lines[2:] == [
        "2 entities changed: 21 triples added, 1 removed.",
        "",
        "### Collaboratives",
        "",
        "- **Dell \\* \\<b\\>County\\</b\\>** added: 1 goal, 2 results",
        "- **Mill County**",
        "  - result 2004\N{EN DASH}2011: percent change changed from \N{MINUS SIGN}65 to "
        "\N{MINUS SIGN}56",
        "  - 6 lessons added",
    ]
    again = nmc("diff", *releases, "--changelog", log, "--heading", "First")
    assert (again.returncode, log.read_text("utf-8")) == (2, text)
    assert "a section “First” already" in again.stderr
    same = nmc("diff", releases[0], releases[0], "--changelog", tmp_path / "none.md")
    assert (same.returncode, (tmp_path / "none.md").exists()) == (0, False)


def test_command_compares_files_folders_and_releases(tmp_path):
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "x.ttl").write_text(BEFORE)
    (tmp_path / "new.ttl").write_text(BEFORE.replace("-65.0", "-56.0"))
    done = nmc("diff", tmp_path / "old", tmp_path / "new.ttl", "--format", "json")
    assert done.returncode == 1
    answer = json.loads(done.stdout)
    assert (answer["added"], answer["removed"]) == (1, 1)
    assert answer["entities"][0]["name"] == "Mill County"
    assert answer["entities"][0]["changes"][0]["properties"][0]["name"] == "percent change"
    release = bundled_release().path
    done = nmc("diff", release, "data")
    assert (done.returncode, done.stdout) == (0, "No differences.\n")
    assert nmc("diff", tmp_path / "none.ttl", tmp_path / "old").returncode == 2
