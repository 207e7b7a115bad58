"""The web view: the only package that uses Flask and granian."""
