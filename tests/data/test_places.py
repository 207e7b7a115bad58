"""The register of places: codes match their state, and every place has a code and a country."""

from pathlib import Path

import rdflib
from rdflib import RDF, SDO, SKOS, Namespace, URIRef

ROOT = Path(__file__).parents[2]
NMC = Namespace("https://w3id.org/nmc/ontology#")
PLACE = "https://w3id.org/nmc/id/place/"

# Issued by the Census Bureau; what the map looks up.
CODES = {
    "san-joaquin-county": "06077", "santa-clara-county-california": "06085",
    "orange-county-florida": "12095", "dekalb-county-georgia": "13089",
    "fulton-county-georgia": "13121", "cook-county-illinois": "17031",
    "campbell-county-kentucky": "21037", "kenton-county-kentucky": "21117",
    "suffolk-county-massachusetts": "25025", "herkimer-county-new-york": "36043",
    "hamilton-county-ohio": "39061", "philadelphia-county-pennsylvania": "42101",
    "davidson-county-tennessee": "47037", "shelby-county-tennessee": "47157",
    "milwaukee-county-wisconsin": "55079", "california": "06", "florida": "12", "georgia": "13",
    "illinois": "17", "kentucky": "21", "massachusetts": "25", "new-york": "36", "ohio": "39",
    "pennsylvania": "42", "tennessee": "47", "wisconsin": "55",
}  # fmt: skip


def above(graph, place):
    """Return the place and every place that contains or overlaps it."""
    step = SDO.containedInPlace | SDO.geoOverlaps
    return set(graph.objects(place, rdflib.paths.MulPath(step, "*")))


def test_counties_and_states_have_their_codes(all_data):
    found = {
        str(s).removeprefix(PLACE): str(o)
        for s, o in all_data.subject_objects(SKOS.notation)
        if o.datatype == NMC.fipsCode
    }
    assert found == CODES


def test_county_code_begins_with_the_code_of_its_state(all_data):
    counties = [n for n, code in CODES.items() if len(code) == 5]
    assert len(counties) == 15
    for name in counties:
        (state,) = all_data.objects(URIRef(PLACE + name), SDO.containedInPlace)
        assert CODES[state.removeprefix(PLACE)] == CODES[name][:2]


def test_every_place_served_has_a_code_and_is_in_the_country(all_data):
    served = set(all_data.objects(None, SDO.areaServed)) | set(all_data.objects(None, SDO.location))
    assert served
    for place in served | {URIRef(PLACE + n) for n in ("atlanta-georgia", "parramore-orlando")}:
        reached = above(all_data, place)
        assert URIRef(PLACE + "united-states") in reached, place
        assert any((p, SKOS.notation, None) in all_data for p in reached), place


def test_no_place_contains_itself_or_has_coordinates(all_data):
    every = set(all_data.subjects(RDF.type, SDO.Place))
    assert len(every) > 45
    for place in every:
        inside = set(all_data.objects(place, SDO.containedInPlace * "+"))
        assert place not in inside
    for property_ in (SDO.geo, SDO.latitude, SDO.longitude):
        assert (None, property_, None) not in all_data
