"""The queries of the tables that people download: a row has one value for each column.

A thing with several values in a column has several rows here; `model.tables` makes them one.
"""

from __future__ import annotations

_SOURCE = """
  OPTIONAL {
    ?statement dcterms:isPartOf ?source .
    OPTIONAL { ?source dcterms:title ?source_title }
    OPTIONAL { ?source dcterms:publisher/skos:prefLabel ?source_publisher }
    OPTIONAL { ?source dcterms:issued ?source_date }
    OPTIONAL { ?source schema:url ?source_address }
    OPTIONAL { ?source nmc:hasReadingExtent/skos:prefLabel ?reading_extent }
  }"""

# A level that only begins or ends a change is part of that change.
RESULTS = """
WHERE {
  ?result a nmc:Observation ; nmc:hasIndicator ?measured .
  MINUS { ?change nmc:hasBaseline|nmc:hasEndline ?result }
  { ?measured skos:prefLabel ?measure }
  UNION { ?result nmc:concerns/skos:prefLabel ?collaborative }
  UNION {
    ?result nmc:concerns/schema:areaServed/schema:containedInPlace* ?within .
    ?within skos:notation ?code ; skos:prefLabel ?state FILTER(STRLEN(STR(?code)) = 2)
  }
  UNION { ?result nmc:hasGeography/skos:prefLabel ?place }
  UNION { ?result nmc:hasGeography/skos:notation ?place_code }
  UNION { ?result nmc:startYear ?start_year }
  UNION { ?result nmc:endYear ?end_year }
  UNION { ?result nmc:verbatimTime ?period }
  UNION { ?result nmc:hasBaseline/nmc:numericValue ?start_value }
  UNION { ?result nmc:hasEndline/nmc:numericValue ?end_value }
  UNION { ?result nmc:numericValue ?end_value }
  UNION {
    ?result nmc:numericValue|nmc:hasBaseline|nmc:hasEndline ?level .
    ?measured schema:unitText ?value_unit
  }
  UNION {
    { ?result nmc:hasBaseline|nmc:hasEndline ?level . ?level qudt:hasUnit ?value_unit }
    UNION { ?result nmc:numericValue ?level ; qudt:hasUnit ?value_unit }
    FILTER NOT EXISTS { ?measured schema:unitText ?counted }
  }
  UNION { ?result nmc:percentChange ?percent_change }
  UNION { ?result nmc:pointChange ?point_change }
  UNION { ?result nmc:printedChange ?printed_change }
  UNION { ?result nmc:hasChangeKind/skos:prefLabel ?change_kind }
  UNION { ?result nmc:hasQualifier/skos:prefLabel ?qualifier }
  UNION { ?result nmc:hasStatedTrend/skos:prefLabel ?stated_trend }
  UNION { ?measured nmc:hasDesiredDirection/skos:prefLabel ?wanted_direction }
  UNION { ?result nmc:hasProgress/skos:prefLabel ?progress }
  UNION { ?result nmc:hasDataStatus/skos:prefLabel ?status }
  UNION { ?result nmc:hasComparability/skos:prefLabel ?comparability }
  UNION { ?result nmc:isReportedIn/skos:prefLabel ?study }
  UNION { ?result nmc:isAssertedBy/skos:prefLabel ?speaker }
  UNION {
    ?result nmc:hasEvidence/dcterms:isPartOf ?source .
    { ?source dcterms:title ?source_title }
    UNION { ?source dcterms:publisher/skos:prefLabel ?source_publisher }
    UNION { ?source dcterms:issued ?source_date }
    UNION { ?source schema:url ?source_address }
    UNION { ?source nmc:hasReadingExtent/skos:prefLabel ?reading_extent }
  }
}"""

