"""The remote engine: queries are sent to another SPARQL server over HTTP."""
