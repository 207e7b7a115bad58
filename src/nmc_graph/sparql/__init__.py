"""SPARQL text: tokens, what is refused, how complex a query may be. No HTTP and no engine here."""
