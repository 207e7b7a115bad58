"""The neighborhood diagram of an entity."""

from nmc_graph.model.neighbors import Neighbor
from nmc_graph.model.sentences import Piece
from nmc_graph.web.views.neighborhood import MOST, neighborhood

SJ = "/page/collaborative/san-joaquin-county-stockton"


def group(title, number):
    return title, [Neighbor(Piece(f"{title} {i}", ""), title, "x") for i in range(number)]


def test_every_kind_of_neighbor_gets_its_share_of_labels():
    fan = neighborhood([group("place", 40), group("person", 1), group("approach", 2)])
    assert len(fan.spokes) == MOST
    kinds = [s.neighbor.kind for s in fan.spokes]
    assert (kinds.count("person"), kinds.count("approach")) == (1, 2)
    heights = [s.y for s in fan.spokes]
    assert heights == sorted(heights)


def test_nothing_is_drawn_without_neighbors():
    assert neighborhood([]) is None


def test_entity_page_shows_the_neighborhood_with_links(client):
    text = client.get(SJ).text
    assert 'class="fan"' in text
    fan = text.split('class="fan"')[1].split("</svg>")[0]
    assert 'href="/id/organization/community-partnership-for-families-of-san-joaquin"' in fan
