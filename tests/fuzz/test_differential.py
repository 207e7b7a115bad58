"""Generated queries give the same rows here and in rdflib, but for faults known by name."""

from collections import Counter
from random import Random

import pytest

from nmc_graph.sparql import not_exists, paths
from tests.fuzz.engines import Engines
from tests.fuzz.known import KNOWN
from tests.fuzz.queries import Generator, dataset

QUERIES = 40


def graphs(count, seed, tmp_path):
    """Yield a generator of queries and engines that hold the same graph, one graph at a time."""
    for number in range(count):
        random = Random(seed + number)
        engines = Engines(dataset(random), tmp_path)
        try:
            yield Generator(random), engines
        finally:
            engines.close()


def fault(query, ours, theirs):
    """Return the name of the known fault that explains a difference; none fails the test."""
    for name, known in KNOWN.items():
        if known.fits(query, ours, theirs):
            return name
    return pytest.fail(
        f"{query}\nhere only: {show(ours, theirs)}\nthere only: {show(theirs, ours)}"
    )


def show(one, other):
    return one if isinstance(one, bool) else [sorted(row) for row in (one - other)]


def test_rows_are_those_of_rdflib(times, tmp_path):
    faults, count = Counter(), 0
    for generator, engines in graphs(8 * times, 1000, tmp_path):
        for _ in range(QUERIES):
            query = generator.query()
            ours, theirs = engines.ours(query), engines.theirs(query)
            count += 1
            if ours != theirs:
                faults[fault(query, ours, theirs)] += 1
    print(f"{count} queries, known faults: {dict(faults)}")
    assert faults.total() <= 0.015 * count + 2, faults


def test_not_exists_gives_the_same_rows_as_minus(times, tmp_path):
    faults, changed, count = Counter(), 0, 0
    for generator, engines in graphs(3 * times, 5000, tmp_path):
        for _ in range(QUERIES):
            query = generator.absence()
            changed += not_exists.rewritten(query) != query
            ours, alone, theirs = engines.ours(query), engines.alone(query), engines.theirs(query)
            count += 1
            if not (ours == alone == theirs):
                assert ours == alone or paths.rewritten(query) != query, query
                faults[fault(query, ours, theirs) if ours != theirs else "paths"] += 1
    print(f"{count} queries, {changed} rewritten, known faults: {dict(faults)}")
    assert changed > 0.2 * count
    assert faults.total() <= 0.03 * count + 2, faults
