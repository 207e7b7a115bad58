"""The register of places: codes match their state, and every place has a code and a country."""

from pathlib import Path

import rdflib
from rdflib import RDF, SDO, SKOS, Namespace, URIRef

ROOT = Path(__file__).parents[2]
NMC = Namespace("https://w3id.org/nmc/ontology#")
PLACE = "https://w3id.org/nmc/id/place/"

# Issued by the Census Bureau; what the map looks up.
CODES = {
    "alameda-county-california": "06001", "contra-costa-county-california": "06013",
    "san-diego-county-california": "06073", "san-joaquin-county": "06077",
    "santa-clara-county-california": "06085", "orange-county-florida": "12095",
    "dekalb-county-georgia": "13089", "fulton-county-georgia": "13121",
    "cook-county-illinois": "17031", "campbell-county-kentucky": "21037",
    "kenton-county-kentucky": "21117", "essex-county-massachusetts": "25009",
    "franklin-county-massachusetts": "25011", "suffolk-county-massachusetts": "25025",
    "anoka-county-minnesota": "27003", "hennepin-county-minnesota": "27053",
    "bergen-county-new-jersey": "34003", "camden-county-new-jersey": "34007",
    "herkimer-county-new-york": "36043", "delaware-county-ohio": "39041",
    "franklin-county-ohio": "39049", "greene-county-ohio": "39057",
    "hamilton-county-ohio": "39061", "montgomery-county-ohio": "39113",
    "clackamas-county-oregon": "41005", "multnomah-county-oregon": "41051",
    "washington-county-oregon": "41067", "philadelphia-county-pennsylvania": "42101",
    "spartanburg-county-south-carolina": "45083", "davidson-county-tennessee": "47037",
    "shelby-county-tennessee": "47157", "bastrop-county-texas": "48021",
    "bexar-county-texas": "48029", "blanco-county-texas": "48031",
    "caldwell-county-texas": "48055", "comal-county-texas": "48091",
    "dallas-county-texas": "48113", "fort-bend-county-texas": "48157",
    "harris-county-texas": "48201", "hays-county-texas": "48209",
    "montgomery-county-texas": "48339", "travis-county-texas": "48453",
    "williamson-county-texas": "48491", "king-county-washington": "53033",
    "pierce-county-washington": "53053", "milwaukee-county-wisconsin": "55079",
    "racine-county-wisconsin": "55101", "california": "06", "florida": "12",
    "georgia": "13", "illinois": "17", "kentucky": "21", "massachusetts": "25",
    "minnesota": "27", "new-jersey": "34", "new-york": "36", "ohio": "39", "oregon": "41",
    "pennsylvania": "42", "south-carolina": "45", "tennessee": "47", "texas": "48",
    "washington": "53", "wisconsin": "55",
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
    assert len(counties) == 47
    for name in counties:
        (state,) = all_data.objects(URIRef(PLACE + name), SDO.containedInPlace)
        assert CODES[state.removeprefix(PLACE)] == CODES[name][:2]


def test_every_place_served_has_a_code_and_is_in_a_country(all_data):
    served = set(all_data.objects(None, SDO.areaServed)) | set(all_data.objects(None, SDO.location))
    assert served
    for place in served | {URIRef(PLACE + n) for n in ("atlanta-georgia", "parramore-orlando")}:
        reached = above(all_data, place)
        assert {URIRef(PLACE + "united-states"), URIRef(PLACE + "canada")} & reached, place
        assert any((p, SKOS.notation, None) in all_data for p in reached), place


def test_no_place_contains_itself_or_has_coordinates(all_data):
    every = set(all_data.subjects(RDF.type, SDO.Place))
    assert len(every) > 45
    for place in every:
        inside = set(all_data.objects(place, SDO.containedInPlace * "+"))
        assert place not in inside
    for property_ in (SDO.geo, SDO.latitude, SDO.longitude):
        assert (None, property_, None) not in all_data
