"""The data in the shape that pages need; all SPARQL of the program is here."""
