"""HTTP: requests in, answers out; no pages here."""
