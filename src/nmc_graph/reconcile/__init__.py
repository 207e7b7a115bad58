"""Matching names that others use with things of the graph (W3C Entity Reconciliation 0.2)."""
