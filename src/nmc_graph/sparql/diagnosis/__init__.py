"""What is wrong with a query, where, in a sentence.

The evaluator names the tokens that it would have accepted, at a place that may be some characters
off. So a query that it refuses is read once more here, by a parser that knows the common mistakes.
"""

from nmc_graph.sparql.diagnosis.queries import diagnose

__all__ = ["diagnose"]
