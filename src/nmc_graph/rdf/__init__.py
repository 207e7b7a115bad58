"""Reading, writing and canonicalizing RDF."""
