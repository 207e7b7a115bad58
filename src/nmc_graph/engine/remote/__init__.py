"""The remote engine: a SPARQL server of somebody else, asked over HTTP."""
