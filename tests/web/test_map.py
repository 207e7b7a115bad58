"""The map: points come from the boundaries, labels find room, and every mark leads somewhere."""

import csv
import io
import itertools
import json
import re

import pytest

from nmc_graph.charts.label_placement import Box, place_labels, spread, width_of
from nmc_graph.model.places import Community, communities
from nmc_graph.web.views.map_drawing import draw_map, outlines

SJ = "https://w3id.org/nmc/id/collaborative/san-joaquin-county-stockton"


def community(name, *codes):
    return Community(f"https://w3id.org/nmc/id/collaborative/{name}", name, (), codes, ())


def test_a_community_has_the_county_of_its_places(engine):
    found = {c.iri: c for c in communities(engine)}
    assert found[SJ].codes == ("06077",)
    assert {p.text for p in found[SJ].places} == {"San Joaquin County", "Stockton"}


def test_every_state_and_county_has_a_point_within_its_outline():
    places = outlines()["places"]
    assert len(places) > 3100
    assert {"06", "06077", "17031", "36043"} <= places.keys()
    for code in ("06", "06077", "36043", "56"):
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", places[code]["outline"])]
        x, y = places[code]["at"]
        assert min(numbers[::2]) < x < max(numbers[::2])
        assert min(numbers[1::2]) < y < max(numbers[1::2])


def test_a_mark_is_in_the_middle_of_its_county_and_one_of_a_state_is_hollow():
    picture = draw_map([community("a", "06077"), community("b", "36"), community("c")])
    one, two = picture.marks
    assert (one.x, one.y) == tuple(outlines()["places"]["06077"]["at"])
    assert (one.precise, two.precise) == (True, False)
    assert [c.label for c in picture.unplaced] == ["c"]


def test_communities_of_one_county_share_a_mark():
    (mark,) = draw_map([community("a", "06077"), community("b", "06077")]).marks
    assert mark.name == "a and 1 more"


def test_marks_are_labeled_with_cities_and_grouped_by_topic(engine):
    picture = draw_map(communities(engine))
    labels = [m.label.text for m in picture.marks if m.label]
    assert {"Memphis", "Road Map region"} <= set(labels)
    assert len(labels) == len(picture.marks)
    boxes = []
    for label in (m.label for m in picture.marks):
        width = 0.64 * 15 * len(label.text)
        left = label.x - {"start": 0, "middle": width / 2, "end": width}[label.anchor]
        boxes.append(Box(left, label.y - 12, left + width, label.y))
    assert not [a for a, b in itertools.combinations(boxes, 2) if a.overlaps(b)]
    assert not [text for text in labels if "…" in text and "," in text]
    assert len({(g.color, g.shape) for g in picture.key}) == len(picture.key) > 2
    assert sum(g.communities for g in picture.key) == len(picture.marks)


def test_the_map_is_filtered_by_topic_and_approach(client):
    def listed(**query):
        return {
            r["collaborative"] for r in client.get("/map.json", query_string=query).json["rows"]
        }

    everything, crime = listed(), listed(topic="violent-crime")
    assert "https://w3id.org/nmc/id/collaborative/memphis" in crime < everything
    # It works on community wellness, and its results are about crime.
    assert "https://w3id.org/nmc/id/collaborative/atlanta-east-lake" in crime
    assert listed(topic="education") < everything, "narrower topics count too"
    assert listed(approach="collective-impact") < everything
    assert listed(topic="nothing") == set()
    assert client.get("/map?topic=nothing").status_code == 200


def test_thousands_of_communities_are_drawn_without_labels():
    codes = [c for c in outlines()["places"] if len(c) == 5]
    picture = draw_map([community(f"c{i}", code) for i, code in enumerate(codes)])
    assert picture.crowded
    assert len(picture.marks) > 3000
    assert not any(m.label for m in picture.marks)


def test_labels_cover_no_mark_and_no_other_label():
    points = [(100.0 + 9 * i, 100.0 + 4 * (i % 3)) for i in range(12)]
    names = [f"Community number {i}" for i in range(12)]
    labels = [
        x for x in place_labels(names, points, [7.0] * 12, Box(0, 0, 975, 610)) if x is not None
    ]
    assert len(labels) >= 8
    boxes = []
    for label in labels:
        width = width_of(label.text) * 0.9
        left = label.x - {"start": 0, "middle": width / 2, "end": width}[label.anchor]
        boxes.append(Box(left, label.y - 12, left + width, label.y))
    assert not [a for a, b in itertools.combinations(boxes, 2) if a.overlaps(b)]


def test_points_that_fall_together_are_spread_the_same_way_each_time():
    points = [(50.0, 50.0)] * 4 + [(52.0, 50.0)]
    first = spread(points, 20, Box(0, 0, 200, 200), margin=10)
    assert first == spread(points, 20, Box(0, 0, 200, 200), margin=10)
    gaps = [((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5
            for a, b in itertools.combinations(first, 2)]  # fmt: skip
    assert min(gaps) > 19.5


def test_the_map_has_links_that_work_without_scripts(client):
    text = client.get("/map").text
    assert '<a href="/id/collaborative/memphis" aria-label="Memphis: ' in text
    assert "<title id=" in text


@pytest.mark.parametrize("address", ["/map.csv", "/map?format=csv"])
def test_the_data_behind_the_map_as_csv(client, address):
    answer = client.get(address)
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {r["collaborative"]: r["fips"] for r in rows}[SJ] == "06077"


def test_the_data_behind_the_map_as_json(client):
    by_accept = client.get("/map", headers={"Accept": "application/json"})
    answer = client.get("/map.json")
    assert answer.data == by_accept.data
    assert {r["collaborative"]: r["fips"] for r in json.loads(answer.data)["rows"]}[SJ] == ["06077"]
    again = client.get("/map.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_another_form_is_refused_with_what_there_is(client):
    answer = client.get("/map.xml", headers={"Accept": "application/json"})
    assert answer.status_code == 406
    assert ".json and .csv" in answer.get_json()["hint"]
