"""The embedded engine: Oxigraph in worker processes that may die."""
