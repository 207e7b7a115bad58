"""Is it true to the rules: SHACL, lint, evidence."""
