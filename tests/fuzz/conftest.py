"""How much is generated, a few seconds' worth or FUZZ times as much, and the table of what came."""

import os
from collections import Counter

import pytest

_TABLE = pytest.StashKey[dict]()


def pytest_configure(config):
    config.stash[_TABLE] = {}


@pytest.fixture(scope="session")
def times():
    return int(os.environ.get("FUZZ", "1"))


@pytest.fixture(scope="session")
def tally(request):
    """Return a function that counts an outcome for a kind of input."""

    def note(kind, outcome):
        request.config.stash[_TABLE].setdefault(kind, Counter())[outcome] += 1

    return note


def pytest_terminal_summary(terminalreporter, config):
    """Print what happened, one line for each kind of input (`make fuzz`)."""
    if table := config.stash[_TABLE]:
        terminalreporter.write_line("\n| input | tried | what happened |\n|---|---|---|")
        for kind, outcomes in table.items():
            text = ", ".join(f"{count:,} {what}" for what, count in outcomes.most_common())
            terminalreporter.write_line(f"| {kind} | {outcomes.total():,} | {text} |")
