"""The page of a community, and how results reach the pages of topics."""

import re

import pytest

from nmc_graph.model.sentences import sentence
from nmc_graph.rdf.term import Term
from nmc_graph.terms import CONCEPT, DCTERMS, NMC

SJ = "/page/collaborative/san-joaquin-county-stockton"
MILWAUKEE = "/page/collaborative/milwaukee"
HTML = {"Accept": "text/html"}


def section(text, name):
    """Return a section of a page by the id of its heading."""
    return text.partition(f'<section aria-labelledby="{name}">')[2].partition("</section>")[0]


def test_charts_come_before_the_claims(client):
    text = client.get(MILWAUKEE, headers=HTML).text
    assert "<svg" in section(text, "changed")
    assert text.index('id="changed"') < text.index("All results with their evidence")
    assert "doesn't prove" in section(text, "changed")


def test_a_study_is_compared_with_its_follow_up(client):
    (row,) = re.findall(r'<tr role="row">(?:(?!<tr).)*</tr>', section(
        client.get(MILWAUKEE, headers=HTML).text, "lasted"), re.S)[1:2]  # fmt: skip
    for part in ("teen birth rate", "\N{MINUS SIGN}31%", "\N{MINUS SIGN}56%"):
        assert part in row
    assert "Did it last?" not in client.get("/page/person/robina-asghar", headers=HTML).text


def test_people_are_found_through_the_backbone(client):
    people = section(client.get(SJ, headers=HTML).text, "leads")
    assert "Robina Asghar" in people
    assert "Community Partnership for Families" in people


def test_the_contents_link_to_parts_of_the_page(client):
    text = client.get(SJ, headers=HTML).text
    assert "key facts" in text.partition('<dl class="key-facts"')[2].partition("</dl>")[0]
    contents = text.partition('<nav class="contents"')[2].partition("</nav>")[0]
    anchors = re.findall(r'href="#([^"]+)"', contents)
    assert len(anchors) == len(set(anchors)) > 8
    assert all(f'id="{anchor}"' in text for anchor in anchors)


def test_what_is_missing_comes_with_a_way_to_add_it(client):
    missing = section(client.get(SJ, headers=HTML).text, "missing")
    assert "key facts known" in missing
    assert "/report?about=" in missing
    assert "/gaps#add" in missing


def test_sources_say_how_much_was_read(client):
    sources = section(client.get(SJ, headers=HTML).text, "sources")
    assert "The Bridgespan Group" in sources
    assert all(int(n) > 0 for n in re.findall(r'<td class="number">(\d+)</td>', sources))


@pytest.mark.parametrize("path", [
    "/page/concept/focus-area/teen-pregnancy", "/page/indicator/neighborhood-crime-rate",
    "/page/concept/approach/collective-impact",
])  # fmt: skip
def test_topics_measures_and_approaches_link_to_their_results(client, path):
    assert 'href="/results?' in section(client.get(path, headers=HTML).text, "changed")


def test_statements_are_found_by_the_name_that_is_shown(client):
    path = "statement/bridgespan-follow-up-san-joaquin"
    for folder in ("page", "id"):
        answer = client.get(f"/{folder}/{path}/S20", headers=HTML, follow_redirects=False)
        assert answer.status_code == 301
        assert answer.headers["Location"].endswith(f"/{folder}/{path}/s20")
    assert client.get(f"/page/{path}/S999", headers=HTML).status_code == 404


def test_a_founding_of_unknown_kind_is_only_a_year():
    def line(kind):
        fields = {
            f"{NMC}startYear": [Term("literal", "2006")],
            f"{NMC}hasFoundingKind": [Term("iri", f"{CONCEPT}founding-kind/{kind}")],
        }
        names = {f"{CONCEPT}founding-kind/organization": "organization"}
        return "".join(piece.text for piece in sentence("Founding", fields, names))

    assert line("not-said") == "founded 2006"
    assert line("organization") == "founded 2006 (organization)"


