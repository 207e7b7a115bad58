"""Results next to other places, and results on a topic by community."""

import csv
import io
import re

import pytest

from nmc_graph.model.by_community import by_community
from nmc_graph.model.comparison_words import first_line, notes, periods, span
from nmc_graph.model.comparisons import Compared, Observed, Pair, of_claim, of_community
from nmc_graph.model.observation import LEVEL, PERCENT, POINTS
from nmc_graph.model.result_choice import Choice
from nmc_graph.model.result_rows import rows_of
from nmc_graph.model.results import results
from nmc_graph.model.sentences import Piece
from nmc_graph.terms import CONCEPT, ID, NMC
from tests.web.samples import HTML

SAN_JOSE = "/page/collaborative/san-jose"
CLAIM = "bridgespan-follow-up-san-jose/san-jose-violent-crime-san-jose-1991-to-2010"
VIOLENT = CONCEPT + "focus-area/violent-crime"


def text(html):
    """Return the words of a part of a page, in one line."""
    return plain(" ".join(re.sub(r"<[^>]+>", " ", html).split()))


def plain(words):
    """Return words with hyphens instead of minus signs and dashes."""
    return words.replace("&nbsp;", " ").replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-")


def elsewhere(page):
    """Return the section of other places."""
    start = '<section aria-labelledby="other-places-in-the-same-years"'
    return page.partition(start)[2].partition("</section>")[0]


@pytest.mark.parametrize("path", [SAN_JOSE, f"/page/assertion/{CLAIM}"])
def test_a_comparison_begins_with_its_answer(client, path):
    part = elsewhere(client.get(path, headers=HTML).text)
    assert (
        "Violent crime in San Jose, California fell 48 percent from 1991 to 2010, according to "
        "Bridgespan authors; over the same years it fell 60 percent in California and 47 percent "
        "in the United States."
    ) in part
    assert "computed, 1,089.9 to 439.6" in part
    assert "effect" not in part


def test_a_note_on_comparisons_is_shown_once(client):
    part = elsewhere(client.get("/page/collaborative/atlanta-east-lake", headers=HTML).text)
    assert part.count("The result is about a neighborhood.") == 1
    assert "The figures for other places differ in the kind of area." in part
    assert "Jr.." not in part


def test_a_page_has_all_figures_that_its_results_are_compared_with(engine):
    for name in ("memphis", "milwaukee"):
        found = of_community(engine, f"{ID}collaborative/{name}")
        known = {p.other.iri for c in found for p in c.pairs}
        for compared in found:
            for result in compared.results:
                assert of_claim(engine, result.iri)[0].result.figure == compared.result.figure
        assert len(known) > 10
        assert notes(found)


MURDERS, HERE = Piece("murders (Ourtown)"), Piece("Ourtown, Ohio", "here")


def observed(place="Ohio", start=2000, end=2010, computed=True, **numbers):
    """Return an invented figure."""
    values = dict.fromkeys(("percent", "points", "level", "first", "last")) | numbers
    return Observed(
        place, MURDERS, HERE if place == "here" else Piece(place, place), None, start, end,
        **values, unit="deaths", is_computed=computed,
    )  # fmt: skip


def line(result, *pairs):
    """Return the first line on a result next to (figure, reason) pairs."""
    made = tuple(Pair("c", other, "", (why,), why, ()) for other, why in pairs)
    return first_line(Compared((result,), made))


SAME = "same-definition"


@pytest.mark.parametrize(("mine", "others", "expected"), [
    ({"percent": -40.0}, [({"percent": -59.7}, SAME)],
     "fell 40 percent from 2000 to 2010; over the same years it fell 60 percent in Ohio."),
    ({"percent": -40.5}, [({"percent": -59.7}, SAME), ({"place": "United States", "percent": 3.0},
                                                       SAME)],
     "fell 40.5 percent from 2000 to 2010; over the same years it fell 59.7 percent in Ohio and "
     "rose 3 percent in the United States."),
    ({"points": 1.0}, [({"points": 2.0}, SAME)],
     "rose 1 percentage point from 2000 to 2010; over the same years it rose 2 percentage points "
     "in Ohio."),
    ({"percent": -40.0}, [({"points": -4.0}, SAME)], "fell 40 percent from 2000 to 2010."),
    ({"percent": -40.0}, [({"percent": -4.0, "end": 2011}, "different-years")],
     "fell 40 percent from 2000 to 2010. The figures for other places differ in years."),
    ({"percent": -40.0}, [({"percent": -4.0, "end": 2011}, SAME)],
     "fell 40 percent from 2000 to 2010."),
    ({"percent": -40.0}, [({"percent": -4.0}, "unclear")],
     "fell 40 percent from 2000 to 2010. Whether the figures for other places use the same "
     "definition isn't clear."),
    ({"percent": 0.0}, [({"percent": 0.0}, SAME)],
     "didn't change from 2000 to 2010; over the same years it didn't change in Ohio."),
    ({"percent": -40.0}, [({"place": "here", "percent": -41.0}, SAME)],
     "fell 40 percent from 2000 to 2010."),
    ({"first": 9.0, "last": 4.0}, [({"first": 8.0, "last": 4.0}, SAME)],
     "went from 9 to 4 deaths from 2000 to 2010."),
])  # fmt: skip
def test_the_first_line_compares_only_what_can_be_compared(mine, others, expected):
    pairs = [(observed(**figure), why) for figure, why in others]
    assert line(observed("here", **mine), *pairs) == f"Murders in Ourtown, Ohio {expected}"


