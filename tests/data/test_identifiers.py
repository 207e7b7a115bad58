"""Websites and entries in Wikidata are those that a page or file shows, and no others."""

import pytest
import yaml
from rdflib import FOAF, SDO, URIRef

ID = "https://w3id.org/nmc/id/"
WIKIDATA = "http://www.wikidata.org/entity/"
KINDS = {"organizations": "organization", "collaboratives": "collaborative", "places": "place"}


@pytest.fixture(scope="module")
def shown(shared_file):
    """Each entity, property and address that a source shows."""
    file = yaml.safe_load(shared_file("identifiers.yaml").read_text("utf-8"))
    found = set()
    for section, kind in KINDS.items():
        for entry in file[section]:
            entity = URIRef(f"{ID}{kind}/{entry['id']}")
            for key, link, start in (
                ("website", FOAF.homepage, ""),
                ("wikidata", SDO.sameAs, WIKIDATA),
                ("same_as", SDO.sameAs, ""),
            ):
                value = entry.get(key) or {}
                if value.get("value") and value.get("status", "shown") == "shown":
                    found.add((entity, link, URIRef(start + value["value"])))
    return found


def test_each_is_in_the_graph_and_nothing_is_inferred(shown, all_data):
    known = {entity for entity, _link, _value in shown}
    found = {
        (entity, link, value)
        for link in (FOAF.homepage, SDO.sameAs)
        for entity, value in all_data.subject_objects(link)
        if entity in known
    }
    assert found == shown
    assert len(shown) > 30


def test_no_tax_number_is_read_off_an_address(all_data):
    assert not [o for o in all_data.objects() if str(o) == "58-2204306"]