@pytest.mark.parametrize(("kind", "values", "line"), [
    ("Goal", {"endYear": "2011", "description": "Be safe by the end of 2011."},
     "Be safe by the end of 2011."),
    ("Goal", {"endYear": "2011", "description": "Be the safest city."},
     "Be the safest city by 2011"),
    ("Goal", {"endYear": "2011", "hasIndicator": "crime", "description": "Less by 2011."},
     "crime by 2011"),
    ("Lesson", {"hasKind": "goals", "description": "Set fewer goals.", "verbatimTime": "2015"},
     "goals: Set fewer goals (2015)"),
    ("Lesson", {"hasKind": "people", "description": "People count.", "hasResourceType": "staff"},
     "people: People count. Named: staff"),
])  # fmt: skip
def test_a_description_is_part_of_its_sentence(kind, values, line):
    fields = {
        (DCTERMS if name == "description" else NMC) + name: [Term("literal", value)]
        for name, value in values.items()
    }
    assert "".join(piece.text for piece in sentence(kind, fields, {})) == line


def test_the_card_names_each_leader_once_for_a_role(client):
    card = client.get("/page/collaborative/camden", headers=HTML).text.partition("Led by")[2]
    assert card.partition("</dd>")[0].count("Kathleen Noonan") == 1


def test_a_long_section_shows_its_first_claims_and_unfolds_the_others(client):
    page = client.get("/page/collaborative/oakland-ceasefire", headers=HTML).text
    shown, found, folded = section(page, "people-and-organizations").partition(
        '<details class="more-claims"'
    )
    assert found
    assert shown.count('class="by"') > 0
    assert folded.count('class="by"') > 0


def test_sponsored_content_is_marked_where_it_is_named(client):
    for path in ("/page/collaborative/atlanta-east-lake", "/results?topic=violent-crime"):
        text = client.get(path, headers=HTML).text
        assert "sponsored content" in text
    assert "sponsored content" not in client.get(MILWAUKEE, headers=HTML).text


def test_a_claim_that_names_only_a_kind_shows_what_its_source_says(client):
    page = client.get("/page/collaborative/memphis", headers=HTML).text
    first = section(page, "how-the-work-changed").partition('<details class="evidence"')[0]
    assert ">new plan</a>" in first
    assert "November 29, 2006" in first


def test_a_change_of_which_only_the_ends_are_given_shows_them_on_its_page(client):
    text = client.get(
        "/page/assertion/tmj4-2016/teen-birth-rate-15-17-milwaukee-2006-to-2015", headers=HTML
    ).text
    value = re.sub(
        r"<[^>]*>", "", text.partition('<dd class="big-figure">')[2].partition("</dd>")[0]
    )
    assert value == "52 births per 1,000 girls to around 18 births per 1,000 girls"
    assert "5 of 5 key facts known" in text


@pytest.mark.parametrize(
    ("path", "measures"),
    [
        ("/page/concept/focus-area/violent-crime", 0),  # a goal, and studies that are listed above
        ("/page/collaborative/memphis", 1),
    ],
)
def test_goals_and_listed_studies_are_not_results_without_a_chart(client, path, measures):
    changed = section(client.get(path, headers=HTML).text, "changed")
    lines = changed.partition("More results without a chart")[2]
    assert lines.partition("<details")[0].count("<li>") == measures
    assert "goal:" not in lines


def test_claims_about_one_role_of_a_leader_share_a_line(client):
    people = section(
        client.get("/page/collaborative/atlanta-east-lake", headers=HTML).text, "leads"
    )
    (founder,) = re.findall(r"<li>.*Tom Cousins.*</li>", people)
    assert founder.count('href="/id/assertion/') == 2


def test_a_comparison_has_a_short_title_and_the_figures_below_it(client):
    page = client.get(
        "/page/assertion/twincities-2013/milwaukee-beside-the-nation-1991", headers=HTML
    ).text
    title, lead = (
        page.partition(f"{tag}>")[2].partition("</")[0] for tag in ('class="long"', 'lead"')
    )
    assert title.endswith("in 1991 compared with the United States, according to twincities.com")
    assert lead.endswith("Comparability: unclear.")