def test_the_first_line_on_a_value_gives_values():
    result, other = (observed(p, level=v, start=None) for p, v in (("here", 7.5), ("Ohio", 9.0)))
    assert line(result, (other, SAME)) == (
        "Murders in Ourtown, Ohio: 7.5 deaths in 2010; in the same year, 9 deaths in Ohio."
    )


@pytest.mark.parametrize(("values", "kind", "expected"), [
    ((-99.0, -95.0, -90.0), PERCENT, "-90% to -99%"),
    ((-42.0, 79.1), PERCENT, "-42% to +79.1%"),
    ((5.0, 8.0), POINTS, "+5 to +8 points"),
    ((-50.0, -50.0), PERCENT, "-50%"),
    ((11.0, 62.0), LEVEL, "11 to 62 deaths"),
])  # fmt: skip
def test_a_range_begins_with_the_smaller_change(values, kind, expected):
    assert plain(span(values, kind, "deaths" if kind == LEVEL else "")) == expected


@pytest.mark.parametrize(("spans", "expected"), [
    (((1995, None),), "since 1995"),
    (((None, 2013),), "by 2013"),
    (((1995, 2011), (1996, 2007)), "1995-2011, 1996-2007"),
    (((1995, 2011), (1996, 2007), (1999, 2022)), "3 periods, 1995-2022"),
    (((None, None),), "years not stated"),
    (((1995, 2011), (None, None)), "1995-2011; not stated for some"),
])  # fmt: skip
def test_years_that_are_not_known_are_not_made_up(spans, expected):
    assert plain(periods(spans, PERCENT)) == expected


def of_query(client, topic):
    """Return the rows of the library query by community, measure and kind of change."""
    answer = client.get(f"/queries/results-by-community.csv?topic={topic}").text
    rows = csv.DictReader(io.StringIO(answer))
    return {(r["collaborative"], r["measure"], r["change"].removeprefix(NMC)): r for r in rows}


@pytest.mark.parametrize("topic", ["violent-crime", "high-school-graduation"])
def test_the_table_has_the_numbers_of_its_query(client, engine, topic):
    iri = f"{CONCEPT}focus-area/{topic}"
    names = {PERCENT: "changePercent", POINTS: "changePoints"}
    expected, shown = of_query(client, iri), {}
    rows = rows_of(results(engine, Choice(topic=iri)).panels)
    for community in by_community(engine, iri, rows):
        for li in community.lines:
            if li.kind in names:
                shown[community.about.iri, li.measure.iri, names[li.kind]] = li
    assert shown.keys() == expected.keys()
    for key, li in shown.items():
        row = expected[key]
        known = [y for years in li.spans for y in years if y]
        ends = [f(v) if v else "" for f, v in ((min, li.values), (max, li.values))]
        around = [x for many in (li.state, li.nation) for x in many]
        assert [len(li.items), *ends] == [
            int(row["figures"]), float(row["lowest"]), float(row["highest"])]  # fmt: skip
        assert [str(f(known)) if known else "" for f in (min, max)] == [row["from"], row["to"]]
        numbers = [float(row[n]) for n in ("stateLowest", "nationLowest") if row[n]]
        assert [x.low for x in around] == numbers
        said = dict(li.voices)
        assert sum(said.values()) == len(li.items)
        independent = sum(n for name, n in said.items() if "independent" in name)
        assert independent == int(row["independent"])
        assert said.get("sponsored content", 0) == int(row["sponsored"])


def test_a_topic_shows_one_group_of_rows_for_each_community(client):
    for path in ("/results?topic=violent-crime", "/page/concept/focus-area/violent-crime"):
        page = client.get(path, headers=HTML).text
        table = page.partition('<table class="by-community"')[2].partition("</table>")[0]
        named = re.findall(r'scope="rowgroup" colspan="6"><a[^>]*>([^<]+)', table)
        assert len(named) == 5
        assert named == sorted(named)
        east_lake = text(table.partition("East Lake (Atlanta)")[2].partition("</tbody>")[0])
        assert "-90% to -99% 5 figures" in east_lake
        assert "Georgia -23% to -43%" in east_lake
        assert "other kind of area" in east_lake
        assert "/queries/results-by-community.csv?topic=" in page
    assert "by-community" not in client.get("/results?state=california", headers=HTML).text