COLLABORATIVES = """
WHERE {
  ?collaborative a nmc:Collaborative ; skos:prefLabel ?name .
  { ?collaborative skos:prefLabel ?name }
  UNION { ?collaborative skos:altLabel ?other_names }
  UNION { ?collaborative schema:areaServed/skos:prefLabel ?places }
  UNION {
    ?collaborative schema:areaServed/(schema:containedInPlace|schema:geoOverlaps)* ?county .
    ?county skos:notation ?county_codes ; skos:prefLabel ?counties
    FILTER(STRLEN(STR(?county_codes)) = 5)
  }
  UNION {
    ?collaborative schema:areaServed/schema:containedInPlace* ?within .
    ?within skos:notation ?code ; skos:prefLabel ?state FILTER(STRLEN(STR(?code)) = 2)
  }
  UNION { ?collaborative nmc:startYear ?founded }
  UNION { ?collaborative nmc:hasBackbone/skos:prefLabel ?backbone }
  UNION { ?collaborative nmc:worksOn/skos:prefLabel ?focus_areas }
  UNION { ?collaborative nmc:tracks/skos:prefLabel ?measures }
  UNION { ?collaborative nmc:isStudiedIn/skos:prefLabel ?studies }
}"""

ORGANIZATIONS = """
WHERE {
  ?organization a org:Organization ; skos:prefLabel ?name .
  FILTER NOT EXISTS { ?organization a nmc:Collaborative }
  { ?organization skos:prefLabel ?name }
  UNION { ?organization skos:altLabel ?other_names }
  UNION { ?organization schema:location/skos:prefLabel ?place }
  UNION {
    ?membership a nmc:Membership ; org:member ?organization ; org:role/skos:prefLabel ?role ;
      org:organization/skos:prefLabel ?of .
    BIND(CONCAT(?role, " of ", ?of) AS ?roles)
  }
  UNION { ?organization nmc:worksOn/skos:prefLabel ?focus_areas }
}"""

PEOPLE_AND_ROLES = f"""
WHERE {{
  ?membership a nmc:Membership ; org:member ?person ; org:organization ?body ;
    nmc:hasEvidence ?statement .
  ?person a foaf:Person ; skos:prefLabel ?name .
  ?body skos:prefLabel ?organization .
  OPTIONAL {{ ?membership org:role/skos:prefLabel ?role }}
  OPTIONAL {{
    {{ ?body a nmc:Collaborative ; skos:prefLabel ?collaborative }}
    UNION {{ ?served nmc:hasBackbone ?body ; skos:prefLabel ?collaborative }}
  }}
  OPTIONAL {{ ?membership nmc:startYear ?start_year }}
  OPTIONAL {{ ?membership nmc:endYear ?end_year }}
  OPTIONAL {{ ?membership nmc:isReportedIn/skos:prefLabel ?study }}
  OPTIONAL {{ ?membership nmc:isAssertedBy/skos:prefLabel ?speaker }}{_SOURCE}
}}"""

APPROACH_POSITIONS = f"""
WHERE {{
  ?position a nmc:ApproachPosition ; nmc:concerns ?about ; nmc:hasEvidence ?statement .
  ?about skos:prefLabel ?subject .
  OPTIONAL {{ ?position nmc:hasApproach/skos:prefLabel ?approach }}
  OPTIONAL {{ ?position nmc:hasStance/skos:prefLabel ?stance }}
  OPTIONAL {{ ?position nmc:hasComparativePosition/skos:prefLabel ?comparative_position }}
  OPTIONAL {{ ?position nmc:hasCertainty/skos:prefLabel ?certainty }}
  OPTIONAL {{ ?position nmc:isReportedIn/skos:prefLabel ?study }}
  OPTIONAL {{ ?position nmc:isAssertedBy/skos:prefLabel ?speaker }}{_SOURCE}
}}"""

SOURCES = """
WHERE {
  ?source a nmc:Source ; dcterms:title ?title .
  { ?source dcterms:title ?title }
  UNION {
    ?source dcterms:creator ?creator OPTIONAL { ?creator skos:prefLabel ?author_name }
    BIND(COALESCE(?author_name, ?creator) AS ?authors)
  }
  UNION { ?source dcterms:publisher/skos:prefLabel ?publisher }
  UNION { ?source dcterms:issued ?date }
  UNION { ?source schema:url ?address }
  UNION { ?source nmc:hasReadingExtent/skos:prefLabel ?reading_extent }
  UNION { ?source nmc:profiles/skos:prefLabel ?profiles }
  UNION { ?source nmc:isReportedIn/skos:prefLabel ?study }
  UNION { ?source dcterms:license ?license }
}"""
