"""Reading, writing and canonicalising RDF."""
