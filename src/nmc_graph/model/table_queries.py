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
RESULTS = f"""
WHERE {{
  ?result a nmc:Observation ; nmc:concerns ?about ; nmc:hasIndicator ?measured ;
    nmc:hasEvidence ?statement .
  ?about skos:prefLabel ?collaborative .
  ?measured skos:prefLabel ?measure .
  FILTER NOT EXISTS {{ ?change nmc:hasBaseline ?result }}
  FILTER NOT EXISTS {{ ?change nmc:hasEndline ?result }}
  OPTIONAL {{
    ?about schema:areaServed/schema:containedInPlace* ?within .
    ?within skos:notation ?within_code ; skos:prefLabel ?state FILTER(STRLEN(STR(?within_code)) = 2)
  }}
  OPTIONAL {{ ?result nmc:hasGeography/skos:prefLabel ?place }}
  OPTIONAL {{ ?result nmc:hasGeography/skos:notation ?place_code }}
  OPTIONAL {{ ?result nmc:startYear ?start_year }}
  OPTIONAL {{ ?result nmc:endYear ?end_year }}
  OPTIONAL {{ ?result nmc:verbatimTime ?period }}
  OPTIONAL {{ ?result nmc:hasBaseline/nmc:numericValue ?start_value }}
  OPTIONAL {{ ?result nmc:hasEndline/nmc:numericValue ?last }}
  OPTIONAL {{ ?result nmc:numericValue ?level }}
  BIND(COALESCE(?last, ?level) AS ?end_value)
  OPTIONAL {{ ?measured schema:unitText ?counted }}
  OPTIONAL {{ ?result nmc:hasBaseline/qudt:hasUnit ?start_unit }}
  OPTIONAL {{ ?result nmc:hasEndline/qudt:hasUnit ?end_unit }}
  OPTIONAL {{ ?result nmc:numericValue ?level ; qudt:hasUnit ?level_unit }}
  BIND(IF(BOUND(?start_value) || BOUND(?end_value),
    COALESCE(?counted, ?end_unit, ?start_unit, ?level_unit), ?none) AS ?value_unit)
  OPTIONAL {{ ?result nmc:percentChange ?percent_change }}
  OPTIONAL {{ ?result nmc:pointChange ?point_change }}
  OPTIONAL {{ ?result nmc:printedChange ?printed_change }}
  OPTIONAL {{ ?result nmc:hasChangeKind/skos:prefLabel ?change_kind }}
  OPTIONAL {{ ?result nmc:hasQualifier/skos:prefLabel ?qualifier }}
  OPTIONAL {{ ?result nmc:hasStatedTrend/skos:prefLabel ?stated_trend }}
  OPTIONAL {{ ?measured nmc:hasDesiredDirection/skos:prefLabel ?wanted_direction }}
  OPTIONAL {{ ?result nmc:hasProgress/skos:prefLabel ?progress }}
  OPTIONAL {{ ?result nmc:hasDataStatus/skos:prefLabel ?status }}
  OPTIONAL {{ ?result nmc:hasComparability/skos:prefLabel ?comparability }}
  OPTIONAL {{ ?result nmc:isReportedIn/skos:prefLabel ?study }}
  OPTIONAL {{ ?result nmc:isAssertedBy/skos:prefLabel ?speaker }}{_SOURCE}
}}"""

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
