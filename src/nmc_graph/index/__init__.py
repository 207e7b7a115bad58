"""The index of a release: SQLite, written and read in this package alone."""
