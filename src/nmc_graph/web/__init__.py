"""The web view: the only part that knows Flask and granian."""
