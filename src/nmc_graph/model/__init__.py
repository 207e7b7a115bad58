"""The data in the form that pages need; all of the program's SPARQL is here."""
